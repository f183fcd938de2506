import Messages

/// The order in which queued messages are handed out: the most urgent first, then the one due first, then by id.
package struct ClaimRank: Comparable, Sendable {
  package var priority: UInt8
  package var due: Timestamp
  package var id: MessageID

  package init(priority: UInt8, due: Timestamp, id: MessageID) {
    self.priority = priority
    self.due = due
    self.id = id
  }

  package static func < (a: Self, b: Self) -> Bool {
    if a.priority != b.priority { return a.priority > b.priority }
    if a.due != b.due { return a.due < b.due }
    return a.id < b.id
  }
}
