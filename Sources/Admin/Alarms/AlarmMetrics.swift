import Telemetry

/// The conditions of alarms as numbers, for those who have Prometheus watch them.
struct AlarmMetrics: Sendable {
  private let metrics: Metrics
  private let queueAge: Gauge
  private let ambiguous: Gauge

  init(_ metrics: Metrics) {
    self.metrics = metrics
    queueAge = metrics.gauge(
      "passerelle_queue_age_seconds", "How long the oldest message has been waiting that should have left.")
    ambiguous = metrics.gauge(
      "passerelle_messages_ambiguous", "Messages of which it is not known whether the provider took them.")
    for condition in AlarmCondition.allCases { gauge(condition).set(0) }
  }

  func set(_ reading: AlarmReading, _ terms: AlarmTerms, _ standing: [AlarmNotice]) {
    queueAge.set(Int(reading.queueAge.components.seconds))
    ambiguous.set(reading.ambiguous)
    for condition in AlarmCondition.allCases { gauge(condition).set(standing.count { $0.condition == condition }) }
    for provider in reading.providers {
      metrics.gauge(
        "passerelle_provider_down", "1 while nothing can be sent to the provider.", [("provider", provider)]
      ).set(reading.troubled[provider] == nil ? 0 : 1)
    }
    for (provider, balance) in reading.balances {
      metrics.decimal("passerelle_provider_balance", "Money left at the provider.", [("provider", provider)])
        .set(balance)
    }
    for (provider, least) in terms.balances {
      metrics.decimal(
        "passerelle_provider_balance_threshold", "The balance under which there is an alarm.", [("provider", provider)]
      ).set(least)
    }
  }

  private func gauge(_ condition: AlarmCondition) -> Gauge {
    metrics.gauge("passerelle_alarms", "Alarms that stand, by what they are about.", [("alarm", condition.rawValue)])
  }
}
