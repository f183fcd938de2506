import CPostgres

/// Since when, and until when, this node has held its lease without a break, by its own clock: never longer than the
/// database thinks, since it counts from before the renewal was asked for.
package struct Tenure {
  private let lease: Duration
  private var number = 1
  private var until: Duration

  package init(lease: Duration, since start: Duration) {
    self.lease = lease
    until = start + lease
  }

  /// A renewal that was asked for at that moment has been granted.
  package mutating func renewed(at asked: Duration) {
    if asked >= until { number += 1 }
    until = max(until, asked + lease)
  }

  /// The number of the unbroken time; nil when the lease is over.
  package func number(at now: Duration) -> Int? { now < until ? number : nil }

  /// Monotonic, and going on while the machine sleeps.
  static var clock: Duration { .nanoseconds(passerelle_boottime_nanoseconds()) }
}
