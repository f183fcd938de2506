/// `[smpp]`: listeners and sessions of SMPP clients. The meaning of each property is the doc of its row.
package struct SMPPSettings: SettingGroup {
  package var listen: [ListenAddress] = []
  package var tlsListen: [ListenAddress] = []
  package var autoTLS = false
  package var systemID: String?
  package var proxyNetworks: [Network] = []
  package var maxConnections = 12_000
  package var maxPerAddress = 1000
  package var awaitedNumbers = 10_000
  package var sessionInit: Duration = .seconds(10)
  package var tlsHandshake: Duration = .seconds(10)
  package var enquireLink: Duration = .seconds(60)
  package var responseTimeout: Duration = .seconds(30)
  package var inactivity: Duration = .seconds(300)
  package var unbindTimeout: Duration = .seconds(2)
  package var tcpUserTimeout: Duration = .seconds(30)
  package var maxPDU = 70 << 10
  package var maxPDUBeforeBind = 1 << 10
  package var maxUnsent = 1 << 20
  package var windowHardCap = 1000
  package var longCredentials = true
  package var bindRefusal = BindRefusal.specific
  package var bindFailures = 5
  package var bindFailureWindow: Duration = .seconds(300)
  package var bindBan: Duration = .seconds(300)
  package var textAndPayload = TextAndPayload.reject
  package var priority = PriorityRule.reject
  package var reservedCoding = ReservedCoding.asDefault
  package var strictAddresses = false
  package var receiptGrace: Duration = .milliseconds(500)
  package var transactionTimeout: Duration = .milliseconds(1500)
  package var congestionState = true

  package init() {}

  static let section = "smpp"
  static let purpose = "Listeners and sessions of SMPP clients (ESMEs), versions 3.3, 3.4 and 5.0."
  static let settings = rows(Self.self) {
    Row(
      "listen", \.listen, .list(.listenAddress, 0...64), reload: .restart, example: "[\"127.0.0.1:2775\"]",
      risk: "Passwords cross the network in the clear: outside of a private network use tls_listen.",
      "Addresses for plain SMPP; none: no plain listener.")
    Row(
      "tls_listen", \.tlsListen, .list(.listenAddress, 0...64), reload: .restart, example: "[\"0.0.0.0:3550\"]",
      "Addresses for SMPP over TLS; needs [tls].")
    Row(
      "auto_tls", \.autoTLS, .flag, reload: .restart,
      "Whether the plain addresses also take TLS, told apart by the first octet; needs [tls].")
    Row(
      "system_id", optional: \.systemID, .text(1...15), example: "\"PASSERELLE\"",
      "Our system_id in bind responses; unset: the first 15 octets of bridge.name.")
    Row(
      "proxy_networks", \.proxyNetworks, .list(.network), reload: .restart,
      risk: "Whoever is in these networks can claim any client address.",
      "Peers that must begin with a PROXY header, version 1 or 2.")
    Row("max_connections", \.maxConnections, .integer(1...1_000_000), "Connections at once, bound or not.")
    Row("max_per_address", \.maxPerAddress, .integer(1...1_000_000), "Connections at once from one client address.")
    Row(
      "awaited_numbers", \.awaitedNumbers, .integer(1...1_000_000),
      "Unreached numbers at once of which clients want an alert_notification (set_dpf); past it the older half is given up."
    )
    Row(
      "session_init", \.sessionInit, .duration(.seconds(1) ... .seconds(600)),
      "A connection that has not bound by then is closed.")
    Row(
      "tls_handshake", \.tlsHandshake, .duration(.seconds(1) ... .seconds(600)), reload: .restart,
      "A TLS handshake that has not ended by then is closed.")
    Row(
      "enquire_link", \.enquireLink, .duration(.zero ... .seconds(86400)),
      risk: "With 0s a dead client keeps its bind until inactivity ends it.",
      "A session silent for this long is asked with enquire_link; 0s never asks.")
    Row(
      "response_timeout", \.responseTimeout, .duration(.seconds(1) ... .seconds(600)),
      "How long a client may take to answer deliver_sm or enquire_link.")
    Row(
      "inactivity", \.inactivity, .duration(.zero ... .seconds(86400)),
      "A session without any PDU for this long is closed; 0s never.")
    Row(
      "unbind_timeout", \.unbindTimeout, .duration(.zero ... .seconds(60)),
      "How long responses may still go out after an unbind.")
    Row(
      "tcp_user_timeout", \.tcpUserTimeout, .duration(.zero ... .seconds(3600)), reload: .restart,
      "Sent octets not acknowledged for this long end the connection; 0s leaves it to the system.")
    Row(
      "max_pdu", \.maxPDU, .size(4096...(1 << 20)), risk: "Under 70KiB a full message_payload does not fit.",
      "Largest PDU of a bound session; a larger one is ESME_RINVCMDLEN and ends the session.")
    Row("max_pdu_before_bind", \.maxPDUBeforeBind, .size(128...65536), "Largest PDU before the bind.")
    Row(
      "max_unsent", \.maxUnsent, .size(65536...(1 << 30)), reload: .restart,
      risk: "Each session can take this much memory.",
      "Octets that may wait for a client that does not read; past it reading from it stops, then it is closed.")
    Row(
      "window_hard_cap", \.windowHardCap, .integer(1...100_000),
      "Unanswered submits of one session past which ESME_RMSGQFUL is answered instead of waiting.")
    Row(
      "long_credentials", \.longCredentials, .flag,
      "Whether system_id and password may have 64 octets where SMPP allows 15 and 8; some clients, Kannel among them, cut at 8."
    )
    Row(
      "bind_refusal", \.bindRefusal, .choice,
      risk: "On \"specific\" Kannel gives a link up for ever after a wrong password.",
      "Answer to a wrong name or password: \"specific\" (ESME_RINVSYSID, ESME_RINVPASWD) or \"bind_fail\" (ESME_RBINDFAIL for both)."
    )
    Row(
      "bind_failures", \.bindFailures, .integer(1...1000),
      "Failed binds by the same address and name within bind_failure_window that lock them out.")
    Row(
      "bind_failure_window", \.bindFailureWindow, .duration(.seconds(1) ... .seconds(86400)),
      "The time over which failed binds are counted.")
    Row(
      "bind_ban", \.bindBan, .duration(.zero ... .seconds(86400)), "How long the lock-out lasts; 0s locks nobody out.")
    Row(
      "text_and_payload", \.textAndPayload, .choice,
      "Text and message_payload in one submit: \"reject\" with ESME_RTLVNOTALLWD, or take the \"payload\".")
    Row("priority", \.priority, .choice, "A priority over 3: \"reject\" with ESME_RINVPRTFLG, or \"clamp\" to 3.")
    Row(
      "reserved_coding", \.reservedCoding, .choice,
      "A reserved data_coding: read as the \"default\" alphabet, or \"reject\".")
    Row(
      "strict_addresses", \.strictAddresses, .flag, risk: "Many clients send nonsense there.",
      "Whether senseless TON and NPI are refused instead of ignored.")
    Row(
      "receipt_grace", \.receiptGrace, .duration(.zero ... .seconds(60)), reload: .restart,
      "How long a receipt waits after the submit's response was written on another connection.")
    Row(
      "transaction_timeout", \.transactionTimeout, .duration(.milliseconds(100) ... .seconds(60)),
      risk: "jsmpp gives up after 2 seconds and sends again.",
      "How long a submit in transaction mode may wait for the provider before it is answered ESME_ROK.")
    Row("congestion_state", \.congestionState, .flag, "Whether responses to 5.0 clients carry congestion_state.")
  }
}
