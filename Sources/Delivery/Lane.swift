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
    case until(Duration, reason: String)
    /// The provider will not have us until an operator has changed something: wrong token or login.
    case stopped(reason: String)
  }

  /// How a call ended, as far as the lane is concerned.
  package enum CallEnd: Sendable, Equatable {
    case answered(LaneAdvice)
    /// It reached nobody, or nobody answered.
    case failed
    /// It was never made.
    case abandoned
  }

  /// Whether a message had better go elsewhere.
  package enum Impediment: Sendable, Equatable {
    case none
    /// Since then nothing goes out, but it may again before long.
    case held(since: Duration)
    /// Nobody there, or it will not have us: another provider may have the messages at once.
    case passOn
  }

  /// Whether a call may go out now. When only time is missing, how long.
  package enum Readiness: Sendable, Equatable {
    case ready
    case wait(Duration)
    /// Nothing to send, or something that reports by itself is missing.
    case idle
  }

  package let name: LaneName
  package private(set) var offer: ChannelOffer
  package var queue = FairQueue()
  package private(set) var inFlight: InFlightLimit
  package private(set) var breaker: CircuitBreaker
  package private(set) var hold = Hold.none
  /// Messages of lost answers that are not settled.
  package private(set) var undecided = 0
  private var undecidedSince: Duration?
  /// When the dispatcher will look at it again by the clock.
  var wakeAt: Duration?
  private var lastCallAt: Duration?
  /// Since when the provider's answers have kept us from sending; over when it takes a call again.
  private var troubledSince: Duration?
  /// What the last answer said that was no good.
  private var lastTrouble = ""
  private var heldByOperator: Duration?
  private var renewals = 0
  private let gathering: Duration
  private let undecidedLimit: Int
  private var noMoneyPause: Duration

  package init(
    name: LaneName, offer: ChannelOffer, terms: DeliveryTerms = DeliveryTerms(),
    provider: ProviderTerms = ProviderTerms()
  ) {
    self.name = name
    self.offer = offer
    inFlight = InFlightLimit(most: offer.concurrency)
    breaker = Self.breaker(provider)
    noMoneyPause = provider.noMoneyPause
    gathering = terms.gathering
    undecidedLimit = terms.undecidedLimit
  }

  package func readiness(now: Duration) -> Readiness {
    guard !queue.isEmpty, heldByOperator == nil else { return .idle }
    switch hold {
    case .stopped: return .idle
    case .until(let end, _) where now < end: return .wait(end - now)
    case .until, .none: break
    }
    guard inFlight.hasRoom, undecided < undecidedLimit else { return .idle }
    if inFlight.inFlight > 0, queue.count < offer.batch, let last = lastCallAt, now < last + gathering {
      return .wait(last + gathering - now)
    }
    if let reopens = breaker.reopensAt, now < reopens { return .wait(reopens - now) }
    return breaker.wouldAllow(now: now) ? .ready : .idle
  }

  package func impediment(now: Duration) -> Impediment {
    if let heldByOperator { return .held(since: heldByOperator) }
    if case .stopped = hold { return .passOn }
    if case .closed = breaker.state {} else { return .passOn }
    if case .until(let end, _) = hold, now < end, let troubledSince { return .held(since: troubledSince) }
    if let undecidedSince { return .held(since: undecidedSince) }
    return .none
  }

  /// Why nothing goes to the provider, as far as its answers are the reason; nil when it does, and while nobody has tried
  /// since the last pause. A call that is out to see changes nothing before its answer.
  package func trouble(now: Duration) -> String? {
    switch hold {
    case .stopped(let reason): return reason
    case .until(let end, let reason) where now < end && troubledSince != nil: return reason
    case .until, .none: break
    }
    if case .closed = breaker.state {} else { return lastTrouble }
    let isTrying = troubledSince != nil && (inFlight.inFlight > 0 || !queue.isEmpty && heldByOperator == nil)
    return isTrying ? lastTrouble : nil
  }

  /// Only ever after ``readiness(now:)`` said `ready`, and followed by ``callEnded(_:now:)``.
  package mutating func callStarted(now: Duration) {
    hold = .none
    inFlight.started()
    lastCallAt = now
    _ = breaker.allows(now: now)
  }

  /// Takes what the end of a call says about the calls after it. However it ended, the breaker lets go of it.
  ///
  /// - Parameter reason: why it failed, in words, where it did.
  package mutating func callEnded(_ end: CallEnd, now: Duration, reason: String = "nobody answers") {
    switch end {
    case .answered(.carryOn):
      inFlight.finished()
      breaker.succeeded()
      // Another call's answer may hold the lane meanwhile.
      if case .none = hold { troubledSince = nil }
      renewals = 0
    case .answered(.renewCredential): renewal(now)
    case .answered(.slowDown(let pause)):
      inFlight.slowedDown()
      holdUntil(now + pause, now, reason: "the provider asked for a slower pace")
    case .answered(.hold(let pause, let reason)):
      inFlight.finished(good: false)
      holdUntil(now + pause, now, reason: reason)
    case .answered(.noMoney(let reason)):
      inFlight.finished(good: false)
      holdUntil(now + noMoneyPause, now, reason: reason)
    case .answered(.stop(let reason)):
      inFlight.finished(good: false)
      breaker.succeeded()
      troubledSince = troubledSince ?? now
      hold = .stopped(reason: reason)
    case .failed:
      inFlight.finished(good: false)
      breaker.failed(now: now)
      lastTrouble = reason
    case .abandoned:
      inFlight.finished(good: false)
      breaker.abandoned(now: now)
    }
  }

  /// Makes no call for a while for a reason of our own: nothing that another provider would do better.
  package mutating func pause(until end: Duration, reason: String) {
    if case .none = hold { hold = .until(end, reason: reason) }
  }

  /// So many more messages of lost answers, or fewer.
  package mutating func undecided(by change: Int, now: Duration) {
    undecided = max(0, undecided + change)
    undecidedSince = undecided < undecidedLimit ? nil : undecidedSince ?? now
  }

  package mutating func holdByOperator(now: Duration) { heldByOperator = heldByOperator ?? now }

  /// An operator has mended what kept the lane.
  package mutating func resume() {
    hold = .none
    heldByOperator = nil
    troubledSince = nil
    renewals = 0
    if case .open = breaker.state { breaker.succeeded() }
  }

  /// The operator has set something else: calls from now on have other sizes and limits.
  package mutating func renew(_ offer: ChannelOffer, _ provider: ProviderTerms) {
    self.offer = offer
    inFlight.allow(offer.concurrency)
    breaker = Self.breaker(provider)
    noMoneyPause = provider.noMoneyPause
  }

  private static func breaker(_ provider: ProviderTerms) -> CircuitBreaker {
    CircuitBreaker(
      threshold: provider.breakerFailures, firstPause: min(provider.breakerPause, provider.longestBreakerPause),
      longestPause: provider.longestBreakerPause)
  }

  /// A new credential that is refused again and again is no matter of time.
  private mutating func renewal(_ now: Duration) {
    inFlight.finished(good: false)
    breaker.succeeded()
    renewals += 1
    // Calls that were under way with the old credential are refused as well.
    guard renewals > offer.concurrency + 2 else { return }
    holdUntil(now + .seconds(30), now, reason: "the provider refuses each new credential")
  }

  private mutating func holdUntil(_ end: Duration, _ now: Duration, reason: String) {
    breaker.succeeded()
    troubledSince = troubledSince ?? now
    lastTrouble = reason
    if case .stopped = hold { return }
    if case .until(let other, _) = hold, other > end { return }
    hold = .until(end, reason: reason)
  }
}
