import Mail
import Messages

/// Turns a message from a phone into a mail to the account that owns the number.
package struct IncomingTranslation: Sendable {
  /// Our name, for message ids.
  package var gateway: String

  package init(gateway: String) { self.gateway = gateway }

  /// The mail of the account to that phone which this is taken for an answer to.
  package struct Original: Sendable, Hashable {
    package var messageID: String?
    package var subject: String?
    package var text: String
    package init(messageID: String?, subject: String?, text: String) {
      self.messageID = messageID
      self.subject = subject
      self.text = text
    }
  }

  /// - Parameter from: the address that an answer goes to.
  package func mail(
    _ message: IncomingMessage, account: String, from: MailAddress, to: [MailAddress], original: Original?,
    hop: (String) -> String? = { _ in nil }
  ) -> IncomingSMS {
    let sender = PhoneNumber(message.from).map { $0.description } ?? message.from
    let id = "<i\(message.id)@\(gateway)>"
    let root = "<t.\(Self.word(account)).\(Self.word(message.from))@\(gateway)>"
    var mail = IncomingSMS(
      sender: sender, from: from, to: to, date: MailDate(seconds: message.receivedAt.seconds), messageID: id,
      threadRoot: root, text: message.text)
    mail.originalMessageID = original?.messageID
    mail.originalSubject = original?.subject
    mail.quoted = original?.text
    mail.hop = hop(id)
    return mail
  }

  /// Only what may stand in a message id.
  private static func word(_ text: String) -> String {
    String(
      decoding: text.utf8.filter { (0x30...0x39).contains($0) || (0x61...0x7A).contains($0 | 0x20) || $0 == 0x2D },
      as: UTF8.self)
  }
}
