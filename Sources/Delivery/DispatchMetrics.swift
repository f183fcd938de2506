import Telemetry

/// The dispatcher's numbers about one provider, made once.
struct DispatchMetrics: Sendable {
  let calls: Counter
  let duration: Histogram
  /// Lanes whose messages are held.
  let held: Gauge
  private let outcomes: [Counter]
  private let settlements: [Counter]
  private let troubles: [ProviderTroubles.Class: Counter]

  /// How a message of a lost answer was settled.
  enum Settlement: String, CaseIterable {
    case sent
    case notSent = "not-sent"
    case policy
  }

  init(_ metrics: Metrics, provider: String) {
    calls = metrics.counter(
      "passerelle_provider_calls_total", "Calls made to hand over messages.", [("provider", provider)])
    duration = metrics.histogram(
      "passerelle_provider_call_seconds", "Time of a call to a provider.", [("provider", provider)])
    held = metrics.gauge(
      "passerelle_lanes_held", "Lanes of the provider whose messages are held.", [("provider", provider)])
    outcomes = OutcomeTally.words.map { word in
      metrics.counter(
        "passerelle_provider_outcomes_total", "What came of messages handed to a provider.",
        [("provider", provider), ("outcome", word)])
    }
    let classes = ProviderTroubles.Class.allCases.map { each in
      (
        each,
        metrics.counter(
          "passerelle_provider_errors_total", "Messages that a provider did not take, by class of the reason.",
          [("provider", provider), ("class", each.rawValue)])
      )
    }
    troubles = Dictionary(uniqueKeysWithValues: classes)
    settlements = Settlement.allCases.map { how in
      metrics.counter(
        "passerelle_ambiguous_settled_total", "How messages of lost answers were settled.",
        [("provider", provider), ("how", how.rawValue)])
    }
  }

  func count(_ tally: OutcomeTally) {
    for (counter, count) in zip(outcomes, tally.counts) { counter.add(count) }
  }

  func count(_ new: [ProviderTroubles.Class: Int]) {
    for (each, count) in new { troubles[each]?.add(count) }
  }

  func settled(_ how: Settlement, _ count: Int) {
    for (counter, other) in zip(settlements, Settlement.allCases) where other == how { counter.add(count) }
  }
}
