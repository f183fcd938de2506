import Pacing
import Testing

@Suite struct SharedBucketTests {
  @Test func aloneItIsAnOrdinaryBucket() {
    var bucket = SharedBucket(rate: 10, now: .zero)
    for _ in 0..<10 { #expect(bucket.take(now: .zero, isShared: false) == true) }
    #expect(bucket.take(now: .zero, isShared: false) == false)
    #expect(bucket.take(now: .milliseconds(100), isShared: false) == true)
    #expect(bucket.owed == 0)
  }

  @Test func whatIsNotCoveredStopsItAtItsCredit() {
    var bucket = SharedBucket(rate: 10, credit: 4, now: .zero)
    for _ in 0..<4 { #expect(bucket.take(now: .zero, isShared: true) == true) }
    #expect(bucket.take(now: .seconds(100), isShared: true) == false)
    #expect(bucket.wait(now: .seconds(100)) > .zero)
    #expect(bucket.owed == 4)
    bucket.covered(3)
    for _ in 0..<3 { #expect(bucket.take(now: .seconds(100), isShared: true) == true) }
    #expect(bucket.take(now: .seconds(100), isShared: true) == false)
  }

  @Test func coveringDoesNotRaiseTheRate() {
    var bucket = SharedBucket(rate: 10, now: .zero)
    for _ in 0..<10 { #expect(bucket.take(now: .zero, isShared: true) == true) }
    bucket.covered(10)
    #expect(bucket.take(now: .zero, isShared: true) == false)
  }

  @Test func moreThanAFullBucketIsGrantedToOneWhoOwesNothing() {
    var bucket = SharedBucket(rate: 2, now: .zero)
    #expect(bucket.take(10, now: .zero, isShared: true) == true)
    #expect(bucket.owed == 10)
    bucket.covered(9.5)
    #expect(bucket.take(10, now: .seconds(60), isShared: true) == false)
    bucket.covered(0.5)
    #expect(bucket.take(10, now: .seconds(60), isShared: true) == true)
  }

  @Test func whatIsGivenBackIsNotOwed() {
    var bucket = SharedBucket(rate: 2, now: .zero)
    #expect(bucket.take(2, now: .zero, isShared: true) == true)
    bucket.giveBack(2)
    #expect(bucket.owed == 0)
    #expect(bucket.take(2, now: .zero, isShared: true) == true)
  }

  @Test func debtsEndWhenTheOthersAreGone() {
    var bucket = SharedBucket(rate: 2, credit: 1, now: .zero)
    #expect(bucket.take(now: .zero, isShared: true) == true)
    #expect(bucket.take(now: .seconds(1), isShared: true) == false)
    #expect(bucket.take(now: .seconds(1), isShared: false) == true)
    #expect(bucket.owed == 0)
  }

  @Test func noLimitIsNoLimit() {
    var bucket = SharedBucket(rate: 0, now: .zero)
    for _ in 0..<10_000 { #expect(bucket.take(now: .zero, isShared: true) == true) }
    #expect(bucket.wait(now: .zero) == .zero)
  }
}
