import Telemetry

/// The dispatcher's numbers, by provider.
package struct DispatchMetrics: Sendable {
  private let metrics: Metrics
  init(_ metrics: Metrics) { self.metrics = metrics }

  func calls(_ provider: String) -> Counter {
    metrics.counter("passerelle_provider_calls_total", "Calls made to hand over messages.", [("provider", provider)])
  }

  func duration(_ provider: String) -> Histogram {
    metrics.histogram("passerelle_provider_call_seconds", "Time of a call to a provider.", [("provider", provider)])
  }

  func held(_ provider: String) -> Gauge {
    metrics.gauge("passerelle_lane_held", "1 while messages of the provider are held.", [("provider", provider)])
  }

  /// Counts outcomes by their word.
  func outcomes(_ tally: [String: Int], _ provider: String) {
    for (word, count) in tally {
      metrics.counter(
        "passerelle_provider_outcomes_total", "What came of messages handed to a provider.",
        [("provider", provider), ("outcome", word)]
      ).add(count)
    }
  }

  func settled(_ word: String, _ provider: String, _ count: Int) {
    metrics.counter(
      "passerelle_ambiguous_settled_total", "How messages of lost answers were settled.",
      [("provider", provider), ("how", word)]
    ).add(count)
  }
}
