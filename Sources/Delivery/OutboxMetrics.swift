import Store
import Telemetry

/// The outbox's numbers.
struct OutboxMetrics: Sendable {
  private let delivered: Counter
  private let retried: Counter
  private let returned: Counter
  private let dropped: Counter
  let expired: Counter

  init(_ metrics: Metrics) {
    let name = "passerelle_receipts_total"
    let help = "Receipts and incoming messages offered to clients, by what came of it."
    delivered = metrics.counter(name, help, [("end", "delivered")])
    retried = metrics.counter(name, help, [("end", "again")])
    returned = metrics.counter(name, help, [("end", "returned")])
    dropped = metrics.counter(name, help, [("end", "dropped")])
    expired = metrics.counter(name, help, [("end", "expired")])
  }

  func count(_ end: ReceiptResult.End) {
    switch end {
    case .delivered: delivered.add()
    case .again: retried.add()
    case .returned: returned.add()
    case .dropped: dropped.add()
    }
  }
}
