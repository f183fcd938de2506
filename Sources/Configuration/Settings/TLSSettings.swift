/// `[tls]`: our certificate. Files are opened where they are used, not while the configuration is read.
package struct TLSSettings: SettingGroup {
  package var certificate = ""
  package var key = ""
  package var clientCA: String?
  package var requireClientCertificate = false
  package var names: [String: String] = [:]
  package var sessionTickets = true

  package init() {}

  static let section = "tls"
  static let purpose = "Our certificate, for SMPP, SMTP and the admin listener. TLS 1.2 and later."
  static let settings = rows(Self.self) {
    Row(
      "certificate", \.certificate, .text(1...1024), required: true, example: "\"/etc/passerelle/gw.pem\"",
      "PEM file with our certificate and those between it and the root; read again on reload.")
    Row(
      "key", \.key, .text(1...1024), required: true, example: "\"/etc/passerelle/gw.key\"",
      risk: "Must be readable by the bridge alone.", "PEM file with the private key.")
    Row(
      "client_ca", optional: \.clientCA, .text(1...1024), example: "\"/etc/passerelle/clients.pem\"",
      "PEM file with the authorities of client certificates; unset: none are asked for.")
    Row(
      "require_client_certificate", \.requireClientCertificate, .flag,
      risk: "Clients without a certificate cannot connect by TLS at all.",
      "Whether SMPP clients must show a certificate; needs client_ca.")
    Row(
      "names", \.names, .map(.text(1...1024)), example: "{ \"other.example.test\" = \"/etc/passerelle/other.pem\" }",
      "Further certificates by server name (SNI); each file holds certificate and key.")
    Row(
      "session_tickets", \.sessionTickets, .flag, "Whether sessions may be resumed by ticket; some senders fail on it.")
  }
}
