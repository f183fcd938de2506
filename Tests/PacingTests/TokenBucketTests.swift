import Pacing
import Testing

@Suite struct TokenBucketTests {
  @Test func aBurstOfTheRateIsGrantedAndOneMoreIsNot() {
    var bucket = TokenBucket(rate: 10, now: .zero)
    for _ in 0..<10 { #expect(bucket.take(now: .zero) == true) }
    #expect(bucket.take(now: .zero) == false)
    #expect(bucket.wait(now: .zero) == .milliseconds(100))
    #expect(bucket.take(now: .milliseconds(100)) == true)
    #expect(bucket.take(now: .milliseconds(150)) == false)
  }

  @Test func tokensSavedUpStopAtTheBurst() {
    var bucket = TokenBucket(rate: 10, burst: 3, now: .zero)
    var taken = 0
    while bucket.take(now: .seconds(3_600)) { taken += 1 }
    #expect(taken == 3)
  }

  @Test func moreThanTheBurstIsGrantedWhenFullAndThenOwed() {
    var bucket = TokenBucket(rate: 10, now: .zero)
    #expect(bucket.take(25, now: .zero) == true)
    #expect(bucket.take(now: .seconds(1)) == false)
    #expect(bucket.take(now: .milliseconds(1_600)) == true)
    #expect(bucket.take(25, now: .milliseconds(1_600)) == false)
  }

  @Test func timeThatGoesBackAddsNothing() {
    var bucket = TokenBucket(rate: 1, now: .seconds(100))
    #expect(bucket.take(now: .seconds(100)) == true)
    #expect(bucket.take(now: .seconds(50)) == false)
    #expect(bucket.take(now: .seconds(101)) == true)
  }

  @Test func whatIsGivenBackCanBeTakenAgainButNotMoreThanTheBurst() {
    var bucket = TokenBucket(rate: 2, now: .zero)
    #expect(bucket.take(2, now: .zero) == true)
    bucket.giveBack(5)
    #expect(bucket.take(2, now: .zero) == true)
    #expect(bucket.take(now: .zero) == false)
  }

  @Test func noRateIsNoLimit() {
    var bucket = TokenBucket(rate: 0, now: .zero)
    for _ in 0..<1_000 { #expect(bucket.take(1_000, now: .zero) == true) }
    #expect(bucket.wait(for: 1_000, now: .zero) == .zero)
  }

  @Test func aRateBelowOneASecondStillGrantsOne() {
    var bucket = TokenBucket(rate: 0.1, now: .zero)
    #expect(bucket.take(now: .zero) == true)
    #expect(bucket.take(now: .seconds(9)) == false)
    #expect(bucket.take(now: .seconds(10)) == true)
  }
}
