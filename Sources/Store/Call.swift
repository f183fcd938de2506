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
