/// The spread of some durations.
struct Percentiles: Sendable {
  var p50 = Duration.zero
  var p99 = Duration.zero
  var max = Duration.zero

  /// - Parameter nanoseconds: in any order.
  init(_ nanoseconds: [Int64]) {
    guard !nanoseconds.isEmpty else { return }
    let ordered = nanoseconds.sorted()
    p50 = .nanoseconds(ordered[ordered.count / 2])
    p99 = .nanoseconds(ordered[min(ordered.count - 1, ordered.count * 99 / 100)])
    max = .nanoseconds(ordered[ordered.count - 1])
  }
}

extension Duration {
  var inMilliseconds: Double { self / .milliseconds(1) }
  var inSeconds: Double { self / .seconds(1) }
}
