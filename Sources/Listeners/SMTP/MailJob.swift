import Delivery
import Mail
import Messages
import SMTP
import Translation

/// A mail of ours that a mail asks for: a preview, or the mail itself on its way to a person.
struct MailErrand: Sendable {
  /// The recipient that it is for.
  var line: Int
  var mail: CarriedMail
  /// Whom it is for, in words.
  var name: String
  var answer: Reply
  /// Kept in our own folder: nobody is named to pass it on to.
  var isKept = false
}

/// One mail with all that is known when it is worked on.
struct MailJob: Sendable {
  let mail: MailMessage
  let envelope: Envelope
  let client: MailClient
  let rules: SMTPRules
  /// Monotonic.
  let now: Duration
  let wallClock: Timestamp

  /// What each recipient stands for, now that the mail is there.
  func destinations() -> [Result<MailDestination, Reply>] {
    let first = envelope.recipients.map { rules.destination(of: $0, envelope, client, now: wallClock) }
    let isOpen = first.contains { if case .success(.phones(_, _, isProvisional: true)) = $0 { true } else { false } }
    guard isOpen else { return first }
    let server = rules.isTrusted(client) ? rules.settings.authenticationResults : nil
    let proven = rules.spending.proven(mail, sender: envelope.sender, trustedServer: server)
    return envelope.recipients.map { recipient in
      let destination = rules.destination(of: recipient, envelope, client, proven: proven, now: wallClock)
      if case .success(.phones(_, _, isProvisional: true)) = destination {
        return .failure(server.map { .notAuthentic(mail.authenticationResults(from: $0)) } ?? .senderNotAllowed)
      }
      return destination
    }
  }

  // MARK: Dialects

  /// Reads the order in the body and checks its password; may take long.
  func order(
    _ dialect: SMTPServiceSettings.Dialect, line: Int, logins: SMTPLogins
  ) -> Result<MailDestination, Reply> {
    var settings = TextSettings.untrimmed
    // What SMSC takes a mail for that names no charset.
    if dialect == .smsc { settings.unlabelled = .fixed("koi8-r") }
    let text = mail.text(settings).text
    let order: DialectMessage
    do throws(DialectFault) {
      switch dialect {
      case .smsc: order = try SMSCDialect.parse(text, recipients: rules.settings.limits.recipients)
      case .clickatell: order = try ClickatellDialect.parse(text, recipients: rules.settings.limits.recipients)
      }
    } catch {
      return .failure(Reply(error))
    }
    guard let account = account(order.credentials, logins) else { return .failure(.credentialsInvalid) }
    let recipient = envelope.recipients[line]
    let targets = DialectTranslation(profile: rules.profile(account.account.terms.name)).targets(
      order, recipient: recipient, now: wallClock
    ) { rules.group($0, recipient, account, wallClock) }
    return targets.mapError(Reply.init(_:)).map { .phones($0, account: account, isProvisional: false) }
  }

  private func account(_ credentials: DialectMessage.Credentials, _ logins: SMTPLogins) -> AccountDirectory.Entry? {
    switch credentials {
    case .login(let user, let password, _):
      logins.check(dialect: Credentials(user: user, password: Array(password.utf8)), client, now: now)
    case .key(let key): logins.check(key: key, profiles: rules.profiles, client, now: now)
    }
  }

  // MARK: Errands

  /// Passes the mail on to a person, or keeps it for one. Passed on under its own address it would come back here.
  func errand(to role: SMSAddress.Role, line: Int) -> MailErrand {
    let person = rules.settings.postmaster?.address
    let address = person ?? role.rawValue + "@" + (rules.settings.domains.first ?? "")
    let id = "<f\(wallClock.milliseconds).\(line)@\(rules.settings.hostname)>"
    let added =
      "Received: from \(envelope.clientName.isEmpty ? "unknown" : envelope.clientName) ([\(client.address)])\r\n"
      + "\tby \(rules.settings.hostname) with \(envelope.transmission); \(MailDate(seconds: wallClock.seconds).text)\r\n"
      + "\(MailWriter.hopHeader): \(rules.replies.hop(id))\r\n"
    let carried = CarriedMail(
      sender: envelope.sender.address, recipients: [address], content: Array(added.utf8) + mail.bytes)
    let words = person == nil ? "Ok, kept for \(role.rawValue)" : "Ok, passed on to \(role.rawValue)"
    return MailErrand(
      line: line, mail: carried, name: role.rawValue, answer: Reply.ok.with(text: words), isKept: person == nil)
  }

  /// Shows what would have been sent; nil without somebody to show it to.
  func preview(
    _ orders: [(MailTarget, MailTranslation.Order)], _ content: MailTranslation.Content, line: Int
  ) -> MailErrand? {
    guard let to = MailAddress(envelope.sender.address),
      let from = MailAddress(localPart: "preview", domain: rules.settings.domains.first ?? ""),
      let message = orders.first?.1.messages.first
    else { return nil }
    var text = content.text
    text.text = orders[0].1.messages.map(\.text).joined(separator: "\n--\n")
    let parts = orders[0].1.messages.reduce(0) { $0 + $1.segments }
    let preview = PreviewMail(
      parts: parts, coding: message.encoding == .gsm ? "GSM 7-bit" : "UCS-2",
      numbers: orders.prefix(100).map { $0.0.number.description }, text: text)
    let id = "<p\(wallClock.milliseconds).\(line)@\(rules.settings.hostname)>"
    var draft = preview.draft(
      from: from, to: to, date: MailDate(seconds: wallClock.seconds), messageID: id, inReplyTo: content.messageID)
    draft.hop = rules.replies.hop(id)
    return MailErrand(
      line: line, mail: CarriedMail(sender: "", recipients: [to.address], content: MailWriter.write(draft)),
      name: "preview", answer: Reply.ok.with(text: "Ok, preview: parts=\(parts) encoding=\(message.encoding)"))
  }

  func testAnswer(_ order: MailTranslation.Order) -> Reply {
    let parts = order.messages.reduce(0) { $0 + $1.segments }
    return Reply.ok.with(text: "test, nothing sent, parts=\(parts) encoding=\(order.messages.first?.encoding ?? .gsm)")
  }

  // MARK: Answers

  /// For LMTP one a recipient (RFC 2033 §4.2); else the refusal, or one for all.
  func replies(_ plan: MailPlan) -> [Reply] {
    if client.listener == .lmtp { return plan.lines.map { $0.refusal ?? $0.answer ?? MailPlan.Line.accepted([$0]) } }
    let phones = plan.lines.filter { $0.answer == nil && $0.refusal == nil && $0.phones > 0 }
    // What is on disk is acknowledged, even if a preview beside it failed.
    if !phones.isEmpty, phones.contains(where: { !$0.ids.isEmpty }) { return [MailPlan.Line.accepted(phones)] }
    if let worst = plan.worst { return [worst] }
    return [plan.lines.compactMap(\.answer).first ?? .localError]
  }
}
