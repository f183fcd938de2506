import Admin
import Listeners
import Mail
import Messages
import Transport

/// Alarms and notices to the owners of accounts as mail.
extension MailAssembly {
  /// `done` gets why it was not taken, nil when it was.
  func send(_ notice: AlarmNotice, to addresses: [String], _ done: @escaping @Sendable (String?) -> Void) {
    let to = addresses.compactMap { MailAddress($0) }
    guard !to.isEmpty else { return done("alarm.mail has no mail address") }
    let id = "alarm.\(notice.at.milliseconds).\(notice.title.utf8.filter { $0 > 0x60 && $0 < 0x7B }.count)"
    send(
      MailDraft(
        from: sender, to: to, subject: Self.subject(notice, gateway), date: MailDate(seconds: notice.at.seconds),
        messageID: "<\(id).\(notice.turn.rawValue).\(notice.condition.rawValue)@\(sender.domain)>",
        text: Self.text(notice, gateway)), done)
  }

  /// The same for the owner of an account.
  func send(
    _ notice: AccountNotice, to addresses: [String], _ language: ReportLanguage, at now: Timestamp,
    _ done: @escaping @Sendable (String?) -> Void
  ) {
    let to = addresses.compactMap { MailAddress($0) }
    guard !to.isEmpty else { return done("notices of \(notice.account) has no mail address") }
    let serial = SecureRandom.bytes(8).map { String($0, radix: 16) }.joined()
    send(
      notice.draft(
        from: sender, to: to, language: language, gateway: gateway, date: MailDate(seconds: now.seconds),
        messageID: "<\(notice.kind.word).\(serial)@\(sender.domain)>"), done)
  }

  private func send(_ draft: MailDraft, _ done: @escaping @Sendable (String?) -> Void) {
    guard let carrier else { return done("there is no mail.relay") }
    var draft = draft
    draft.hop = replies.hop(draft.messageID)
    let mail = CarriedMail(sender: "", recipients: draft.to.map(\.address), content: MailWriter.write(draft))
    carrier.send(mail) { outcome in
      switch outcome {
      case .taken: done(nil)
      case .later(let reason), .refused(let reason): done(reason)
      }
    }
  }

  private static func subject(_ notice: AlarmNotice, _ gateway: String) -> String {
    let word =
      switch notice.turn {
      case .raised: "Alarm"
      case .repeated: "Alarm lasts"
      case .cleared: "Over"
      }
    return "\(word): \(notice.title) (\(gateway))"
  }

  private static func text(_ notice: AlarmNotice, _ gateway: String) -> String {
    let standing = notice.turn == .cleared ? "It is over. It was: \(notice.words)." : "\(notice.words)."
    return """
      \(standing)

      Gateway: \(gateway)
      Alarm: \(notice.title)
      Since: \(MailDate(seconds: notice.since.seconds).text)

      What to do stands in docs/monitoring.md.
      """
  }
}
