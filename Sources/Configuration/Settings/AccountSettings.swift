/// One `[[account]]`: a client, by SMPP or by mail. The meaning of each property is the doc of its row.
package struct AccountSettings: SettingGroup {
  package var name = ""
  package var enabled = true
  // Who it is.
  package var systemID: String?
  package var password: Secret?
  package var systemType: String?
  package var networks: [Network] = []
  package var tlsRequired = false
  package var clientCertificate: String?
  package var mailAddresses: [String] = []
  package var mailToken: Secret?
  package var mailAuthenticated = false
  // How much it may.
  package var maxBinds = 4
  package var evictStale = true
  package var window = 100
  package var receiptWindow = 10
  package var rate = 0
  package var dailyQuota = 0
  package var channels: [ChannelName] = []
  package var prefixes: [String] = []
  package var blockedPrefixes: [String] = []
  package var dryRun = false
  // Senders and numbers.
  package var defaultSender: String?
  package var allowedSenders: [String] = []
  package var numbers: [String] = []
  package var countryPrefix: String?
  package var trunkPrefixes = ["80", "0"]
  // Texts.
  package var coding0 = TextCoding.gsm
  package var coding1 = TextCoding.ascii
  package var repair = true
  package var maxParts = 10
  package var tooLong = TooLongPolicy.reject
  package var reassemblyTimeout: Duration = .seconds(120)
  package var incomplete = IncompletePolicy.fail
  package var resubmissionWindow: Duration = .seconds(60)
  package var answer = AnswerMoment.stored
  package var defaultPriority = 0
  package var defaultValidity: Duration = .seconds(72 * 3600)
  package var maxSchedule: Duration = .seconds(30 * 86400)
  // Receipts.
  package var idStyle = IDStyle.decimal
  package var timeZone = TimeOffset.utc
  package var receiptSeconds = false
  package var partReceipts = PartReceipts.all
  package var tlvs = ReceiptTLVs.vendor
  package var outbind: ListenAddress?
  package var outbindPassword: Secret?
  // Mail.
  package var subject = SubjectUse.whenEmpty
  package var trim = true
  package var endMarker = "##"
  package var cutPrefixes: [String] = []
  package var mailCharset = "windows-1251"
  package var mailLanguage: MailLanguage?
  package var mailReceipts = false
  package var mailReceiptHeaders = false
  package var incomingMail: [String] = []
  package var notices: [String] = []

  package init() {}

  static let section = "account"
  static let purpose = "A client that may send, by SMPP, by mail, or both."
  static let settings = rows(Self.self) {
    Row("name", \.name, .name, required: true, example: "\"shop\"", "How routes, logs and `explain` call it.")
    Row("enabled", \.enabled, .flag, "Whether it may bind and send.")
    Row(
      "system_id", optional: \.systemID, .text(1...63), example: "\"shop\"",
      "Its system_id in SMPP and its user name in mail; unset: it cannot bind or log in. SMPP has room for 15 octets.")
    Row(
      "password", optional: \.password, .secret, risk: "SMPP has room for 8 octets; Kannel cuts there.",
      "Its password, plain or as `passerelle password` printed it; required with system_id.")
    Row(
      "system_type", optional: \.systemType, .text(0...12), example: "\"VMA\"",
      "The system_type that it must bind with; unset: any.")
    Row(
      "networks", \.networks, .list(.network), example: "[\"127.0.0.0/8\"]",
      risk: "None: the password alone protects it.", "Where it may come from; none: anywhere.")
    Row("tls_required", \.tlsRequired, .flag, "Whether it may only bind, and send mail, over TLS.")
    Row(
      "client_certificate", optional: \.clientCertificate, .text(1...256), example: "\"shop.example.test\"",
      "Subject name that its certificate must have, in SMPP and in mail; needs tls.client_ca.")
    Row(
      "mail_addresses", \.mailAddresses, .list(.text(3...254, "mail address"), 0...1000),
      example: "[\"*@shop.example.test\"]",
      "Senders that may use mail; `*` stands for any text on its side of the @. Only together with networks, AUTH, mail_token or mail_authenticated."
    )
    Row("mail_token", optional: \.mailToken, .secret, "Word in the Subject (`token:WORD`) that stands for a network.")
    Row(
      "mail_authenticated", \.mailAuthenticated, .flag, risk: "As good as the DKIM and SPF of the sender's domain.",
      "Whether a passing Authentication-Results field of smtp.authentication_results stands for a network.")
    Row("max_binds", \.maxBinds, .integer(1...10_000), "Binds at once; past it ESME_RBINDFAIL.")
    Row(
      "evict_stale", \.evictStale, .flag,
      "Whether a new bind at the limit may replace one whose enquire_link is overdue.")
    Row(
      "window", \.window, .integer(1...10_000),
      "Submits of one session that we have not answered; past it we stop reading.")
    Row(
      "receipt_window", \.receiptWindow, .integer(1...1000),
      "deliver_sm of one session that the client has not answered.")
    Row(
      "rate", \.rate, .integer(0...1_000_000),
      "SMS parts a second over all binds, with a burst of one second; 0 is no limit. Past it ESME_RTHROTTLED, in mail 450 4.7.1."
    )
    Row("daily_quota", \.dailyQuota, .integer(0...1_000_000_000), "SMS parts a day (in its time_zone); 0 is no limit.")
    Row(
      "channels", \.channels, .list(.choice, 0...32), example: "[\"sms\", \"viber\"]", "Channels it may use; none: all."
    )
    Row(
      "prefixes", \.prefixes, .list(.prefix, 0...1000), example: "[\"375\"]",
      "Beginnings of the numbers it may write to; none: all.")
    Row(
      "blocked_prefixes", \.blockedPrefixes, .list(.prefix, 0...1000), example: "[\"3752\"]",
      "Beginnings of the numbers it may not write to.")
    Row(
      "dry_run", \.dryRun, .flag, risk: "On, nobody gets its messages.",
      "Whether its messages go to a simulated provider.")
    Row(
      "default_sender", optional: \.defaultSender, .text(1...20, "sender"), example: "\"SHOP\"",
      "Source address where it gives none.")
    Row(
      "allowed_senders", \.allowedSenders, .list(.text(1...20, "sender"), 0...10_000), example: "[\"SHOP\"]",
      risk: "None: it may pretend to be anybody, as far as the provider allows.",
      "Source addresses it may use; none: all. Another: ESME_RINVSRCADR.")
    Row(
      "numbers", \.numbers, .list(.phone, 0...10_000), example: "[\"375447770000\"]",
      "Numbers that belong to it: messages to them come to it.")
    Row(
      "country_prefix", optional: \.countryPrefix, .prefix, example: "\"375\"",
      "Put in place of a trunk prefix where a number has the national form; unset: numbers are international.")
    Row(
      "trunk_prefixes", \.trunkPrefixes, .list(.prefix, 0...16), example: "[\"8\"]",
      "How the national form begins: with country_prefix \"375\" 80291234567 means 375291234567. In Russia \"8\".")
    Row(
      "coding_0", \.coding0, .choice,
      "What it means by data_coding 0: \"packed\" is GSM with eight characters in seven octets.")
    Row("coding_1", \.coding1, .choice, "What it means by data_coding 1.")
    Row(
      "repair", \.repair, .flag,
      "Whether usual mistakes are put right: UTF-8 in coding 0, little-endian or a byte order mark in coding 8. Counted."
    )
    Row("max_parts", \.maxParts, .integer(1...255), "Most parts of one message.")
    Row(
      "too_long", \.tooLong, .choice,
      "A message of more parts: \"reject\", \"truncate\" with a note, or \"split\" a mail into several messages; a submit, which has one id, is rejected then."
    )
    Row(
      "reassembly_timeout", \.reassemblyTimeout, .duration(.seconds(1) ... .seconds(3600)),
      "How long the parts of a long message are waited for.")
    Row(
      "incomplete", \.incomplete, .choice,
      "Parts that never completed: \"fail\" with a receipt EXPIRED, or \"send\" what came.")
    Row(
      "resubmission_window", \.resubmissionWindow, .duration(.zero ... .seconds(3600)),
      risk: "With 0s a client that lost our response sends the message twice.",
      "A submit whose response was perhaps lost with its session gets the same id again within this time; 0s never.")
    Row(
      "answer", \.answer, .choice,
      "When submits are answered: when \"stored\", or when the \"provider\" has answered, up to smpp.transaction_timeout."
    )
    Row("default_priority", \.defaultPriority, .integer(0...3), "Priority of messages by mail.")
    Row(
      "default_validity", \.defaultValidity, .duration(.seconds(60) ... .seconds(30 * 86400)),
      "Validity where the client gives none.")
    Row(
      "max_schedule", \.maxSchedule, .duration(.zero ... .seconds(366 * 86400)),
      "How far ahead it may schedule; past it ESME_RINVSCHED.")
    Row(
      "id_style", \.idStyle, .choice,
      "How its message ids are written: \"decimal\", \"hex\", \"uuid\", \"vonage\" (hex in the response, decimal in the receipt) or \"pad10\". SMPP 3.3 sessions always get 8 hex digits."
    )
    Row("time_zone", \.timeZone, .timeOffset, "Zone of the dates in its receipts and of local times it gives.")
    Row("receipt_seconds", \.receiptSeconds, .flag, "Whether dates in receipts have seconds (12 digits instead of 10).")
    Row(
      "part_receipts", \.partReceipts, .choice,
      "Receipts of a long message: for \"all\" parts that asked, or for the \"last\" only.")
    Row("tlvs", \.tlvs, .choice, "TLVs of receipts: \"none\", \"standard\", or \"vendor\" ones as well.")
    Row(
      "outbind", optional: \.outbind, .listenAddress, example: "\"esme.example.test:2776\"",
      "Where we dial to make it bind when receipts wait.")
    Row("outbind_password", optional: \.outbindPassword, .secret, "Password of that outbind.")
    Row(
      "subject", \.subject, .choice,
      "Subject of a mail: text \"when_empty\" the body is, \"prepend\" it, take it \"only\", or \"never\".")
    Row("trim", \.trim, .flag, "Whether signatures, quotes and footers of mails are cut.")
    Row("end_marker", \.endMarker, .text(0...16), "What ends the text of a mail; empty: nothing does.")
    Row(
      "cut_prefixes", \.cutPrefixes, .list(.text(1...120), 0...50), example: "[\"This message is confidential\"]",
      "Beginnings of lines at which the text of a mail ends: disclaimers and footers that are always the same.")
    Row("mail_charset", \.mailCharset, .text(1...40, "charset"), "Charset of a mail that names none and is no UTF-8.")
    Row(
      "mail_language", optional: \.mailLanguage, .choice, example: "\"ru\"",
      "Language of the mail it gets; unset: mail.language.")
    Row(
      "mail_receipts", \.mailReceipts, .flag,
      "Whether it gets delivery receipts by mail without asking for them (NOTIFY=SUCCESS).")
    Row(
      "mail_receipt_headers", \.mailReceiptHeaders, .flag,
      "Whether Disposition-Notification-To or Return-Receipt-To in a mail asks for a delivery receipt, as NOTIFY=SUCCESS does."
    )
    Row(
      "incoming_mail", \.incomingMail, .list(.text(3...254, "mail address"), 0...20),
      example: "[\"desk@shop.example.test\"]", "Where messages to its numbers go by mail; none: to its SMPP sessions.")
    Row(
      "notices", \.notices, .list(.text(3...254, "mail address"), 0...20), example: "[\"owner@shop.example.test\"]",
      "Who is told by mail when daily_quota is used up, and when system_id is shut out from an address after failed logins; each at most once an hour."
    )
  }
}
