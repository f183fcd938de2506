import HTTP
import Messages
import Providers
import Testing

struct BSGLimitTests {
  let provider = Sample.bsg()

  func refusal(_ message: Message) -> ProviderRefusal? { provider.refusal(of: message, now: Sample.now) }

  func text(_ count: Int, _ character: String = "a") -> String { String(repeating: character, count: count) }

  @Test func textsHave765LatinOr335OtherCharacters() {
    #expect(refusal(Sample.message(text(765))) == nil)
    #expect(refusal(Sample.message(text(766))) == .tooLong(limit: 765))
    #expect(refusal(Sample.message(text(335, "я"), encoding: .ucs2)) == nil)
    #expect(refusal(Sample.message(text(336, "я"), encoding: .ucs2)) == .tooLong(limit: 335))
    #expect(refusal(Sample.message("")) == .text("empty"))
  }

  @Test func numbersHave9To15Digits() {
    #expect(refusal(Sample.message(to: text(9, "3"))) == nil)
    #expect(refusal(Sample.message(to: text(15, "3"))) == nil)
    #expect(refusal(Sample.message(to: text(8, "3"))) == .recipient("9 to 15 digits are wanted"))
    #expect(refusal(Sample.message(to: text(16, "3"))) == .recipient("9 to 15 digits are wanted"))
  }

  @Test(
    arguments: [
      ("abc", true), (text11, true), ("ab", false), (text11 + "a", false), ("A-1 b", true), ("123", true),
      ("123456789012345", true), ("1234567890123456", false), ("12", false), ("Магазин", false), ("", false),
    ] as [(String, Bool)])
  func sendersHaveTheirForm(sender: String, isTaken: Bool) {
    #expect((refusal(Sample.message(from: sender)) == nil) == isTaken)
  }

  static let text11 = "abcdefghijk"

  @Test func aScheduleIs30DaysAwayAtMost() {
    var message = Sample.message()
    message.dueAt = Sample.now + .seconds(30 * 86_400)
    #expect(refusal(message) == nil)
    message.dueAt = message.dueAt + .milliseconds(1)
    #expect(refusal(message) == .schedule)
  }

  @Test func aReferenceHas32CharactersAtMost() {
    let longest = Sample.message(999_999_999_999_999_999)
    let walk = Walk(provider.send([longest], note: "n", context: Sample.context), [])
    let reference = JSON(walk.requests[0].body)?["phones"]?.elements.first?["reference_id"]?.text ?? ""
    #expect((1...32).contains(reference.utf8.count))
    #expect(reference.utf8.allSatisfy { (0x30...0x39).contains($0) })
  }

  @Test(arguments: [(-1, 0), (0, 0), (9, 9), (10, 9)] as [(Int, Int64)])
  func aTariffIsOneDigit(given: Int, sent: Int64) {
    let walk = Walk(
      Sample.bsg { $0.tariffCode = given }.send([Sample.message()], note: "n", context: Sample.context), [])
    #expect(JSON(walk.requests[0].body)?["tariff_code"]?.integer == sent)
  }

  @Test func whatIsNotOfferedIsRefused() {
    for channel in Channel.allCases where channel != .sms {
      #expect(provider.offer(for: channel) == nil)
      #expect(refusal(Sample.message(channel: channel)) != nil)
    }
    #expect(refusal(Sample.message(content: .binary([1]))) == .binary)
    #expect(refusal(Sample.message(content: .picture(url: "u"))) == .content("an SMS carries text only"))
    #expect(refusal(Sample.message(to: "0", providerList: "1,2")) == nil)
    #expect(refusal(Sample.message(providerList: "1,staff")) == .recipient("a group is known by its number"))
  }

  @Test func aCampaignIsAskedForByANumberOnly() {
    #expect(isNone(provider.ask("stop-campaign", arguments: ["id": "../7"], context: Sample.authorized)))
  }
}
