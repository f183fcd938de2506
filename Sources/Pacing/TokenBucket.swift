/// A rate with a burst: tokens come at a steady pace and wait until they are taken, as many as the bucket holds.
///
/// A value with monotonic time passed in. Time that stands still or goes back adds nothing and takes nothing.
package struct TokenBucket: Sendable, Equatable {
  /// Tokens a second. 0 or less: no limit.
  package let rate: Double
  /// The most that can be saved up, at least 1.
  package let burst: Double
  private var tokens: Double
  private var filledAt: Duration

  package init(rate: Double, burst: Double? = nil, now: Duration) {
    self.rate = rate
    self.burst = max(1, burst ?? rate)
    tokens = self.burst
    filledAt = now
  }

  /// Takes `count` tokens if they are there; takes none and answers false if they are not.
  ///
  /// More than the bucket holds is granted when it is full, and then owed: a long message must not wait for ever.
  package mutating func take(_ count: Int = 1, now: Duration) -> Bool {
    guard rate > 0 else { return true }
    fill(now)
    guard tokens >= min(Double(count), burst) else { return false }
    tokens -= Double(count)
    return true
  }

  /// Puts tokens back that were taken for something that did not happen.
  package mutating func giveBack(_ count: Int) {
    tokens = min(burst, tokens + Double(count))
  }

  /// How long until `count` tokens are there.
  package mutating func wait(for count: Int = 1, now: Duration) -> Duration {
    guard rate > 0 else { return .zero }
    fill(now)
    let missing = min(Double(count), burst) - tokens
    return missing <= 0 ? .zero : .seconds(missing / rate)
  }

  private mutating func fill(_ now: Duration) {
    guard now > filledAt else { return }
    tokens = min(burst, tokens + (now - filledAt).inSeconds * rate)
    filledAt = now
  }
}

extension Duration {
  /// Seconds with their fraction.
  package var inSeconds: Double {
    let (seconds, attoseconds) = components
    return Double(seconds) + Double(attoseconds) * 1e-18
  }
}
