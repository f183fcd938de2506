import Messages

/// The number of one provider call, unique over all nodes and rising on each.
package struct CallID: RawRepresentable, Hashable, Sendable {
  package var rawValue: UInt64
  package init(rawValue: UInt64) { self.rawValue = rawValue }
}

/// The intent to hand messages to a provider, written before the first byte of the request leaves.
package struct Call: Hashable, Sendable {
  package var id: CallID
  package var lane: LaneName
  package var messages: [MessageID]
  package var startedAt: Timestamp
  /// What settling it after a lost answer needs beyond the messages themselves: a unique mailing name, a created id.
  package var note: String

  package init(id: CallID, lane: LaneName, messages: [MessageID], startedAt: Timestamp, note: String = "") {
    self.id = id
    self.lane = lane
    self.messages = messages
    self.startedAt = startedAt
    self.note = note
  }
}

/// What came of one message of a call.
package struct CallOutcome: Hashable, Sendable {
  package var message: MessageID
  package var outcome: SendOutcome
  /// For `accepted`: when to ask for its status first. For `retryLater`: not before.
  package var next: Timestamp?
  /// For `retryLater`: the lane to try next when it is another one.
  package var lane: LaneName?

  package init(message: MessageID, outcome: SendOutcome, next: Timestamp? = nil, lane: LaneName? = nil) {
    self.message = message
    self.outcome = outcome
    self.next = next
    self.lane = lane
  }
}

/// A call whose end was never written: its messages may be at the provider or not.
package struct OpenCall: Hashable, Sendable {
  package var call: Call
  /// The messages still tied to it.
  package var messages: [Message]

  package init(call: Call, messages: [Message]) {
    self.call = call
    self.messages = messages
  }
}
