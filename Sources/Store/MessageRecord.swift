import Messages

/// Where a message stands inside the bridge. The raw value is stored; never renumber. From 16 on it has ended.
package enum Stage: UInt8, Hashable, Sendable {
  case scheduled = 0
  case queued = 1
  /// In a node's memory, waiting for a call.
  case claimed = 2
  /// In a call that is under way, or whose answer was lost.
  case calling = 3
  /// The provider has it.
  case sent = 4
  case ended = 16
}

/// A message and what has become of it.
package struct MessageRecord: Hashable, Sendable {
  package var message: Message
  package var stage: Stage
  package var state: MessageState
  /// The lane whose queue or call it is in, or that sent it.
  package var lane: LaneName
  package var reference: ProviderReference
  package var error: ProviderError?
  /// The provider's raw word of the last report.
  package var raw: String
  package var sentAt: Timestamp?
  package var endedAt: Timestamp?
  package var receiptsOwed: Int

  package init(
    message: Message, stage: Stage, state: MessageState, lane: LaneName,
    reference: ProviderReference = ProviderReference(), error: ProviderError? = nil, raw: String = "",
    sentAt: Timestamp? = nil, endedAt: Timestamp? = nil, receiptsOwed: Int = 0
  ) {
    self.message = message
    self.stage = stage
    self.state = state
    self.lane = lane
    self.reference = reference
    self.error = error
    self.raw = raw
    self.sentAt = sentAt
    self.endedAt = endedAt
    self.receiptsOwed = receiptsOwed
  }
}

/// Which records to list. Every condition that is given must hold.
package struct MessageQuery: Hashable, Sendable {
  package var account: String?
  package var recipient: PhoneNumber?
  package var provider: String?
  /// A provider's id, of the message or its batch.
  package var providerID: String?
  /// The Message-ID of the mail that it came with.
  package var mailID: String?
  package var stage: Stage?
  package var state: MessageState?
  /// Only ids below this one: the next page.
  package var before: MessageID?
  /// 1 to 1,000.
  package var limit: Int

  package init(limit: Int = 100) { self.limit = limit }
}

/// One line in the life of a message.
package struct LifeEvent: Hashable, Sendable {
  package var message: MessageID
  package var at: Timestamp
  /// A short word: `accepted`, `called`, `outcome`, `status`, `receipt`, …
  package var kind: String
  /// The rest in plain words, with ids, durations and raw words; 500 characters at most.
  package var text: String

  package init(message: MessageID, at: Timestamp, kind: String, text: String) {
    self.message = message
    self.at = at
    self.kind = kind
    self.text = text
  }
}

/// A message at a provider, as the status tracker needs it.
package struct TrackedMessage: Hashable, Sendable {
  package var id: MessageID
  package var lane: LaneName
  package var reference: ProviderReference
  package var recipient: PhoneNumber
  package var sentAt: Timestamp
  package var validUntil: Timestamp

  package init(
    id: MessageID, lane: LaneName, reference: ProviderReference, recipient: PhoneNumber, sentAt: Timestamp,
    validUntil: Timestamp
  ) {
    self.id = id
    self.lane = lane
    self.reference = reference
    self.recipient = recipient
    self.sentAt = sentAt
    self.validUntil = validUntil
  }
}

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

/// One queue of the dispatcher that has something in the store.
package struct LaneQueue: Hashable, Sendable {
  package var lane: LaneName
  package var account: String
  package init(lane: LaneName, account: String) {
    self.lane = lane
    self.account = account
  }
}

/// How much stands where.
package struct StoreTally: Hashable, Sendable {
  package var stages: [Stage: Int]
  package var receiptsOwed: Int
  package var openCalls: Int
  package init(stages: [Stage: Int] = [:], receiptsOwed: Int = 0, openCalls: Int = 0) {
    self.stages = stages
    self.receiptsOwed = receiptsOwed
    self.openCalls = openCalls
  }
}
