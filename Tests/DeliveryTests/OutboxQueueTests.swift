import Delivery
import Messages
import Store
import Testing

@Suite struct OutboxQueueTests {
  private let late = Sample.now + .seconds(60)

  private func numbers(_ items: [OutboxItem]) -> [Int64] {
    items.compactMap { if case .receipt(let owed) = $0 { owed.receipt.number } else { nil } }
  }

  private func next(_ queue: inout OutboxQueue, _ room: Int, now: Duration = .zero, wall: Timestamp? = nil) -> [Int64] {
    var tooEarly: Duration?
    return numbers(
      queue.next(room, now: now, wall: wall ?? late, grace: .milliseconds(500), tooEarly: &tooEarly))
  }

  private func queue(_ items: [OutboxItem], until: Duration = .seconds(100)) -> OutboxQueue {
    var queue = OutboxQueue()
    for item in items { #expect(queue.append(item, until: until, now: .zero) == true) }
    return queue
  }

  @Test func urgentOnesGoFirstAndTheRestInOrder() {
    var queue = queue([Sample.receipt(1), Sample.receipt(2), Sample.receipt(3, priority: 1)])
    #expect(next(&queue, 2) == [3, 1])
    #expect(next(&queue, 2) == [2])
    #expect(queue.waiting == 0)
    #expect(queue.count == 3)
  }

  @Test func nothingIsHeldTwiceWhileItsLeaseLasts() {
    var queue = queue([Sample.receipt(1)])
    #expect(queue.append(Sample.receipt(1), until: .seconds(200), now: .zero) == false)
    #expect(next(&queue, 5) == [1])
    #expect(queue.append(Sample.receipt(1), until: .seconds(200), now: .seconds(99)) == false)
    #expect(next(&queue, 5) == [])
  }

  @Test func whatASinkNeverReportedComesAgainAfterTheLease() {
    var queue = queue([Sample.receipt(1)])
    #expect(next(&queue, 5) == [1])
    #expect(queue.append(Sample.receipt(1), until: .seconds(200), now: .seconds(100)) == true)
    #expect(next(&queue, 5, now: .seconds(101)) == [1])
  }

  @Test func anItemWhoseLeaseIsOverIsNotOfferedAndTheStoreIsAskedAgain() {
    var queue = queue([Sample.receipt(1), Sample.receipt(2)])
    queue.owes = false
    #expect(next(&queue, 5, now: .seconds(100)) == [])
    #expect(queue.owes)
    #expect(queue.count == 0)
  }

  @Test func nothingIsOfferedWithinTheGraceAfterTheSubmit() {
    var queue = queue([Sample.receipt(1)])
    var tooEarly: Duration?
    let early = queue.next(
      5, now: .zero, wall: Sample.now + .milliseconds(499), grace: .milliseconds(500), tooEarly: &tooEarly)
    #expect(early.isEmpty)
    #expect(tooEarly == .milliseconds(1))
    #expect(next(&queue, 5, wall: Sample.now + .milliseconds(500)) == [1])
  }

  @Test func aClockSetBackBehindTheSubmitHoldsNothingUp() {
    var queue = queue([Sample.receipt(1)])
    #expect(next(&queue, 5, wall: Sample.now - .seconds(3_600)) == [1])
  }

  @Test func whatIsReportedMayComeAgain() {
    var queue = queue([Sample.receipt(1)])
    #expect(next(&queue, 5) == [1])
    queue.finished(Sample.receipt(1).key)
    #expect(queue.append(Sample.receipt(1), until: .seconds(200), now: .zero) == true)
  }

  @Test func givingUpWhatWaitsLeavesWhatIsWithASink() {
    var queue = queue([Sample.receipt(1), Sample.receipt(2), Sample.receipt(3)])
    #expect(next(&queue, 1) == [1])
    #expect(numbers(queue.takeWaiting()) == [2, 3])
    #expect(queue.count == 1)
    #expect(queue.waiting == 0)
  }
}
