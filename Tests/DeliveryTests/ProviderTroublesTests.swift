import HTTP
import Messages
import Providers
import Testing

@testable import Delivery

@Suite struct ProviderTroublesTests {
  static let now = Timestamp(milliseconds: 1_763_728_873_007)

  struct Case: Sendable {
    var outcome: SendOutcome
    var lane = LaneAdvice.carryOn
    var kind: ProviderTroubles.Class
    var words: String
  }

  static let cases = [
    Case(
      outcome: .refused(.rejected, ProviderError(code: 7, words: "bad sender")), kind: .refused,
      words: "bad sender (number 7)"),
    Case(outcome: .unknown(reason: "cut off"), kind: .noAnswer, words: "cut off"),
    Case(outcome: .retryLater(reason: "wrong token"), lane: .stop(reason: "x"), kind: .login, words: "wrong token"),
    Case(outcome: .retryLater(reason: "expired"), lane: .renewCredential, kind: .login, words: "expired"),
    Case(outcome: .retryLater(reason: "empty"), lane: .noMoney(reason: "x"), kind: .noMoney, words: "empty"),
    Case(
      outcome: .retryLater(reason: "blocked"), lane: .hold(.seconds(60), reason: "x"), kind: .held, words: "blocked"),
    Case(outcome: .retryLater(reason: "429"), lane: .slowDown(.seconds(5)), kind: .tooFast, words: "429"),
    Case(outcome: .retryLater(reason: "nobody there"), kind: .notTaken, words: "nobody there"),
  ]

  static func report(_ outcomes: [SendOutcome], _ lane: LaneAdvice) -> SendReport {
    let named = outcomes.enumerated().map { (MessageID(rawValue: UInt64($0.offset + 1)), $0.element) }
    return SendReport(outcomes: Dictionary(uniqueKeysWithValues: named), lane: lane)
  }

  @Test(arguments: cases)
  func `a reason has its class, by the outcome and by what it says about the calls after it`(_ each: Case) {
    var troubles = ProviderTroubles()
    let accepted = SendOutcome.accepted(ProviderReference(message: "1"))
    let report = Self.report([each.outcome, accepted, each.outcome], each.lane)
    #expect(troubles.add(report, at: Self.now) == [each.kind: 2])
    #expect(troubles.lines == [each.kind: .init(count: 2, words: each.words, at: Self.now)])
  }

  @Test func `the last reason of a class stands for those before it`() {
    var troubles = ProviderTroubles()
    _ = troubles.add(Self.report([.unknown(reason: "first")], .carryOn), at: Self.now)
    let later = Self.now + .seconds(9)
    #expect(troubles.add(Self.report([.unknown(reason: "second")], .carryOn), at: later) == [.noAnswer: 1])
    #expect(troubles.lines[.noAnswer] == .init(count: 2, words: "second", at: later))
    #expect(troubles.add(Self.report([.accepted(ProviderReference(message: "1"))], .carryOn), at: later) == [:])
  }
}
