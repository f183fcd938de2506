import Messages

/// What a send brought: an outcome for each message, and what it says about the lane.
package struct SendReport: Hashable, Sendable {
  package var outcomes: [MessageID: SendOutcome]
  package var lane: LaneAdvice

  package init(outcomes: [MessageID: SendOutcome], lane: LaneAdvice = .carryOn) {
    self.outcomes = outcomes
    self.lane = lane
  }

  /// The same outcome for all.
  package init(all batch: [Message], _ outcome: SendOutcome, lane: LaneAdvice = .carryOn) {
    self.init(outcomes: Dictionary(batch.map { ($0.id, outcome) }, uniquingKeysWith: { a, _ in a }), lane: lane)
  }
}
