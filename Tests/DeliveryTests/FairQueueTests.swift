import Delivery
import Messages
import Store
import Testing

@testable import Simulation

@Suite struct FairQueueTests {
  private func ids(_ messages: [Message]) -> [UInt64] { messages.map(\.id.rawValue) }

  @Test func accountsTakeTurnsWhateverTheyHaveQueued() {
    var queue = FairQueue()
    for id in 1...6 { queue.append(Sample.message(UInt64(id), account: "flood")) }
    queue.append(Sample.message(7, account: "lone"))
    queue.append(Sample.message(8, account: "pair"))
    queue.append(Sample.message(9, account: "pair"))
    #expect(ids(queue.take(9)) == [1, 7, 8, 2, 9, 3, 4, 5, 6])
    #expect(queue.isEmpty)
  }

  @Test func theTurnGoesOnFromCallToCall() {
    var queue = FairQueue()
    for id in 1...4 { queue.append(Sample.message(UInt64(id), account: "red")) }
    for id in 5...8 { queue.append(Sample.message(UInt64(id), account: "blue")) }
    #expect(ids(queue.take(3)) == [1, 5, 2])
    #expect(ids(queue.take(3)) == [6, 3, 7])
  }

  @Test func theMoreUrgentGoFirstAndAnOddPriorityCountsAsTheHighest() {
    var queue = FairQueue()
    for (id, priority) in [(1, 0), (2, 1), (3, 3), (4, 2), (5, 200)] {
      queue.append(Sample.message(UInt64(id), priority: UInt8(priority)))
    }
    #expect(ids(queue.take(5)) == [3, 5, 4, 2, 1])
  }

  @Test func anUrgentMessageLeavesWithTheNextCallThoughAMillionWait() {
    let queue = LaneQueue(lane: LaneName(provider: "p", channel: .sms), account: "shop")
    let admission = LaneAdmission()
    var waiting = FairQueue()
    let granted = admission.enter(queue, 1_000_000)
    #expect(granted == 5_000)
    for id in 1...UInt64(granted) { waiting.append(Sample.message(id)) }
    #expect(admission.enter(queue) == 0)
    #expect(admission.enter(queue, urgent: true) == 1)
    waiting.append(Sample.message(1_000_001, priority: 3))
    #expect(ids(waiting.take(1_000)).first == 1_000_001)
  }

  @Test func anotherAccountsMessageLeavesWithTheNextCallThoughAFloodWaits() {
    let lane = LaneName(provider: "p", channel: .sms)
    let admission = LaneAdmission(laneLimit: 5_000)
    var waiting = FairQueue()
    let granted = admission.enter(LaneQueue(lane: lane, account: "flood"), 1_000_000)
    for id in 1...UInt64(granted) { waiting.append(Sample.message(id, account: "flood")) }
    #expect(admission.enter(LaneQueue(lane: lane, account: "lone")) == 1)
    waiting.append(Sample.message(1_000_001, account: "lone"))
    #expect(ids(waiting.take(2)).contains(1_000_001))
  }

  @Test func whatACallCouldNotCarryGoesFirstInTheNext() {
    var queue = FairQueue()
    for id in 1...900 { queue.append(Sample.message(UInt64(id))) }
    let taken = queue.take(700)
    queue.putBack(taken[1...])
    #expect(queue.count == 899)
    #expect(ids(queue.take(899)) == Array(2...900))
  }

  @Test func puttingBackIntoAnEmptyQueueWorks() {
    var queue = FairQueue()
    queue.putBack([Sample.message(1), Sample.message(2, account: "blue"), Sample.message(3)])
    #expect(queue.count == 3)
    #expect(Set(ids(queue.take(10))) == [1, 2, 3])
    #expect(queue.take(1).isEmpty)
  }

  @Test func takingOutSomeLeavesTheOthersInOrder() {
    var queue = FairQueue()
    for id in 1...10 { queue.append(Sample.message(UInt64(id), account: id % 2 == 0 ? "even" : "odd")) }
    let removed = queue.remove { $0.account == "even" || $0.id.rawValue == 5 }
    #expect(Set(ids(removed)) == [2, 4, 5, 6, 8, 10])
    #expect(queue.count == 4)
    queue.append(Sample.message(12, account: "even"))
    #expect(Set(ids(queue.take(2))) == [1, 12])
    #expect(ids(queue.take(9)) == [3, 7, 9])
  }

  @Test func nothingIsLostOrDoubledInALongMixedRun() {
    var queue = FairQueue()
    var random = SeededRandom(1)
    var inside: Set<UInt64> = []
    for id in 1...5_000 as ClosedRange<UInt64> {
      let account = "a\(random.below(5))"
      queue.append(Sample.message(id, account: account, priority: UInt8(random.below(4))))
      inside.insert(id)
      if random.chance(40) {
        let taken = queue.take(random.below(6))
        let kept = random.below(taken.count + 1)
        queue.putBack(taken[kept...])
        for message in taken[..<kept] { #expect(inside.remove(message.id.rawValue) != nil) }
      }
      if random.chance(1) {
        for message in queue.remove(where: { $0.id.rawValue % 7 == 0 }) {
          #expect(inside.remove(message.id.rawValue) != nil)
        }
      }
      #expect(queue.count == inside.count)
    }
    #expect(Set(ids(queue.take(.max))) == inside)
  }
}
