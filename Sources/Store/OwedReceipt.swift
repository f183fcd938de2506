import Messages

/// A receipt with the message that it is about.
package struct OwedReceipt: Hashable, Sendable {
  package var receipt: Receipt
  package var message: Message
  package init(receipt: Receipt, message: Message) {
    self.receipt = receipt
    self.message = message
  }
}

/// What came of a receipt that was offered.
package struct ReceiptResult: Hashable, Sendable {
  package enum End: Hashable, Sendable {
    case delivered
    case again(at: Timestamp, reason: String)
    /// Nobody will have it: refused for good, or too old.
    case dropped(reason: String)
  }
  package var receipt: Int64
  package var message: MessageID
  package var end: End

  package init(receipt: Int64, message: MessageID, end: End) {
    self.receipt = receipt
    self.message = message
    self.end = end
  }
}

/// What came of an incoming message that was offered.
package struct IncomingResult: Hashable, Sendable {
  package var id: MessageID
  package var end: ReceiptResult.End
  package init(id: MessageID, end: ReceiptResult.End) {
    self.id = id
    self.end = end
  }
}
