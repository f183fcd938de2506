import Messages
import Testing

@Suite struct MessageIDTests {
  @Test(arguments: ["1", "9", "123456789012345678", "999999999999999999"])
  func decimalTextReadsBackTheSame(text: String) {
    #expect(MessageID(text: text)?.description == text)
  }

  @Test(arguments: ["", "0", "01", "-1", "+1", " 1", "1 ", "1a", "1234567890123456789", "١"])
  func anythingElseIsNoID(text: String) {
    #expect(MessageID(text: text) == nil)
  }
}

@Suite struct MessageIDGeneratorTests {
  private let now = Timestamp(milliseconds: 1_700_000_000_000)

  @Test func idsAreMillisecondsNodeAndCounter() {
    var generator = MessageIDGenerator(node: 7, floor: nil)
    #expect(generator.next(now: now).rawValue == 1_700_000_000_000_07_000)
    #expect(generator.next(now: now).rawValue == 1_700_000_000_000_07_001)
    #expect(generator.next(now: now + .milliseconds(1)).rawValue == 1_700_000_000_001_07_000)
  }

  @Test func aBurstBorrowsFromTheNextMillisecondsAndRepeatsNothing() {
    var generator = MessageIDGenerator(node: 0, floor: nil)
    let ids = (0..<5_000).map { _ in generator.next(now: now) }
    #expect(zip(ids, ids.dropFirst()).allSatisfy { $0 < $1 })
    #expect(ids[1_000].rawValue == 1_700_000_000_001_00_000)
    let later = generator.next(now: now + .milliseconds(1))
    #expect(ids.allSatisfy { $0 < later })
  }

  @Test func aClockThatGoesBackRepeatsNothing() {
    var generator = MessageIDGenerator(node: 0, floor: nil)
    var last = generator.next(now: now)
    for step in 1...3_000 {
      let next = generator.next(now: now - .milliseconds(step * 1_000))
      #expect(last < next)
      last = next
    }
  }

  @Test func afterARestartIDsAreAboveTheFloorWhateverTheClockSays() {
    let floor = MessageID(rawValue: 1_700_000_000_000_42_999)
    for clock in [now, now - .seconds(3_600), Timestamp(milliseconds: 0)] {
      var generator = MessageIDGenerator(node: 0, floor: floor)
      #expect(floor < generator.next(now: clock))
    }
  }

  @Test(arguments: [-5, 0, 99, 1_000]) func idsStayWithin18Digits(node: Int) {
    var generator = MessageIDGenerator(node: node, floor: nil)
    for clock in [Timestamp(milliseconds: 0), now, .distantFuture] {
      let id = generator.next(now: clock)
      #expect(MessageID(text: id.description) == id)
      #expect((0...99).contains(generator.node))
    }
  }

  @Test func nodesNeverMakeTheSameID() {
    var ids: Set<MessageID> = []
    for node in 0..<100 {
      var generator = MessageIDGenerator(node: node, floor: nil)
      for _ in 0..<50 { #expect(ids.insert(generator.next(now: now)).inserted == true) }
    }
  }
}
