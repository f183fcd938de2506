/// A moment of wall-clock time: milliseconds since 1970-01-01 00:00 UTC.
///
/// What is stored and shown to users is a `Timestamp`; what is only measured (timers) is a monotonic `Duration`.
package struct Timestamp: Hashable, Comparable, Sendable {
  package var milliseconds: Int64

  package init(milliseconds: Int64) { self.milliseconds = milliseconds }
  package init(seconds: Int64) { milliseconds = seconds &* 1_000 }

  /// Whole seconds since the epoch, rounded down.
  package var seconds: Int64 { milliseconds >= 0 ? milliseconds / 1_000 : (milliseconds - 999) / 1_000 }

  /// Farther away than any message lives.
  package static let distantFuture = Timestamp(milliseconds: .max / 4)

  package static func < (a: Self, b: Self) -> Bool { a.milliseconds < b.milliseconds }

  package static func + (a: Self, b: Duration) -> Self { Self(milliseconds: a.milliseconds &+ b.milliseconds) }
  package static func - (a: Self, b: Duration) -> Self { Self(milliseconds: a.milliseconds &- b.milliseconds) }
  package static func - (a: Self, b: Self) -> Duration { .milliseconds(a.milliseconds &- b.milliseconds) }
}

extension Duration {
  /// Whole milliseconds, rounded towards zero.
  package var milliseconds: Int64 {
    let (seconds, attoseconds) = components
    return seconds &* 1_000 &+ attoseconds / 1_000_000_000_000_000
  }
}
