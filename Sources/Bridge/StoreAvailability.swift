import Delivery
import Dispatch
import PostgresStore
import Synchronization
import Telemetry

/// Whether anything can be stored now, for `/readyz`, a metric and the log.
final class StoreAvailability: Sendable {
  private let writer: StoreWriter
  private let shared: PostgresStore?
  private let gauge: Gauge
  private let log: Log
  private let wasAvailable = Atomic(true)
  private let queue = DispatchQueue(label: "passerelle.store.availability")

  init(_ writer: StoreWriter, _ shared: PostgresStore?, _ metrics: Metrics, _ log: Log) {
    self.writer = writer
    self.shared = shared
    self.log = log
    gauge = metrics.gauge("passerelle_store_available", "1 while the store can be written, 0 while it cannot.")
    gauge.set(1)
  }

  var isAvailable: Bool { writer.isAvailable && shared?.isReachable ?? true }

  /// Looks twice a second as long as the process runs.
  func start() {
    queue.asyncAfter(deadline: .now() + .milliseconds(500)) { @Sendable [self] in
      look()
      start()
    }
  }

  private func look() {
    let isAvailable = isAvailable
    gauge.set(isAvailable ? 1 : 0)
    guard wasAvailable.exchange(isAvailable, ordering: .relaxed) != isAvailable else { return }
    if isAvailable { log.info("store-available") } else { log.error("store-unavailable") }
  }
}
