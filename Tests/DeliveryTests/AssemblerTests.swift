import Delivery
import Messages
import Store
import Synchronization
import Testing

@Suite struct AssemblerTests {
  private func part(
    _ number: UInt8, of total: UInt8 = 3, reference: UInt16 = 1, account: String = "red", at seconds: Int = 0,
    id: UInt64? = nil
  ) -> HeldPart {
    HeldPart(
      key: PartKey(account: account, source: "S", destination: "1", width: 8, reference: reference, total: total),
      number: number, id: MessageID(rawValue: id ?? UInt64(number)), receivedAt: Sample.now + .seconds(seconds),
      pdu: [number, UInt8(truncatingIfNeeded: id ?? 0)],
      part: Part(clientID: "\(number)", receipt: []), interfaceVersion: 0x34)
  }

  /// Refuses the part, and tells what was decided about it so far.
  private func refuse(_ part: HeldPart, _ assembler: Assembler) -> Decided {
    let decided = Decided()
    assembler.refuse(part) { decided.note($0) }
    return decided
  }

  private func numbers(_ added: Assembler.Added) -> [UInt8]? {
    if case .complete(let parts, _) = added { parts.map(\.number) } else { nil }
  }

  private func isFull(_ added: Assembler.Added) -> Bool { if case .full = added { true } else { false } }

  @Test func partsInAnyOrderCompleteInTheirOwn() {
    let assembler = Assembler()
    #expect(numbers(assembler.add(part(3))) == nil)
    #expect(numbers(assembler.add(part(1))) == nil)
    #expect(numbers(assembler.add(part(2))) == [1, 2, 3])
    #expect(assembler.count == 0)
  }

  @Test func theSamePartAgainIsTheOneThatIsThere() {
    let assembler = Assembler()
    _ = assembler.add(part(1))
    var again = part(1)
    again.id = MessageID(rawValue: 99)
    for _ in 0..<5 {
      guard case .repeated(let earlier) = assembler.add(again) else { return #expect(Bool(false)) }
      #expect(earlier.id == part(1).id)
    }
    _ = assembler.add(part(2))
    #expect(numbers(assembler.add(part(3))) == [1, 2, 3])
  }

  @Test func aPartOfTheSameNumberTakesThePlaceOfTheOlderWhichIsHandedBack() {
    let assembler = Assembler()
    var other = part(1)
    other.pdu = [99]
    guard case .waiting(displaced: nil) = assembler.add(part(1)) else { return #expect(Bool(false)) }
    guard case .waiting(displaced: part(1)?) = assembler.add(other) else { return #expect(Bool(false)) }
    _ = assembler.add(part(2))
    #expect(numbers(assembler.add(part(3))) == [1, 2, 3])
  }

  @Test func accountsAndReferencesNeverMix() {
    let assembler = Assembler()
    _ = assembler.add(part(1, of: 2))
    #expect(numbers(assembler.add(part(2, of: 2, reference: 2))) == nil)
    #expect(numbers(assembler.add(part(2, of: 2, account: "blue"))) == nil)
    #expect(numbers(assembler.add(part(2, of: 2))) == [1, 2])
  }

  @Test func aNumberThatIsNotOneOfTheTotalIsNotTaken() {
    let assembler = Assembler()
    for (number, total) in [(0, 3), (4, 3), (1, 0)] as [(UInt8, UInt8)] {
      #expect(isFull(assembler.add(part(number, of: total))))
    }
    #expect(assembler.count == 0)
  }

  @Test func referencesAreTakenUpToTheLimitAndPartsOfKnownOnesBeyond() {
    let assembler = Assembler(limit: 2)
    _ = assembler.add(part(1, reference: 1))
    _ = assembler.add(part(1, reference: 2))
    #expect(isFull(assembler.add(part(1, reference: 3))))
    #expect(!isFull(assembler.add(part(2, reference: 2))))
  }

  @Test func partsThatCouldNotBeStoredWaitAgainForTheLast() {
    let assembler = Assembler()
    _ = assembler.add(part(1))
    _ = assembler.add(part(2))
    guard case .complete(let parts, _) = assembler.add(part(3)) else { return #expect(Bool(false)) }
    assembler.putBack(parts, refused: [part(3).id])
    #expect(numbers(assembler.add(part(3))) == [1, 2, 3])
  }

  @Test func puttingBackKeepsWhatCameMeanwhile() {
    let assembler = Assembler()
    _ = assembler.add(part(1))
    _ = assembler.add(part(2))
    guard case .complete(let parts, _) = assembler.add(part(3)) else { return #expect(Bool(false)) }
    #expect(numbers(assembler.add(part(3, at: 5))) == nil)
    assembler.putBack(parts, refused: [part(3).id])
    #expect(assembler.count == 1)
    #expect(assembler.takeComplete().map { $0.map(\.number) } == [[1, 2, 3]])
    #expect(assembler.count == 0)
  }

  @Test func adoptedPartsKeepTheirPlaceToThoseThatAreHere() {
    let assembler = Assembler()
    _ = assembler.add(part(2, at: 50))
    assembler.adopt([part(1), part(2, at: 0)])
    #expect(assembler.takeComplete().isEmpty)
    guard case .complete(let parts, _) = assembler.add(part(3)) else { return #expect(Bool(false)) }
    #expect(parts.map(\.number) == [1, 2, 3])
    #expect(parts[1].receivedAt == Sample.now + .seconds(50))
  }

  @Test func whatBecomesCompleteByAdoptingIsHandedOutOnce() {
    let assembler = Assembler()
    _ = assembler.add(part(1))
    assembler.adopt([part(2), part(3)])
    #expect(assembler.takeComplete().map { $0.map(\.number) } == [[1, 2, 3]])
    #expect(assembler.takeComplete().isEmpty)
    #expect(assembler.count == 0)
  }

  @Test func whatIsTakenOverWaitsForTheOthersFromThenOn() {
    let assembler = Assembler()
    assembler.adopt([part(1)], since: Sample.now + .seconds(500))
    #expect(assembler.takeOlder { _ in Sample.now + .seconds(500) }.isEmpty)
    #expect(assembler.takeOlder { _ in Sample.now + .milliseconds(500_001) }.map { $0.map(\.number) } == [[1]])
  }

  @Test func whatWaitsLongIsNamedOldestFirst() {
    let assembler = Assembler()
    _ = assembler.add(part(1, reference: 1, at: 20))
    _ = assembler.add(part(1, reference: 2, at: 10))
    _ = assembler.add(part(1, reference: 3, at: 30))
    let parts = assembler.waiting(since: Sample.now + .seconds(25), limit: 5)
    #expect(parts.map(\.key.reference) == [2, 1])
    #expect(assembler.waiting(since: Sample.now + .seconds(90), limit: 2).count == 2)
  }

  @Test func whatIsTooOldIsHandedOut() {
    let assembler = Assembler()
    _ = assembler.add(part(1, reference: 1, at: 0))
    _ = assembler.add(part(2, reference: 1, at: 100))
    _ = assembler.add(part(1, reference: 2, at: 60))
    let old = assembler.takeOlder { _ in Sample.now + .seconds(60) }
    #expect(old.map { $0.map(\.number) } == [[1, 2]])
    #expect(assembler.count == 1)
  }

  // MARK: Parts that another node has

  @Test func whatAnotherNodeHasIsForgottenAndMixesWithNothing() {
    let assembler = Assembler()
    _ = assembler.add(part(1, of: 2, at: 0, id: 11))
    assembler.forget([part(1, of: 2, id: 11)])
    #expect(assembler.count == 0)
    #expect(numbers(assembler.add(part(2, of: 2, at: 90, id: 22))) == nil)
    #expect(assembler.takeOlder { _ in Sample.now + .seconds(60) }.isEmpty)
  }

  @Test func whatAnotherNodeHasStandsNotAgainWhenItsPlaceIsFree() {
    let assembler = Assembler()
    _ = assembler.add(part(1, of: 2, id: 11))
    _ = assembler.add(part(1, of: 2, id: 12))
    assembler.forget([part(1, of: 2, id: 11)])
    #expect(refuse(part(1, of: 2, id: 12), assembler).all == [false])
    #expect(assembler.count == 0)
  }

  @Test func whatAnotherNodeHasDoesNotComeBackWithItsMessage() {
    let assembler = Assembler()
    _ = assembler.add(part(1, of: 3, id: 11))
    _ = assembler.add(part(2, of: 3, id: 12))
    guard case .complete(let parts, _) = assembler.add(part(3, of: 3, id: 13)) else { return #expect(Bool(false)) }
    assembler.forget([part(1, of: 3, id: 11)], after: .unavailable("for a while"))
    assembler.forget(Array(parts.prefix(2)), after: .gone([MessageID(rawValue: 11)]))
    assembler.putBack(parts, refused: [MessageID(rawValue: 13)])
    #expect(assembler.waiting(since: Sample.now + .seconds(1), limit: 9).map(\.id.rawValue) == [12])
  }

  // MARK: Parts that could not be stored

  @Test func aPartStandsAsLongAsOneOfItsCopiesDoes() {
    let assembler = Assembler()
    _ = assembler.add(part(1, of: 2))
    _ = assembler.add(part(1, of: 2))
    #expect(refuse(part(1, of: 2), assembler).all == [false])
    #expect(numbers(assembler.add(part(2, of: 2))) == [1, 2])
  }

  @Test func aPartOfWhichNoCopyCouldBeStoredIsGone() {
    let assembler = Assembler()
    for _ in 0..<3 { _ = assembler.add(part(1, of: 2)) }
    for _ in 0..<3 { #expect(refuse(part(1, of: 2), assembler).all == [false]) }
    #expect(assembler.count == 0)
  }

  @Test func aPartThatOneCopyKeepsComesBackWithItsMessage() {
    let assembler = Assembler()
    for _ in 0..<2 { _ = assembler.add(part(1, of: 2)) }
    guard case .complete(let parts, _) = assembler.add(part(2, of: 2)) else { return #expect(Bool(false)) }
    #expect(refuse(part(1, of: 2), assembler).all == [false])
    assembler.putBack(parts, refused: [part(2, of: 2).id])
    #expect(numbers(assembler.add(part(2, of: 2))) == [1, 2])
  }

  @Test func aPartThatCouldNotBeStoredWaitsNoLonger() {
    let assembler = Assembler()
    _ = assembler.add(part(1, of: 2))
    #expect(refuse(part(1, of: 2), assembler).all == [false])
    #expect(assembler.count == 0)
    #expect(numbers(assembler.add(part(2, of: 2))) == nil)
  }

  @Test func aPartThatCouldNotBeStoredDoesNotComeBackWithItsMessage() {
    let assembler = Assembler()
    _ = assembler.add(part(1))
    _ = assembler.add(part(2))
    guard case .complete(let parts, _) = assembler.add(part(3)) else { return #expect(Bool(false)) }
    let first = refuse(part(1), assembler)
    #expect(first.all.isEmpty)
    assembler.putBack(parts, refused: [part(3).id])
    #expect(first.all == [false])
    #expect(numbers(assembler.add(part(3))) == nil)
    #expect(numbers(assembler.add(part(1))) == [1, 2, 3])
  }

  @Test func aPartThatCouldNotBeStoredByItselfStandsInItsMessage() {
    let assembler = Assembler()
    _ = assembler.add(part(1, of: 2))
    guard case .complete(let parts, _) = assembler.add(part(2, of: 2)) else { return #expect(Bool(false)) }
    let first = refuse(part(1, of: 2), assembler)
    assembler.joined(parts)
    #expect(first.all == [true])
    #expect(refuse(part(1, of: 2), assembler).all == [false])
  }

  @Test func partsOfAMessageThatIsGivenUpAreDecidedAbout() {
    let assembler = Assembler()
    _ = assembler.add(part(1))
    let old = assembler.takeOlder { _ in Sample.now + .seconds(60) }
    let first = refuse(part(1), assembler)
    assembler.dropped(old.first ?? [])
    #expect(first.all == [false])
    #expect(assembler.count == 0)
  }

  @Test func anEarlierCopyStandsAgainWhenTheLaterCouldNotBeStored() {
    let assembler = Assembler()
    _ = assembler.add(part(1, of: 2, id: 11))
    _ = assembler.add(part(1, of: 2, id: 12))
    #expect(refuse(part(1, of: 2, id: 12), assembler).all == [false])
    guard case .complete(let parts, _) = assembler.add(part(2, of: 2)) else { return #expect(Bool(false)) }
    #expect(parts.map(\.id.rawValue) == [11, 2])
  }

  @Test func anEarlierCopyStandsAgainWhenTheMessageCouldNotBeStoredEither() {
    let assembler = Assembler()
    _ = assembler.add(part(1, of: 2, id: 11))
    _ = assembler.add(part(1, of: 2, id: 12))
    guard case .complete(let parts, _) = assembler.add(part(2, of: 2)) else { return #expect(Bool(false)) }
    let later = refuse(part(1, of: 2, id: 12), assembler)
    assembler.putBack(parts, refused: [part(2, of: 2).id])
    #expect(later.all == [false])
    guard case .complete(let again, _) = assembler.add(part(2, of: 2)) else { return #expect(Bool(false)) }
    #expect(again.map(\.id.rawValue) == [11, 2])
  }
}

/// What was decided about a part, in turn.
private final class Decided: Sendable {
  private let answers = Mutex<[Bool]>([])
  var all: [Bool] { answers.withLock { $0 } }
  func note(_ isStored: Bool) { answers.withLock { $0.append(isStored) } }
}
