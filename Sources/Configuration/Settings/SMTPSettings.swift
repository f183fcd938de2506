/// `[smtp]`: listeners and sessions of mail clients. The meaning of each property is the doc of its row.
package struct SMTPSettings: SettingGroup {
  package var domains: [String] = []
  package var listen: [ListenAddress] = []
  package var submissionListen: [ListenAddress] = []
  package var tlsListen: [ListenAddress] = []
  package var lmtpListen: [ListenAddress] = []
  package var trustedNetworks: [Network] = []
  package var legacyNetworks: [Network] = []
  package var normalizeNetworks: [Network] = []
  package var proxyNetworks: [Network] = []
  package var xclientNetworks: [Network] = []
  package var authenticationResults: String?
  package var authWithoutTLS = false
  package var bareNewline = BareNewline.reject
  package var dialects: [String: MailDialect] = [:]
  package var postmaster: String?
  package var keptMails = 1000
  package var greetDelay: Duration = .zero
  package var maxMessage = 1 << 20
  package var maxRecipients = 100
  package var maxConnections = 2000
  package var maxPerAddress = 50
  package var acceptRate = 100
  package var authFailures = 3
  package var authBanFailures = 10
  package var authFailureWindow: Duration = .seconds(600)
  package var authBan: Duration = .seconds(900)
  package var idle: Duration = .seconds(300)
  package var idleStress: Duration = .seconds(10)
  package var tlsHandshake: Duration = .seconds(30)
  package var minimumDataRate = 500
  package var sessionTime: Duration = .seconds(1200)
  package var sessionMessages = 1000
  package var maxErrors = 20
  package var maxJunkCommands = 100
  package var maxLine = 64 << 10
  package var maxChunks = 10_000
  package var mimeDepth = 20
  package var mimeParts = 200
  package var headerLines = 1000
  package var receivedHops = 50
  package var maxHold: Duration = .seconds(30 * 86400)
  package var dedupeWindow: Duration = .seconds(86400)

  package init() {}

  static let section = "smtp"
  static let purpose = "Listeners and sessions of mail clients: a mail to NUMBER@DOMAIN becomes a message."
  static let settings = rows(Self.self) {
    Row(
      "domains", \.domains, .list(.domain, 0...100), example: "[\"sms.example.test\"]",
      "Domains that are ours; channel labels (`viber.` and so on) stand before them. Needed by every listener. The first one names the sender of generated mail."
    )
    Row(
      "listen", \.listen, .list(.listenAddress, 0...64), reload: .restart, example: "[\"127.0.0.1:2525\"]",
      "Addresses in the manner of an MX: STARTTLS is offered where [tls] is set, AUTH is not.")
    Row(
      "submission_listen", \.submissionListen, .list(.listenAddress, 0...64), reload: .restart,
      example: "[\"0.0.0.0:587\"]",
      "Addresses for submission: AUTH is required, after STARTTLS; needs [tls] unless auth_without_tls.")
    Row(
      "tls_listen", \.tlsListen, .list(.listenAddress, 0...64), reload: .restart, example: "[\"0.0.0.0:465\"]",
      "Addresses for submission with implicit TLS; needs [tls].")
    Row(
      "lmtp_listen", \.lmtpListen, .list(.listenAddress, 0...64), reload: .restart, example: "[\"127.0.0.1:2424\"]",
      risk: "LMTP peers are trusted with the sender address: keep it local.",
      "Addresses for LMTP: one answer for each recipient.")
    Row(
      "trusted_networks", \.trustedNetworks, .list(.network),
      risk: "These peers skip connection limits and pipelining checks.",
      "Mail servers of our own that stand in front of the bridge.")
    Row(
      "legacy_networks", \.legacyNetworks, .list(.network),
      "Devices that may send MAIL without a greeting and spaces after FROM: and TO:.")
    Row(
      "normalize_networks", \.normalizeNetworks, .list(.network),
      risk: "A smuggled line end becomes text instead of a refusal.",
      "Devices whose bare CR and LF are read as line ends of text; never as the end of a mail.")
    Row(
      "proxy_networks", \.proxyNetworks, .list(.network), reload: .restart,
      risk: "Whoever is in these networks can claim any client address.",
      "Peers that must begin with a PROXY header, version 1 or 2.")
    Row(
      "xclient_networks", \.xclientNetworks, .list(.network),
      risk: "Whoever is in these networks can claim any client address and login.", "Peers that may use XCLIENT.")
    Row(
      "authentication_results", optional: \.authenticationResults, .text(1...253), example: "\"mx.example.test\"",
      risk: "The server in front must remove forged fields of this name.",
      "The authserv-id whose Authentication-Results fields are believed, from trusted_networks only.")
    Row(
      "auth_without_tls", \.authWithoutTLS, .flag, reload: .restart, risk: "Passwords cross the network in the clear.",
      "Whether AUTH is offered on submission_listen without TLS.")
    Row(
      "bare_newline", \.bareNewline, .choice,
      risk: "\"normalize\" for all invites mail smuggling; use normalize_networks.",
      "Mail with bare CR or LF: \"reject\" with 550 5.5.2, or \"normalize\".")
    Row(
      "dialects", \.dialects, .map(.choice), example: "{ \"send.example.test\" = \"smsc\" }",
      risk: "Dialects carry passwords in the body of mails.",
      "Grammar of the mails to a domain: \"plain\", \"smsc\", \"clickatell\" or \"attributes\".")
    Row(
      "postmaster", optional: \.postmaster, .text(3...254), example: "\"admin@example.test\"",
      "Who gets mail to postmaster@ and abuse@, by the relay; unset: it is kept in the folder postmaster of bridge.data, up to kept_mails."
    )
    Row(
      "kept_mails", \.keptMails, .integer(1...100_000),
      "Mails to postmaster@ and abuse@ that are kept where postmaster is unset; past it 451 4.4.1, so that they come again."
    )
    Row(
      "greet_delay", \.greetDelay, .duration(.zero ... .seconds(2)),
      "Pause before the greeting on `listen`; who talks earlier is refused.")
    Row("max_message", \.maxMessage, .size(1024...(100 << 20)), "Largest mail; past it 552 5.3.4.")
    Row(
      "max_recipients", \.maxRecipients, .integer(100...10_000),
      "Recipients of one mail; past it 452 4.5.3. RFC 5321 asks for at least 100.")
    Row(
      "max_connections", \.maxConnections, .integer(1...1_000_000),
      "Connections at once; a tenth of them only for listeners with logins, LMTP and trusted_networks.")
    Row(
      "max_per_address", \.maxPerAddress, .integer(1...1_000_000),
      "Connections at once from one address, or one IPv6 /64.")
    Row(
      "accept_rate", \.acceptRate, .integer(0...1_000_000), "New connections a minute from one address; 0 is no limit.")
    Row("auth_failures", \.authFailures, .integer(1...100), "Failed AUTH in one session before it is closed.")
    Row(
      "auth_ban_failures", \.authBanFailures, .integer(1...10_000), reload: .restart,
      "Failed AUTH from one address under one name within auth_failure_window that lock that name out there; three times as many under any names lock out the address."
    )
    Row(
      "auth_failure_window", \.authFailureWindow, .duration(.seconds(1) ... .seconds(86400)), reload: .restart,
      "The time over which failed AUTH are counted.")
    Row(
      "auth_ban", \.authBan, .duration(.zero ... .seconds(86400)), reload: .restart,
      "First lock-out, doubled each time after up to a day; 0s locks nobody out.")
    Row(
      "idle", \.idle, .duration(.seconds(10) ... .seconds(3600)),
      "Time for one whole command; RFC 5321 asks for 5 minutes.")
    Row(
      "idle_stress", \.idleStress, .duration(.seconds(1) ... .seconds(3600)),
      "The same while four of five connections are taken; two errors then end a session.")
    Row(
      "tls_handshake", \.tlsHandshake, .duration(.seconds(1) ... .seconds(600)), reload: .restart,
      "A TLS handshake that has not ended by then is closed.")
    Row(
      "minimum_data_rate", \.minimumDataRate, .integer(0...1_000_000),
      "Octets a second that a mail must bring on average; 0 is no limit.")
    Row("session_time", \.sessionTime, .duration(.seconds(60) ... .seconds(86400)), "Longest session.")
    Row("session_messages", \.sessionMessages, .integer(1...1_000_000), "Mails in one session.")
    Row("max_errors", \.maxErrors, .integer(1...1000), "Refused commands in one session before it is closed.")
    Row(
      "max_junk_commands", \.maxJunkCommands, .integer(1...100_000),
      "NOOP, RSET, VRFY and repeated greetings that count as no error.")
    Row("max_line", \.maxLine, .size(1000...(1 << 20)), "Longest line of a mail.")
    Row("max_chunks", \.maxChunks, .integer(1...1_000_000), "BDAT chunks of one mail.")
    Row("mime_depth", \.mimeDepth, .integer(1...100), "Nesting of MIME parts.")
    Row("mime_parts", \.mimeParts, .integer(1...10_000), "MIME parts of one mail.")
    Row("header_lines", \.headerLines, .integer(10...10_000), "Header lines of one part.")
    Row("received_hops", \.receivedHops, .integer(10...1000), "Received fields past which a mail is taken for a loop.")
    Row(
      "max_hold", \.maxHold, .duration(.zero ... .seconds(366 * 86400)),
      "How far ahead HOLDFOR and HOLDUNTIL may reach (RFC 4865).")
    Row(
      "dedupe_window", \.dedupeWindow, .duration(.zero ... .seconds(30 * 86400)), reload: .restart,
      risk: "With 0s a mail server that lost our answer sends the message twice.",
      "The same Message-ID, recipient and text within this time get the same id again and are sent once.")
  }
}
