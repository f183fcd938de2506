import Pacing
import Testing

@Suite struct BackoffTests {
  private let backoff = Backoff(steps: [.seconds(1), .seconds(5), .seconds(20)], limit: .seconds(100))

  @Test(arguments: zip([-1, 0, 1, 2, 3, 4, 1_000], [1, 1, 1, 5, 20, 20, 20]))
  func pausesFollowTheStepsAndRepeatTheLast(attempt: Int, seconds: Int) {
    #expect(backoff.pause(after: attempt, elapsed: .zero) == .seconds(seconds))
  }

  @Test func nothingIsTriedOnceTheWholeHasLastedTheLimit() {
    #expect(backoff.pause(after: 9, elapsed: .seconds(100) - .nanoseconds(1)) != nil)
    #expect(backoff.pause(after: 9, elapsed: .seconds(100)) == nil)
  }

  @Test func noStepsAtAllMeansASecond() {
    #expect(Backoff(steps: [], limit: .seconds(10)).pause(after: 3, elapsed: .zero) == .seconds(1))
  }

  @Test func receiptsAreTriedForADay() {
    let steps = (1...6).map { Backoff.receipts.pause(after: $0, elapsed: .zero) }
    #expect(steps == [.seconds(10), .seconds(30), .seconds(60), .seconds(300), .seconds(900), .seconds(900)])
    #expect(Backoff.receipts.pause(after: 50, elapsed: .seconds(86_400)) == nil)
  }
}
