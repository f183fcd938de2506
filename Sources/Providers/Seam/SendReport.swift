import Messages

/// What a send brought: an outcome for each message, and what it says about the lane.
package struct SendReport: Hashable, Sendable {
  package var outcomes: [MessageID: SendOutcome]
  package var lane: LaneAdvice
  /// What the call cost, in the provider's words, when it told.
  package var cost: String?

  package init(outcomes: [MessageID: SendOutcome], lane: LaneAdvice = .carryOn, cost: String? = nil) {
    self.outcomes = outcomes
    self.lane = lane
    self.cost = cost
  }

  /// The same outcome for all.
  package init(all batch: [Message], _ outcome: SendOutcome, lane: LaneAdvice = .carryOn) {
    self.init(outcomes: Dictionary(batch.map { ($0.id, outcome) }, uniquingKeysWith: { a, _ in a }), lane: lane)
  }
}
