/// A mail of ours before it is written. Date and ids are the caller's.
package struct MailDraft: Equatable, Sendable {
  /// RFC 3834 §5.
  package enum AutoSubmitted: String, Equatable, Sendable {
    /// Not in answer to a mail.
    case generated = "auto-generated"
    /// In answer to a mail.
    case replied = "auto-replied"
  }

  /// Who sends.
  package var from: MailAddress
  /// Who receives.
  package var to: [MailAddress]
  /// Subject as text.
  package var subject: String
  /// The `Date`.
  package var date: MailDate
  /// The `Message-ID`, with or without brackets.
  package var messageID: String
  /// `In-Reply-To`.
  package var inReplyTo: String?
  /// `References`, oldest first.
  package var references: [String] = []
  /// Where answers go, when not to `from`.
  package var replyTo: MailAddress?
  /// `Auto-Submitted`.
  package var autoSubmitted = AutoSubmitted.generated
  /// Whether `X-Auto-Response-Suppress: All` asks Exchange for silence.
  package var suppressesAnswers = true
  /// Value of our own hop header, by which the mail is known if it comes back.
  package var hop: String?
  /// The text, lines separated by LF.
  package var text: String

  /// A draft with the fields that every mail has.
  package init(
    from: MailAddress, to: [MailAddress], subject: String, date: MailDate, messageID: String, text: String
  ) {
    self.from = from
    self.to = to
    self.subject = subject
    self.date = date
    self.messageID = messageID
    self.text = text
  }
}
