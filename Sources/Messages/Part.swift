/// One `submit_sm` (or recipient of a mail) behind a message: the id that its sender was told, and what it asked for.
///
/// A message that came as several concatenated parts has one of these for each, in part order.
package struct Part: Hashable, Sendable {
  /// The id told to the client: decimal form of ``id``, or what the account's id style makes of it.
  package var clientID: String
  package var receipt: ReceiptRequest
  /// What the receipt must give back unchanged (SMPP `user_message_reference`).
  package var userMessageReference: UInt16?
  /// What tells a repetition of the submit from another one, the same in every run; nil where nobody looks for any.
  package var fingerprint: UInt64?

  package init(
    clientID: String, receipt: ReceiptRequest, userMessageReference: UInt16? = nil, fingerprint: UInt64? = nil
  ) {
    self.clientID = clientID
    self.receipt = receipt
    self.userMessageReference = userMessageReference
    self.fingerprint = fingerprint
  }
}

/// Which receipts the sender asked for (SMPP 3.4 §5.2.17; RFC 3461 §4.1 NOTIFY).
package struct ReceiptRequest: OptionSet, Hashable, Sendable {
  package let rawValue: UInt8
  package init(rawValue: UInt8) { self.rawValue = rawValue }

  /// When the message was delivered.
  package static let success = ReceiptRequest(rawValue: 1)
  /// When it ended any other way.
  package static let failure = ReceiptRequest(rawValue: 2)
  /// On the way as well.
  package static let intermediate = ReceiptRequest(rawValue: 4)

  /// Whether a receipt is owed for that state.
  package func wants(_ state: MessageState) -> Bool {
    if !state.isFinal { return contains(.intermediate) }
    return contains(state == .delivered ? .success : .failure)
  }
}
