import Pacing
import Testing

@Suite struct InFlightLimitTests {
  @Test func roomEndsAtTheLimit() {
    var limit = InFlightLimit(most: 2)
    limit.started()
    #expect(limit.hasRoom)
    limit.started()
    #expect(!limit.hasRoom)
    limit.finished()
    #expect(limit.hasRoom)
  }

  @Test func beingToldToSlowDownHalvesItDownToOne() {
    var limit = InFlightLimit(most: 8)
    var seen: [Int] = []
    for _ in 0..<5 {
      limit.started()
      limit.slowedDown()
      seen.append(limit.limit)
    }
    #expect(seen == [4, 2, 1, 1, 1])
    #expect(limit.inFlight == 0)
  }

  @Test func aRowOfGoodCallsRaisesItByOneUpToTheMost() {
    var limit = InFlightLimit(most: 4)
    limit.started()
    limit.slowedDown()
    for _ in 0..<7 { limit.finished() }
    #expect(limit.limit == 2)
    limit.finished()
    #expect(limit.limit == 3)
    for _ in 0..<100 { limit.finished() }
    #expect(limit.limit == 4)
  }

  @Test func aCallThatFailedBreaksTheRow() {
    var limit = InFlightLimit(most: 2)
    limit.slowedDown()
    for _ in 0..<100 {
      for _ in 0..<3 { limit.finished() }
      limit.finished(good: false)
    }
    #expect(limit.limit == 1)
  }

  @Test func moreEndsThanBeginningsDoNotGoBelowNone() {
    var limit = InFlightLimit(most: 0)
    limit.finished()
    #expect(limit.inFlight == 0)
    #expect(limit.hasRoom)
  }
}
