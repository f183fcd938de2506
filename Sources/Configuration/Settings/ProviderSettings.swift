/// One `[[provider]]`: a system that sends for us. The meaning of each property is the doc of its row.
package struct ProviderSettings: SettingGroup {
  package var name = ""
  package var kind = ProviderKind.simulator
  package var url: String?
  package var backupURLs: [String] = []
  package var token: Secret?
  package var login: String?
  package var password: Secret?
  package var apiKey: Secret?
  package var enabled = true
  package var maintenance = false
  package var senders: [String: String] = [:]
  package var viberSenders: [String: Int] = [:]
  package var allowedSenders: [String] = []
  package var timeZone: TimeOffset?
  package var connectTimeout: Duration = .seconds(10)
  package var timeout: Duration = .seconds(60)
  package var stallTimeout: Duration = .seconds(30)
  package var concurrency = 4
  package var requestsPerSecond = 0
  package var batchSize = 0
  package var maxResponse = 8 << 20
  package var proxy: String?
  package var caFile: String?
  package var clientCertificate: String?
  package var clientKey: String?
  package var http2 = true
  package var checkable = false
  package var showCost = false
  package var testMode = false
  package var latinLimit: Int?
  package var otherLimit: Int?
  package var formOnly = false
  package var checkLists = true
  package var keyAsBearer = false
  package var tariff = 0
  package var validity: Duration?
  package var onUnknown = UnknownPolicy.hold
  package var statusInterval: Duration?
  package var statusBatch = 0
  package var incoming = false
  package var incomingAccount: String?
  package var incomingInterval: Duration?
  package var callbackSecret: Secret?
  package var callbackSignature = CallbackSignature.none
  package var callbackSignatureSecret: Secret?
  package var breakerFailures = 5
  package var breakerPause: Duration = .seconds(30)
  package var noMoneyPause: Duration = .seconds(300)
  package var balanceInterval: Duration = .seconds(300)
  package var balanceAlarm: Double?
  package var weight = 1
  package var price: Double?
  package var simulatedDelay: Duration = .seconds(1)
  package var simulatedLatency: Duration = .zero

  package init() {}

  /// The zone of the naive times it speaks: the setting, else what its kind is taken to use.
  package var effectiveTimeZone: TimeOffset {
    if let timeZone { return timeZone }
    switch kind {
    case .smsBy, .smsc: return TimeOffset(hours: 3)
    case .bsg, .simulator: return .utc
    }
  }

  static let section = "provider"
  static let purpose =
    "A system that sends for us over HTTP. The points that its documents leave open are settings here."
  static let settings = rows(Self.self) {
    Row(
      "name", \.name, .name, required: true, example: "\"smsby\"",
      "How routes, lists and logs call it; stands in the callback path.")
    Row("kind", \.kind, .choice, required: true, example: "\"sms.by\"", "Which system it is.")
    Row(
      "url", optional: \.url, .webURL, example: "\"https://app.sms.by/api\"",
      risk: "With http the credentials cross the network in the clear.",
      "Its base URL; unset: that of its documents, and for the kind \"simulator\" the built-in one.")
    Row(
      "backup_urls", \.backupURLs, .list(.webURL, 0...8), example: "[\"https://www2.smscentre.com\"]",
      "Base URLs tried in turn when the first refuses connections.")
    Row("token", optional: \.token, .secret, "sms.by: the API token.")
    Row("login", optional: \.login, .text(1...256), example: "\"alex\"", "smsc: the login.")
    Row("password", optional: \.password, .secret, "smsc: the password.")
    Row("api_key", optional: \.apiKey, .secret, "bsg: the API key; smsc: in place of login and password.")
    Row("enabled", \.enabled, .flag, "Whether it is used at all.")
    Row("maintenance", \.maintenance, .flag, "Whether its messages wait instead of being sent.")
    Row(
      "senders", \.senders, .map(.senderName), example: "{ SHOP = 123, \"*\" = 0 }",
      "What the provider calls a source address: at sms.by its alphaname_id, elsewhere a name; \"*\" for any other. None: the source address itself, and at sms.by only an empty one."
    )
    Row(
      "viber_senders", \.viberSenders, .map(.integer(0...2_147_483_647)), example: "{ SHOP = 444 }",
      "sms.by: vibername_id of a source address.")
    Row(
      "allowed_senders", \.allowedSenders, .list(.text(1...20, "sender"), 0...10_000), example: "[\"SHOP\"]",
      "Source addresses that are registered there, others are refused at submit; none: all are tried.")
    Row(
      "time_zone", optional: \.timeZone, .timeOffset, example: "\"+03:00\"",
      risk: "A wrong zone sends scheduled messages hours early or late.",
      "Zone of the local times it speaks; unset: +03:00 for sms.by and smsc, UTC for bsg. Only smsc documents its zone."
    )
    Row(
      "connect_timeout", \.connectTimeout, .duration(.milliseconds(100) ... .seconds(300)),
      "Time to connect, TLS included.")
    Row(
      "timeout", \.timeout, .duration(.seconds(1) ... .seconds(600)),
      risk: "A call cut off is ambiguous: too short a time makes many of them.", "Time for one whole call.")
    Row(
      "stall_timeout", \.stallTimeout, .duration(.seconds(1) ... .seconds(600)),
      "A transfer without progress for this long is cut off.")
    Row(
      "concurrency", \.concurrency, .integer(1...100), risk: "smsc refuses the fifteenth call at once.",
      "Calls at once.")
    Row("requests_per_second", \.requestsPerSecond, .integer(0...10_000), "Calls a second; 0 is no limit of ours.")
    Row("batch_size", \.batchSize, .integer(0...10_000), "Messages in one call; 0 takes what the provider allows.")
    Row(
      "max_response", \.maxResponse, .size(4096...(100 << 20)),
      "Largest answer; a longer one is cut off and read as none.")
    Row("proxy", optional: \.proxy, .proxyURL, example: "\"http://proxy.example.test:3128\"", "HTTP or SOCKS proxy.")
    Row(
      "ca_file", optional: \.caFile, .text(1...1024), example: "\"/etc/ssl/certs/ca-certificates.crt\"",
      "Authorities for its certificate; unset: those of the system.")
    Row(
      "client_certificate", optional: \.clientCertificate, .text(1...1024), example: "\"/etc/passerelle/client.pem\"",
      "PEM file with our certificate for it.")
    Row(
      "client_key", optional: \.clientKey, .text(1...1024), example: "\"/etc/passerelle/client.key\"",
      "PEM file with the key of that certificate.")
    Row("http2", \.http2, .flag, "Whether HTTP/2 is used where it is offered.")
    Row(
      "checkable", \.checkable, .flag,
      risk: "Off, a lost answer of a quick message cannot be settled by asking; on, each message takes two calls.",
      "sms.by: send by createSmsMessage and sendSMS, which can be asked about afterwards.")
    Row("show_cost", \.showCost, .flag, "Whether the cost is asked for with each message.")
    Row(
      "test_mode", \.testMode, .flag, risk: "On, nobody gets a message.",
      "smsc: calls only ask for the price, and the messages are reported as delivered; a simulator always pretends, others cannot."
    )
    Row(
      "latin_limit", optional: \.latinLimit, .integer(1...100_000), example: "1530",
      "Longest text in the GSM alphabet; unset: what its documents say.")
    Row(
      "other_limit", optional: \.otherLimit, .integer(1...100_000), example: "670",
      "Longest text in other alphabets; unset: what its documents say.")
    Row(
      "form_only", \.formOnly, .flag,
      "sms.by: put the parameters of every POST into the form, also those that its documents have in the query.")
    Row(
      "check_lists", \.checkLists, .flag,
      "sms.by: look at a mailing to a list (confirm=0) before it is confirmed.")
    Row("key_as_bearer", \.keyAsBearer, .flag, "bsg: send the API key itself as the bearer, without a login.")
    Row("tariff", \.tariff, .integer(0...9), "bsg: tariff_code.")
    Row(
      "validity", optional: \.validity, .duration(.seconds(60) ... .seconds(72 * 3600)), example: "\"24h\"",
      "Longest validity it is given; unset: what it allows.")
    Row(
      "on_unknown", \.onUnknown, .choice,
      risk: "\"resend\" can send a message twice; \"fail\" can report one that arrived.",
      "A call without an answer that cannot be settled by asking: \"hold\" the message, \"fail\" it, count it as \"sent\", or \"resend\" it."
    )
    Row(
      "status_interval", optional: \.statusInterval, .duration(.seconds(1) ... .seconds(86400)), example: "\"1m\"",
      "Shortest pause between two status calls; unset: what its documents ask for.")
    Row(
      "status_batch", \.statusBatch, .integer(0...10_000),
      "Messages in one status call; 0 takes what the provider allows.")
    Row(
      "incoming", \.incoming, .flag,
      "Whether it is asked for incoming messages even when no account has numbers and it has no incoming_account.")
    Row(
      "incoming_account", optional: \.incomingAccount, .name, example: "\"shop\"",
      "Account that gets incoming messages to numbers that no account owns.")
    Row(
      "incoming_interval", optional: \.incomingInterval, .duration(.seconds(1) ... .seconds(86400)), example: "\"30s\"",
      "How often it is asked; unset: delivery.incoming_poll.")
    Row(
      "callback_secret", optional: \.callbackSecret, .secret,
      risk: "Whoever knows it can tell us false news, which we check by asking.",
      "Last part of the path /callback/NAME/SECRET; unset: no callbacks.")
    Row(
      "callback_signature", \.callbackSignature, .choice,
      "smsc: how its pushes are signed; with \"none\" a push is only a hint to ask.")
    Row(
      "callback_signature_secret", optional: \.callbackSignatureSecret, .secret, "smsc: the secret of that signature.")
    Row("breaker_failures", \.breakerFailures, .integer(1...1000), "Failures in a row that stop calls for a while.")
    Row(
      "breaker_pause", \.breakerPause, .duration(.seconds(1) ... .seconds(3600)),
      "How long they stop at most before one call tries again; the first stop is 1s, each one after it twice as long.")
    Row(
      "no_money_pause", \.noMoneyPause, .duration(.seconds(1) ... .seconds(86400)),
      "How long messages are held when the balance is used up, before one call tries again.")
    Row(
      "balance_interval", \.balanceInterval, .duration(.zero ... .seconds(86400)),
      "How often the balance is asked for where `balance_alarm` is set; 0s never.")
    Row(
      "balance_alarm", optional: \.balanceAlarm, .decimal(0...1_000_000_000), example: "50.0",
      "Balance under which there is the alarm `balance_low`; unset: it is not asked for.")
    Row("weight", \.weight, .integer(0...1000), "Its share in routes with the strategy \"weighted\".")
    Row(
      "price", optional: \.price, .decimal(0...1_000_000), example: "0.05",
      "Price of a part, for routes with the strategy \"cheapest\" where the provider tells none.")
    Row(
      "simulated_delay", \.simulatedDelay, .duration(.zero ... .seconds(86400)),
      "simulator: time until a message has ended.")
    Row(
      "simulated_latency", \.simulatedLatency, .duration(.zero ... .seconds(600)), "simulator: time that a call takes.")
  }
}
