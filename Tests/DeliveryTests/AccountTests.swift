import Messages
import Store
import Testing

@testable import Delivery

@Suite struct AccountMeterTests {
  private let noon = Timestamp(seconds: 1_700_000_000 / 86_400 * 86_400 + 43_200)

  @Test func theRateIsKeptAtTheLimitAndOnePast() {
    let meter = AccountMeter(terms: AccountTerms(name: "red", rate: 5), now: .zero)
    #expect(meter.take(5, now: .zero, wallClock: noon) == nil)
    #expect(meter.take(1, now: .zero, wallClock: noon) == .rateExceeded)
    #expect(meter.take(1, now: .milliseconds(200), wallClock: noon) == nil)
  }

  @Test func theQuotaIsKeptAtTheLimitAndOnePastAndBeginsAnewEachDay() {
    let meter = AccountMeter(terms: AccountTerms(name: "red", dailyQuota: 10), now: .zero)
    #expect(meter.take(9, now: .zero, wallClock: noon) == nil)
    #expect(meter.take(2, now: .zero, wallClock: noon) == .quotaExceeded)
    #expect(meter.take(1, now: .zero, wallClock: noon + .seconds(43_199)) == nil)
    #expect(meter.take(1, now: .zero, wallClock: noon + .seconds(43_199)) == .quotaExceeded)
    #expect(meter.take(10, now: .zero, wallClock: noon + .seconds(43_200)) == nil)
  }

  @Test func aQuotaIsUsedUpOnceItHasKeptSomethingOutAndNoLongerThanTheDay() {
    let meter = AccountMeter(terms: AccountTerms(name: "red", dailyQuota: 2), now: .zero)
    #expect(meter.take(2, now: .zero, wallClock: noon) == nil)
    #expect(!meter.isQuotaUsedUp(noon))
    #expect(meter.take(1, now: .zero, wallClock: noon) == .quotaExceeded)
    #expect(meter.isQuotaUsedUp(noon))
    #expect(meter.isQuotaUsedUp(noon + .seconds(43_199)))
    #expect(!meter.isQuotaUsedUp(noon + .seconds(43_200)))
  }

  @Test func theDayOfTheQuotaIsTheAccountsOwn() {
    let meter = AccountMeter(terms: AccountTerms(name: "red", dailyQuota: 1, zoneSeconds: 3 * 3_600), now: .zero)
    #expect(meter.take(1, now: .zero, wallClock: noon) == nil)
    // Its midnight is at 21:00 UTC.
    #expect(meter.take(1, now: .zero, wallClock: noon + .seconds(9 * 3_600 - 1)) == .quotaExceeded)
    #expect(meter.take(1, now: .zero, wallClock: noon + .seconds(9 * 3_600)) == nil)
  }

  @Test func whatIsRefusedByTheRateDoesNotCountForTheDay() {
    let meter = AccountMeter(terms: AccountTerms(name: "red", rate: 1, dailyQuota: 2), now: .zero)
    #expect(meter.take(1, now: .zero, wallClock: noon) == nil)
    for _ in 0..<5 { #expect(meter.take(1, now: .zero, wallClock: noon) == .rateExceeded) }
    #expect(meter.take(1, now: .seconds(1), wallClock: noon) == nil)
    #expect(meter.take(1, now: .seconds(2), wallClock: noon) == .quotaExceeded)
  }

  @Test func whatIsGivenBackCanBeTakenAgain() {
    let meter = AccountMeter(terms: AccountTerms(name: "red", rate: 3, dailyQuota: 3), now: .zero)
    #expect(meter.take(3, now: .zero, wallClock: noon) == nil)
    meter.giveBack(3)
    #expect(meter.take(3, now: .zero, wallClock: noon) == nil)
  }

  @Test func theDayGoesOnAfterARestartAndUnderOtherLimits() throws {
    let store = MemoryStore()
    let first = AccountMeter(terms: AccountTerms(name: "red", dailyQuota: 10), now: .zero)
    for parts in [4, 2] {
      #expect(first.take(parts, now: .zero, wallClock: noon) == nil)
      _ = try store.commit([#require(first.remembered(noon))])
    }
    func next(_ moment: Timestamp, quota: Int = 10, name: String = "red") throws -> AccountMeter {
      let meter = AccountMeter(terms: AccountTerms(name: name, dailyQuota: quota), now: .zero)
      meter.recall(try store.recover(now: moment).remembered, wallClock: moment)
      return meter
    }
    #expect(try next(noon).take(5, now: .zero, wallClock: noon) == .quotaExceeded)
    #expect(try next(noon).take(4, now: .zero, wallClock: noon) == nil)
    #expect(try next(noon, name: "blue").take(10, now: .zero, wallClock: noon) == nil)
    #expect(try next(noon, quota: 0).remembered(noon) == nil)
    let tomorrow = noon + .seconds(43_200)
    #expect(try next(tomorrow).take(10, now: .zero, wallClock: tomorrow) == nil)
    first.renew(AccountTerms(name: "red", dailyQuota: 12), now: .zero)
    #expect(first.take(7, now: .zero, wallClock: noon) == .quotaExceeded)
    #expect(first.take(6, now: .zero, wallClock: noon) == nil)
  }

  @Test func clocksReadJustBeforeMidnightDoNotBringTheDayBack() {
    let meter = AccountMeter(terms: AccountTerms(name: "red", dailyQuota: 10), now: .zero)
    let midnight = noon + .seconds(43_200)
    #expect(meter.take(8, now: .zero, wallClock: midnight) == nil)
    #expect(meter.take(1, now: .zero, wallClock: midnight - .seconds(1)) == nil)
    #expect(meter.take(2, now: .zero, wallClock: midnight) == .quotaExceeded)
    #expect(meter.take(1, now: .zero, wallClock: midnight) == nil)
    // A clock that was set right by more than that is believed.
    #expect(meter.take(10, now: .zero, wallClock: midnight - .seconds(3 * 86_400)) == nil)
  }

  @Test func otherLimitsHoldAtOnce() {
    let meter = AccountMeter(terms: AccountTerms(name: "red", rate: 2), now: .zero)
    #expect(meter.take(2, now: .zero, wallClock: noon) == nil)
    meter.renew(AccountTerms(name: "red", rate: 5, dailyQuota: 9), now: .zero)
    #expect(meter.take(5, now: .zero, wallClock: noon) == nil)
    #expect(meter.take(1, now: .zero, wallClock: noon) == .rateExceeded)
    #expect(meter.take(3, now: .seconds(1), wallClock: noon) == .quotaExceeded)
    #expect(meter.take(2, now: .seconds(1), wallClock: noon) == nil)
    #expect((meter.rate, meter.dailyQuota) == (5, 9))
  }

  @Test func whatIsRememberedThatMakesNoSenseCountsForNothing() {
    for value in ["", "x", "1 2 3", "19675 x", "-1 99"] {
      let meter = AccountMeter(terms: AccountTerms(name: "red", dailyQuota: 1), now: .zero)
      meter.recall(["quota/red": value], wallClock: noon)
      #expect(meter.take(1, now: .zero, wallClock: noon) == nil, "\(value)")
    }
  }

  @Test func noLimitsAreNone() {
    let meter = AccountMeter(terms: AccountTerms(name: "red"), now: .zero)
    for _ in 0..<1_000 { #expect(meter.take(255, now: .zero, wallClock: noon) == nil) }
  }
}

@Suite struct AccountTermsTests {
  @Test func sendersAreAllowedByNameOrBeginning() {
    let terms = AccountTerms(name: "red", defaultSender: "DEFAULT", allowedSenders: ["SHOP", "INFO*"])
    for sender in ["SHOP", "INFO", "INFORM", "DEFAULT"] { #expect(terms.allows(sender: sender)) }
    for sender in ["SHOPS", "INF", "shop", ""] { #expect(!terms.allows(sender: sender)) }
    #expect(AccountTerms(name: "red").allows(sender: "anything"))
  }
}

@Suite struct IDStyleTests {
  private let id = MessageID(rawValue: 170_000_006_055_040_123)

  @Test func decimalAndHexAreTheNumber() {
    #expect(IDStyle.decimal.text(of: id) == "170000006055040123")
    #expect(IDStyle.hex.text(of: id) == "25bf61ad4b9947b")
  }

  @Test func vonageIsHexInTheResponseAndDecimalInTheReceipt() {
    let told = IDStyle.vonage.text(of: id)
    #expect(told == "25bf61ad4b9947b")
    #expect(IDStyle.vonage.receiptText(of: told) == "170000006055040123")
    #expect(IDStyle.hex.receiptText(of: told) == told)
    #expect(IDStyle.vonage.receiptText(of: "no hex") == "no hex")
  }

  @Test(arguments: [1, 170_000_006_055_040_123, 999_999_999_999_999_999] as [UInt64])
  func uuidsHaveTheirFormAndBeginWithALetter(raw: UInt64) {
    let text = IDStyle.uuid.text(of: MessageID(rawValue: raw))
    #expect(text.split(separator: "-").map(\.count) == [8, 4, 4, 4, 12])
    #expect(text.first == "a")
    let parts = text.split(separator: "-")
    #expect(parts[2].first == "4")
    #expect(parts[3].first == "8")
    #expect(UInt64(parts[1] + parts[4], radix: 16) == raw)
  }
}
