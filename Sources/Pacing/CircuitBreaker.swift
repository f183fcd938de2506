/// Stops calling what fails: after `threshold` failures in a row no call for a while, then one to try, then all again.
package struct CircuitBreaker: Sendable, Equatable {
  package enum State: Sendable, Equatable {
    /// Calls go out. Can turn to: open.
    case closed(failures: Int)
    /// No calls before `until`. Can turn to: trying.
    case open(until: Duration, pause: Duration)
    /// One call is out to see. Can turn to: closed, open.
    case trying(pause: Duration)
  }

  package private(set) var state: State = .closed(failures: 0)
  private let threshold: Int
  private let firstPause: Duration
  private let longestPause: Duration

  package init(threshold: Int = 5, firstPause: Duration = .seconds(1), longestPause: Duration = .seconds(60)) {
    self.threshold = max(1, threshold)
    self.firstPause = firstPause
    self.longestPause = longestPause
  }

  /// Whether a call may go out; when the pause is over, the one that asks is the one that tries.
  package mutating func allows(now: Duration) -> Bool {
    switch state {
    case .closed: return true
    case .open(let until, let pause):
      guard now >= until else { return false }
      state = .trying(pause: pause)
      return true
    case .trying: return false
    }
  }

  /// When it will let a call through again; nil when it does so now or waits for the one that is out.
  package var reopensAt: Duration? {
    if case .open(let until, _) = state { until } else { nil }
  }

  /// Whether ``allows(now:)`` would say yes; changes nothing.
  package func wouldAllow(now: Duration) -> Bool {
    switch state {
    case .closed: true
    case .open(let until, _): now >= until
    case .trying: false
    }
  }

  /// The call that was let through was never made: whoever comes next may try.
  package mutating func abandoned(now: Duration) {
    if case .trying(let pause) = state { state = .open(until: now, pause: pause) }
  }

  package mutating func succeeded() { state = .closed(failures: 0) }

  package mutating func failed(now: Duration) {
    switch state {
    case .closed(let failures) where failures + 1 < threshold: state = .closed(failures: failures + 1)
    case .closed: state = .open(until: now + firstPause, pause: firstPause)
    case .trying(let pause):
      let longer = min(pause * 2, longestPause)
      state = .open(until: now + longer, pause: longer)
    case .open: break
    }
  }
}
