import Pacing
import Testing

@Suite struct CircuitBreakerTests {
  /// One that has just opened, at second 0, for a second.
  private func opened() -> CircuitBreaker {
    var breaker = CircuitBreaker(threshold: 3, firstPause: .seconds(1), longestPause: .seconds(4))
    for _ in 0..<3 { breaker.failed(now: .zero) }
    return breaker
  }

  @Test func itOpensAtTheThresholdAndNotOneBefore() {
    var breaker = CircuitBreaker(threshold: 3)
    breaker.failed(now: .zero)
    breaker.failed(now: .zero)
    #expect(breaker.allows(now: .zero) == true)
    breaker.failed(now: .zero)
    #expect(breaker.allows(now: .zero) == false)
    #expect(breaker.reopensAt == .seconds(1))
  }

  @Test func aSuccessBetweenFailuresStartsTheCountAgain() {
    var breaker = CircuitBreaker(threshold: 2)
    for _ in 0..<10 {
      breaker.failed(now: .zero)
      breaker.succeeded()
    }
    #expect(breaker.state == .closed(failures: 0))
  }

  @Test func afterThePauseOneCallTries() {
    var breaker = opened()
    #expect(!breaker.wouldAllow(now: .milliseconds(999)))
    #expect(breaker.wouldAllow(now: .seconds(1)))
    #expect(breaker.allows(now: .seconds(1)) == true)
    #expect(breaker.allows(now: .seconds(100)) == false)
    #expect(breaker.reopensAt == nil)
  }

  @Test func askingWhetherItWouldAllowUsesNothingUp() {
    let breaker = opened()
    #expect(breaker.wouldAllow(now: .seconds(1)))
    #expect(breaker.wouldAllow(now: .seconds(1)))
  }

  @Test func aTryThatFailsDoublesThePauseUpToTheLongest() {
    var breaker = opened()
    var now = Duration.zero
    var pauses: [Duration] = []
    for _ in 0..<4 {
      now = breaker.reopensAt ?? .zero
      #expect(breaker.allows(now: now) == true)
      breaker.failed(now: now)
      pauses.append((breaker.reopensAt ?? .zero) - now)
    }
    #expect(pauses == [.seconds(2), .seconds(4), .seconds(4), .seconds(4)])
  }

  @Test func aTryThatSucceedsClosesIt() {
    var breaker = opened()
    #expect(breaker.allows(now: .seconds(1)) == true)
    breaker.succeeded()
    #expect(breaker.state == .closed(failures: 0))
  }

  @Test func aTryThatWasNeverMadeLetsTheNextOneTry() {
    var breaker = opened()
    #expect(breaker.allows(now: .seconds(1)) == true)
    breaker.abandoned(now: .seconds(2))
    #expect(breaker.allows(now: .seconds(2)) == true)
  }

  @Test func callsThatFailWhileItIsOpenChangeNothing() {
    var breaker = opened()
    breaker.failed(now: .milliseconds(500))
    #expect(breaker.reopensAt == .seconds(1))
  }
}
