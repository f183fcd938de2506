import Messages

/// What a starting node finds.
package struct Recovery: Sendable {
  /// The highest id ever given.
  package var highestID: MessageID?
  /// Queues with messages in the store.
  package var queues: [LaneQueue]
  /// Calls of this node (or of nodes whose lease is over) whose end was never written.
  package var openCalls: [OpenCall]
  /// Parts that wait for others.
  package var parts: [HeldPart]
  /// Accounts with receipts or incoming messages owed.
  package var owed: Set<String>
  /// Remembered values that have not run out.
  package var remembered: [String: String]

  package init(
    highestID: MessageID? = nil, queues: [LaneQueue] = [], openCalls: [OpenCall] = [], parts: [HeldPart] = [],
    owed: Set<String> = [], remembered: [String: String] = [:]
  ) {
    self.highestID = highestID
    self.queues = queues
    self.openCalls = openCalls
    self.parts = parts
    self.owed = owed
    self.remembered = remembered
  }

  /// What the keys begin with of remembered values that go to who takes over from a dead node: until when channels of
  /// cascades have their chance.
  package static let cascadePrefix = "cascade:"
}
