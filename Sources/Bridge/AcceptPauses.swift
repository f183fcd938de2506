import Telemetry

/// Listeners that ran out of descriptors: counted, and told once a pause, not for every client that waits.
struct AcceptPauses: Sendable {
  private let metrics: Metrics
  private let log: Log

  init(metrics: Metrics, log: Log) {
    self.metrics = metrics
    self.log = log
  }

  /// What a listener calls when it rests.
  func exhausted(_ purpose: String) -> @Sendable (Int32) -> Void {
    let pauses = metrics.counter(
      "passerelle_accept_pauses_total", "Times that a listener rested because descriptors or memory ran out.",
      [("listener", purpose)])
    let log = log
    return { number in
      pauses.add()
      log.error("accept-paused", ["listener": purpose, "errno": "\(number)"])
    }
  }
}
