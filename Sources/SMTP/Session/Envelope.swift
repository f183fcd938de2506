/// A recipient that was accepted, or is about to be.
package struct Recipient: Equatable, Hashable, Sendable {
  package let path: MailPath
  package let parameters: RecipientParameters

  package init(path: MailPath, parameters: RecipientParameters = RecipientParameters()) {
    self.path = path
    self.parameters = parameters
  }
}

/// Everything that travels with a message besides its content.
package struct Envelope: Equatable, Sendable {
  package let sender: MailPath
  package let parameters: MailParameters
  /// Accepted ones in their order, duplicates included.
  package let recipients: [Recipient]
  /// What the client called itself; empty when it did not.
  package let clientName: String
  /// The `with` word of a Received line (RFC 3848, RFC 6531 §4.3), such as `ESMTPSA`.
  package let transmission: String
  /// The user that AUTH or a trusted proxy has named.
  package let authenticatedUser: String?
  /// Seconds the message is to be held back, 0...`Limits.hold`: HOLDFOR, or HOLDUNTIL less the time of MAIL.
  package let holdSeconds: Int
  /// What was repaired in the content.
  package let defects: ContentDefects

  package init(
    sender: MailPath, parameters: MailParameters, recipients: [Recipient], clientName: String, transmission: String,
    authenticatedUser: String?, holdSeconds: Int, defects: ContentDefects
  ) {
    self.sender = sender
    self.parameters = parameters
    self.recipients = recipients
    self.clientName = clientName
    self.transmission = transmission
    self.authenticatedUser = authenticatedUser
    self.holdSeconds = holdSeconds
    self.defects = defects
  }
}
