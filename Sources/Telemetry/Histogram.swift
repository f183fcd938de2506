import Synchronization

/// Durations sorted into buckets, in the way of Prometheus: each bucket counts what took as long as its bound or less.
package final class Histogram: Sendable {
  /// Upper bounds in seconds, rising; what is longer falls into the last, unbounded bucket.
  package let bounds: [Double]
  private let state: Mutex<State>

  private struct State {
    var counts: [UInt64]
    var sum: Double = 0
  }

  /// From 0.5 ms to a minute.
  package static let latencies: [Double] = [
    0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60,
  ]

  package init(bounds: [Double] = Histogram.latencies) {
    self.bounds = bounds
    state = Mutex(State(counts: [UInt64](repeating: 0, count: bounds.count + 1)))
  }

  /// Counts `times` events that took that long each.
  package func record(_ duration: Duration, times: Int = 1) {
    let (seconds, attoseconds) = duration.components
    let value = Double(seconds) + Double(attoseconds) * 1e-18
    let index = bounds.firstIndex { value <= $0 } ?? bounds.count
    state.withLock {
      $0.counts[index] += UInt64(max(0, times))
      $0.sum += value * Double(times)
    }
  }

  /// Counts a bucket each (not summed up), and the sum in seconds.
  package func snapshot() -> (counts: [UInt64], sum: Double) {
    state.withLock { ($0.counts, $0.sum) }
  }
}
