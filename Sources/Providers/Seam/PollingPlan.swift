/// When to ask for the status of a message, by its age, and how often the provider may be asked at all.
package struct PollingPlan: Hashable, Sendable {
  /// Delays between questions about one message; the last one repeats.
  package var delays: [Duration]
  /// The least time between two status questions of any kind.
  package var spacing: Duration
  /// The least time between two questions about a single message, where a provider limits mass questions only.
  package var loneSpacing: Duration
  /// Status questions under way at once.
  package var concurrency: Int
  package init(delays: [Duration], spacing: Duration = .zero, loneSpacing: Duration? = nil, concurrency: Int = 1) {
    self.delays = delays
    self.spacing = spacing
    self.loneSpacing = loneSpacing ?? spacing
    self.concurrency = concurrency
  }
}
