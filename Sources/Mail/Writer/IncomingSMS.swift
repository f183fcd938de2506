/// A message from a phone on its way to a mailbox. It is an ordinary mail of a sender, so that people can answer it.
package struct IncomingSMS: Equatable, Sendable {
  /// The phone as shown: `+375 29 123-45-67`, or the letters of an alphanumeric sender.
  package var sender: String
  /// The address that answers go to: `r-<token>@` our domain.
  package var from: MailAddress
  /// The mailbox.
  package var to: [MailAddress]
  /// When it came.
  package var date: MailDate
  /// The `Message-ID`.
  package var messageID: String
  /// The root of the thread of this account and phone, the same in every mail.
  package var threadRoot: String
  /// `Message-ID` of the mail that it answers.
  package var originalMessageID: String?
  /// `Subject` of the mail that it answers.
  package var originalSubject: String?
  /// Text of the message that it answers; quoted below, at most 500 characters.
  package var quoted: String?
  /// What the phone wrote.
  package var text: String
  /// Value of our own hop header.
  package var hop: String?

  /// A message with the fields that every one has.
  package init(
    sender: String, from: MailAddress, to: [MailAddress], date: MailDate, messageID: String, threadRoot: String,
    text: String
  ) {
    self.sender = sender
    self.from = from
    self.to = to
    self.date = date
    self.messageID = messageID
    self.threadRoot = threadRoot
    self.text = text
  }

  /// The mail.
  package var draft: MailDraft {
    let shown = MailAddress(name: sender, localPart: from.localPart, domain: from.domain) ?? from
    var draft = MailDraft(from: shown, to: to, subject: subject, date: date, messageID: messageID, text: body)
    draft.inReplyTo = originalMessageID
    draft.references = [threadRoot] + [originalMessageID].compactMap { $0 }
    draft.suppressesAnswers = false
    draft.hop = hop
    return draft
  }

  private var subject: String {
    guard let original = originalSubject, TextLines.isVisible(original.utf8) else { return "SMS from " + sender }
    return ASCII.starts(Array(original.utf8.prefix(3)), "re:") ? original : "Re: " + original
  }

  private var body: String {
    guard let quoted, TextLines.isVisible(quoted.utf8) else { return text }
    let short = String(String.UnicodeScalarView(quoted.unicodeScalars.prefix(500)))
    let lines = short.split(separator: "\n", omittingEmptySubsequences: false).map { "> " + $0 }
    return text + "\n\n" + lines.joined(separator: "\n")
  }
}
