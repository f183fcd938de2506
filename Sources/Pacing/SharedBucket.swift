/// This node's part in a rate that several nodes keep together.
///
/// It gives at the whole rate, as if there were no others, and owes what it gave to a bucket that all share, which covers
/// debts at that same rate. It stops at a limit of debt. So all nodes together give the rate in the long run, and never
/// more than that and what each may owe.
package struct SharedBucket: Sendable, Equatable {
  private var own: TokenBucket
  /// What has been given and not covered; nothing while there are no others.
  package private(set) var owed = 0.0
  private let credit: Double

  /// - Parameters:
  ///   - rate: tokens a second; 0 or less: no limit.
  ///   - credit: the most that is owed, at least 1; what the rate gives in a second when nil.
  package init(rate: Double, credit: Double? = nil, now: Duration) {
    own = TokenBucket(rate: rate, now: now)
    self.credit = max(1, credit ?? rate)
  }

  package var rate: Double { own.rate }

  /// Takes `count` tokens if they may be given now; takes none and answers false otherwise. What is more than a full
  /// bucket is granted to one who owes nothing.
  package mutating func take(_ count: Int = 1, now: Duration, isShared: Bool) -> Bool {
    guard own.rate > 0 else { return true }
    if !isShared { owed = 0 }
    guard owed + min(Double(count), credit) <= credit, own.take(count, now: now) else { return false }
    if isShared { owed += Double(count) }
    return true
  }

  /// Puts tokens back that were taken for something that did not happen.
  package mutating func giveBack(_ count: Int) {
    own.giveBack(count)
    owed = max(0, owed - Double(count))
  }

  /// The shared bucket has paid so much of what is owed.
  package mutating func covered(_ tokens: Double) { owed = max(0, owed - tokens) }

  /// How long until one token may be there, at least; zero when it is.
  package mutating func wait(now: Duration) -> Duration {
    guard own.rate > 0 else { return .zero }
    let pause = own.wait(now: now)
    return owed + 1 > credit ? max(pause, .milliseconds(50)) : pause
  }
}
