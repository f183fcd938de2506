import Store
import Telemetry

/// The admin listener's own numbers, and the levels of the store that it reads for everybody.
struct AdminMetrics: Sendable {
  let connections: Gauge
  let refusedConnections: Counter
  let unauthorized: Counter
  let callbacks: Counter
  private let receiptsOwed: Gauge
  private let openCalls: Gauge
  private let metrics: Metrics

  init(_ metrics: Metrics) {
    self.metrics = metrics
    connections = metrics.gauge("passerelle_admin_connections", "Open connections of the admin listener.")
    refusedConnections = metrics.counter(
      "passerelle_admin_refused_connections_total", "Connections of the admin listener closed at once.")
    unauthorized = metrics.counter(
      "passerelle_admin_unauthorized_total", "Requests of the admin listener without a token that may make them.")
    callbacks = metrics.counter("passerelle_callbacks_total", "Posts of providers whose secret was right.")
    receiptsOwed = metrics.gauge("passerelle_receipts_owed", "Receipts that wait to be delivered.")
    openCalls = metrics.gauge(
      "passerelle_calls_open", "Calls to providers that are under way or whose answer was lost.")
  }

  func answered(_ status: Int) {
    metrics.counter(
      "passerelle_admin_requests_total", "Requests of the admin listener, by class of status.",
      [("status", "\(status / 100)xx")]
    ).add()
  }

  func set(_ tally: StoreTally) {
    for stage in Stage.listed {
      metrics.gauge("passerelle_messages", "Messages in the store, by stage.", [("stage", "\(stage)")])
        .set(tally.stages[stage] ?? 0)
    }
    receiptsOwed.set(tally.receiptsOwed)
    openCalls.set(tally.openCalls)
  }
}

extension Stage {
  /// Every stage, in the order of a life.
  static let listed: [Stage] = [.scheduled, .queued, .claimed, .calling, .sent, .ended]

  init?(word: String) {
    guard let stage = Self.listed.first(where: { "\($0)" == word }) else { return nil }
    self = stage
  }
}
