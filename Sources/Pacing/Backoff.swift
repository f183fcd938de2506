/// The pause before the next try: a list of steps, the last one again and again until it has taken too long in all.
package struct Backoff: Sendable, Equatable {
  package let steps: [Duration]
  /// How long after the first try the last one may be.
  package let limit: Duration

  package init(steps: [Duration], limit: Duration) {
    self.steps = steps.isEmpty ? [.seconds(1)] : steps
    self.limit = limit
  }

  /// The pause after the try number `attempt` (1 is the first); nil when the whole has lasted `limit` or longer.
  package func pause(after attempt: Int, elapsed: Duration) -> Duration? {
    guard elapsed < limit else { return nil }
    return steps[max(0, min(attempt - 1, steps.count - 1))]
  }

  /// The pause that is repeated at the end.
  package var longestPause: Duration { steps.last ?? .seconds(1) }

  /// Receipts that a client did not take: 10 s, 30 s, 1 min, 5 min, then every 15 min for a day.
  package static let receipts = Backoff(
    steps: [.seconds(10), .seconds(30), .seconds(60), .seconds(300), .seconds(900)], limit: .seconds(86_400))
}
