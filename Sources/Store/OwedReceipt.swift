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
    /// It was tried and not taken.
    case again(at: Timestamp, reason: String)
    /// It came back untried, or with a session that ended: no attempt is counted.
    case returned(at: Timestamp, reason: String)
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

extension ReceiptResult.End {
  /// When it is to be offered again and how many attempts are counted for this time; nil when it will not be.
  package var next: (at: Timestamp, attempts: Int)? {
    switch self {
    case .again(let at, _): (at, 1)
    case .returned(let at, _): (at, 0)
    case .delivered, .dropped: nil
    }
  }
}
