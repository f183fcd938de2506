import Messages

extension Message {
  /// The parts (their indices) that asked to be told of a state.
  package func parts(wanting state: MessageState) -> [Int] {
    parts.indices.filter { parts[$0].receipt.wants(state) }
  }

  /// What any of its parts wants: lets a store see without reading the message that nobody waits for a receipt.
  package var wantedReceipts: ReceiptRequest {
    parts.reduce(into: ReceiptRequest()) { $0.formUnion($1.receipt) }
  }

  /// The client ids that do not follow from the id and so must be kept to be found.
  package var aliases: [String] {
    parts.lazy.map(\.clientID).filter { !id.isWritten(as: $0) }
  }

  /// Whether one of its parts was acknowledged under that id.
  package func answers(to clientID: String) -> Bool {
    parts.contains { $0.clientID.utf8.elementsEqual(clientID.utf8) }
  }
}

extension MessageID {
  /// Whether a text is its decimal form.
  func isWritten(as text: String) -> Bool {
    var text = text
    return text.withUTF8 { digits in
      var rest = rawValue
      for index in digits.indices.reversed() {
        guard rest > 0, digits[index] == 0x30 + UInt8(truncatingIfNeeded: rest % 10) else { return false }
        rest /= 10
      }
      return rest == 0 && rawValue > 0
    }
  }
}

extension Progress {
  /// The parts that get a receipt after a step; notes that the intermediate ones, owed once, are then written.
  package mutating func partsToTell(of message: Message, after step: Step) -> [Int] {
    switch step {
    case .ended:
      return message.parts(wanting: state)
    case .noted where !toldIntermediate:
      let parts = message.parts(wanting: .enroute)
      toldIntermediate = !parts.isEmpty
      return parts
    case .ignored, .kept, .noted, .moved:
      return []
    }
  }
}

/// The receipts that one change wrote, and the answer that follows from them.
package struct WrittenReceipts: Sendable {
  /// In the order they were written; kept only when the writer claims them at once.
  package private(set) var claimed: [OwedReceipt] = []
  /// The queues that they wait in (``Message/receiptQueue``).
  package private(set) var accounts: Set<String> = []
  package let lease: Timestamp?

  package init(lease: Timestamp?) { self.lease = lease }

  package mutating func add(_ receipt: Receipt, of message: Message) {
    if lease == nil {
      accounts.insert(message.receiptQueue)
    } else {
      claimed.append(OwedReceipt(receipt: receipt, message: message))
    }
  }

  package var answer: StoreAnswer { lease == nil ? .receiptsOwed(accounts) : .receipts(claimed) }
}

extension ReceiptResult {
  /// A receipt that nobody took in all its time.
  package init(expired receipt: Int64, of message: MessageID) {
    self.init(receipt: receipt, message: message, end: .dropped(reason: "nobody took it in time"))
  }

  /// A receipt that made room for newer ones.
  package init(crowdedOut receipt: Int64, of message: MessageID) {
    self.init(receipt: receipt, message: message, end: .dropped(reason: "the account is owed too many"))
  }
}

extension MessageID {
  /// The first id that can be given at a moment: messages from before it have lower ones.
  package init(floorAt moment: Timestamp) {
    let milliseconds = UInt64(max(0, min(moment.milliseconds, 9_999_999_999_999)))
    self.init(rawValue: milliseconds * 100_000)
  }
}
