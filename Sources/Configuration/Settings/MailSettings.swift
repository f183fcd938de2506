/// `[mail]`: how generated mail leaves. The meaning of each property is the doc of its row.
package struct MailSettings: SettingGroup {
  package var relay: MailRelay?
  package var user: String?
  package var password: Secret?
  package var tls = RelayTLS.opportunistic
  package var caFile: String?
  package var from: String?
  package var dkimKey: String?
  package var dkimSelector = "passerelle"
  package var language = MailLanguage.english
  package var replySecret: Secret?
  package var replyLifetime: Duration = .seconds(30 * 86400)
  package var maxOriginal = 50 << 10
  package var perSender = 30
  package var timeout: Duration = .seconds(60)
  package var concurrency = 4
  package var maxAge: Duration = .seconds(5 * 86400)

  package init() {}

  static let section = "mail"
  static let purpose = "How receipts, bounces and incoming messages leave as mail."
  static let settings = rows(Self.self) {
    Row(
      "relay", optional: \.relay, .mailRelay, reload: .restart, example: "\"smtp://127.0.0.1:25\"",
      risk: "Unset: nobody who writes by mail learns what became of it.",
      "The mail server that takes our mail, or `folder:PATH` to write it as files (relative to bridge.data).")
    Row("user", optional: \.user, .text(1...256), reload: .restart, example: "\"gateway\"", "Login at the relay.")
    Row("password", optional: \.password, .secret, reload: .restart, "Password at the relay.")
    Row(
      "tls", \.tls, .choice, reload: .restart, risk: "\"opportunistic\" can be stripped by whoever stands between.",
      "STARTTLS with the relay: \"never\", \"opportunistic\" or \"required\".")
    Row(
      "ca_file", optional: \.caFile, .text(1...1024), reload: .restart,
      example: "\"/etc/ssl/certs/ca-certificates.crt\"",
      "Authorities that the relay's certificate is checked against; unset: those of the system.")
    Row(
      "from", optional: \.from, .text(3...254), reload: .restart, example: "\"postmaster@sms.example.test\"",
      "Sender that generated mail shows; unset: postmaster@ the first of smtp.domains.")
    Row(
      "dkim_key", optional: \.dkimKey, .text(1...1024), reload: .restart, example: "\"conf/certs/dkim.key\"",
      risk: "Unset and no relay that signs: what the bridge writes may land among spam.",
      "Private key in PEM, RSA or Ed25519, with which generated mail is signed for the domain of mail.from.")
    Row(
      "dkim_selector", \.dkimSelector, .text(1...63), reload: .restart,
      "Where DNS has the public key: SELECTOR._domainkey.DOMAIN.")
    Row(
      "language", \.language, .choice, reload: .restart,
      "Language of generated mail where an account does not say otherwise.")
    Row(
      "reply_secret", optional: \.replySecret, .secret, reload: .restart,
      risk: "Changing it ends every reply address that is out.",
      "Key that signs reply addresses; unset: one is made and kept in the store.")
    Row(
      "reply_lifetime", \.replyLifetime, .duration(.seconds(3600) ... .seconds(366 * 86400)), reload: .restart,
      "How long a reply address works.")
    Row("max_original", \.maxOriginal, .size(0...(10 << 20)), "How much of the original mail a bounce quotes.")
    Row(
      "per_sender", \.perSender, .integer(1...100_000), reload: .restart,
      "Receipts and bounces an hour to one address; more are gathered into one.")
    Row(
      "timeout", \.timeout, .duration(.seconds(1) ... .seconds(600)), reload: .restart,
      "Time for one delivery to the relay.")
    Row("concurrency", \.concurrency, .integer(1...100), reload: .restart, "Deliveries at once.")
    Row(
      "max_age", \.maxAge, .duration(.seconds(3600) ... .seconds(30 * 86400)), reload: .restart,
      "How long a mail is tried before it is given up.")
  }
}
