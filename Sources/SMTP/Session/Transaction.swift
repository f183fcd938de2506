/// A mail transaction (RFC 5321 §3.3), from an accepted MAIL to the reply after the end of the data. The session has one or none,
/// and clears it as a whole: sender, recipients and content can never outlive one another.
struct Transaction: Sendable {
  let sender: MailPath
  let parameters: MailParameters
  let holdSeconds: Int
  var recipients: [Recipient] = []
  /// RCPT commands that were not accepted.
  var refusedRecipients = 0
  /// RCPT commands past the limit.
  var overshoot = 0
  /// Set by DATA.
  var data: DataReader?
  /// Set by the first BDAT.
  var chunks: ChunkedContent?
}
