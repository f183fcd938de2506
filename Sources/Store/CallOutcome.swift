import Messages

/// What came of one message of a call.
package struct CallOutcome: Hashable, Sendable {
  package var message: MessageID
  package var outcome: SendOutcome
  /// For `accepted`: when to ask for its status first. For `retryLater`: not before.
  package var next: Timestamp?
  /// For `retryLater`: the lane to try next when it is another one.
  package var lane: LaneName?
  /// How long the call took, kept in milliseconds; nil where nobody knows, as of one that a crash cut off.
  package var took: Duration?

  package init(
    message: MessageID, outcome: SendOutcome, next: Timestamp? = nil, lane: LaneName? = nil, took: Duration? = nil
  ) {
    self.message = message
    self.outcome = outcome
    self.next = next
    self.lane = lane
    self.took = took
  }
}
