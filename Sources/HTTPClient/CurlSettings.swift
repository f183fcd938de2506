/// How calls are made: one value for each group of calls that share connections.
package struct CurlSettings: Equatable, Sendable {
  /// Name look-up, connection and TLS handshake together.
  package var connectTimeout = Duration.seconds(10)
  /// The whole call.
  package var callTimeout = Duration.seconds(60)
  /// A transfer that moves less than `stallRate` for this long has stalled. Whole seconds.
  package var stallTimeout = Duration.seconds(20)
  /// Octets a second.
  package var stallRate = 10
  /// Calls in flight at once; others wait.
  package var maximumConcurrent = 64
  /// Calls that wait at most; one more is refused as not sent.
  package var maximumWaiting = 4096
  /// Connections to one host at most; 0 for as many as there are calls.
  package var maximumConnectionsPerHost = 0
  /// Octets of a response's body; a longer one counts as no answer.
  package var bodyLimit = 4 << 20
  /// A proxy URL; `nil` for none, whatever the environment says.
  package var proxy: String?
  /// PEM file of the authorities to trust instead of the system's.
  package var authoritiesFile: String?
  /// Whether the server must show a certificate of those authorities that names it. Off only for a listener of our own on
  /// this machine, whose certificate names the gateway and not the address.
  package var checksServer = true
  /// PEM files of the certificate to show.
  package var clientCertificate: (certificateFile: String, keyFile: String)? {
    get { certificateFile.flatMap { file in keyFile.map { (file, $0) } } }
    set { (certificateFile, keyFile) = (newValue?.certificateFile, newValue?.keyFile) }
  }
  /// `sha256//…` of the public key that the server must have, several separated by `;`.
  package var pinnedPublicKey: String?
  /// Whether HTTP/2 is used over TLS where the server offers it.
  package var usesHTTP2 = true
  package var userAgent = "Passerelle"

  var certificateFile: String?
  var keyFile: String?

  package init() {}
}
