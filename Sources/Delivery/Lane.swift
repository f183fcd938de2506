import Messages
import Pacing
import Providers
import Store

/// One lane of the dispatcher as a value: what waits, what is under way, and whether a call may go out now.
package struct Lane: Sendable {
  /// Why no call goes out. Can turn into each other at any answer.
  package enum Hold: Sendable, Equatable {
    case none
    /// For a while: no money, too fast, blocked.
    case until(Duration, since: Duration, reason: String)
    /// Until an operator has changed something: wrong token, maintenance.
    case stopped(since: Duration, reason: String)
  }

  package let name: LaneName
  package let offer: ChannelOffer
  package var queue = FairQueue()
  package var inFlight: InFlightLimit
  package var breaker = CircuitBreaker()
  package private(set) var hold = Hold.none
  private var lastCallAt: Duration?

  /// While a call is under way, the next partly filled one waits this long, so that a burst becomes few calls.
  package static let gathering = Duration.milliseconds(5)

  package init(name: LaneName, offer: ChannelOffer) {
    self.name = name
    self.offer = offer
    inFlight = InFlightLimit(most: offer.concurrency)
  }

  /// Whether a call may go out now. When only time is missing, how long.
  package enum Readiness: Sendable, Equatable {
    case ready
    case wait(Duration)
    /// Nothing to send, or something that reports by itself is missing.
    case idle
  }

  package mutating func readiness(now: Duration) -> Readiness {
    guard !queue.isEmpty else { return .idle }
    switch hold {
    case .stopped: return .idle
    case .until(let end, _, _) where now < end: return .wait(end - now)
    case .until, .none: hold = .none
    }
    guard inFlight.hasRoom else { return .idle }
    if inFlight.inFlight > 0, queue.count < offer.batch, let last = lastCallAt, now < last + Self.gathering {
      return .wait(last + Self.gathering - now)
    }
    if let reopens = breaker.reopensAt, now < reopens { return .wait(reopens - now) }
    return breaker.allows(now: now) ? .ready : .idle
  }

  package mutating func callStarted(now: Duration) {
    inFlight.started()
    lastCallAt = now
  }

  /// Takes what the answer of a call says about the calls after it.
  package mutating func callEnded(_ advice: LaneAdvice, now: Duration) {
    switch advice {
    case .carryOn, .renewCredential:
      inFlight.finished()
      breaker.succeeded()
    case .slowDown(let pause):
      inFlight.slowedDown()
      breaker.succeeded()
      holdUntil(now + pause, now: now, reason: "the provider asked for a slower pace")
    case .hold(let pause, let reason):
      inFlight.finished()
      holdUntil(now + pause, now: now, reason: reason)
    case .stop(let reason):
      inFlight.finished()
      stop(now: now, reason: reason)
    }
  }

  /// The call reached nobody, or nobody answered.
  package mutating func callFailed(now: Duration) {
    inFlight.finished()
    breaker.failed(now: now)
  }

  package mutating func stop(now: Duration, reason: String) { hold = .stopped(since: heldSince ?? now, reason: reason) }
  package mutating func resume() { hold = .none }

  /// Since when nothing went out.
  package var heldSince: Duration? {
    switch hold {
    case .none: nil
    case .until(_, let since, _), .stopped(let since, _): since
    }
  }

  private mutating func holdUntil(_ end: Duration, now: Duration, reason: String) {
    hold = .until(end, since: heldSince ?? now, reason: reason)
  }
}
