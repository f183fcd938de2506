/// Takes mails of ours and brings them to their recipients: a relay, or a folder.
package protocol MailCarrier: AnyObject, Sendable {
  /// Hands one mail over and reports once, on any thread.
  func send(_ mail: CarriedMail, completion: @escaping @Sendable (CarriedMail.Outcome) -> Void)
}

/// One mail of ours with its envelope.
package struct CarriedMail: Sendable, Hashable {
  /// Empty for the null sender of reports (RFC 5321 §4.5.5).
  package var sender: String
  package var recipients: [String]
  /// Header and body; lines end in CRLF, dots are not doubled.
  package var content: [UInt8]

  package init(sender: String, recipients: [String], content: [UInt8]) {
    self.sender = sender
    self.recipients = recipients
    self.content = content
  }

  package enum Outcome: Sendable, Hashable {
    /// Somebody else is responsible for it now.
    case taken
    case later(String)
    case refused(String)
  }
}
