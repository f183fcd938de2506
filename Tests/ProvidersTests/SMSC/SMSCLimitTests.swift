import Messages
import Providers
import Testing

struct SMSCLimitTests {
  let provider = SMSCProvider(
    name: "smsc", settings: SMSCSettings(url: "http://h", login: "alex", password: "123"))

  func refusal(_ message: Message) -> ProviderRefusal? { provider.refusal(of: message, now: Sample.now) }

  @Test func aTextHasAThousandCharacters() {
    let text = String(repeating: "я", count: 1_000)
    #expect(refusal(Sample.message(text, encoding: .ucs2)) == nil)
    #expect(refusal(Sample.message(text + "я", encoding: .ucs2)) == .tooLong(limit: 1_000))
    #expect(refusal(Sample.message("__CALL__" + text)) == nil)
    #expect(refusal(Sample.message("")) == .text("empty"))
    #expect(refusal(Sample.message("", channel: .hlr)) == nil)
    #expect(refusal(Sample.message("__HLR__")) == nil)
  }

  @Test func sendersAreShortAndKnown() {
    #expect(refusal(Sample.message(from: String(repeating: "1", count: 15))) == nil)
    #expect(refusal(Sample.message(from: String(repeating: "1", count: 16))) != nil)
    let strict = SMSCProvider(
      name: "smsc", settings: SMSCSettings(login: "a", password: "b", senders: ["SHOP": "My Shop"]))
    #expect(strict.refusal(of: Sample.message(), now: Sample.now) == nil)
    #expect(strict.refusal(of: Sample.message(from: "BANK"), now: Sample.now) == .sender("no Sender ID for BANK"))
  }

  @Test func whatIsNotOfferedIsRefused() {
    for channel in [Channel.telegram, .whatsapp, .viberThenSMS, .smsThenViber] {
      #expect(provider.offer(for: channel) == nil)
      #expect(refusal(Sample.message("1", channel: channel)) != nil)
    }
    #expect(refusal(Sample.message(content: .picture(url: "x"))) == .content("an SMS carries no picture"))
    #expect(refusal(Sample.message(content: .binary([1]))) == nil)
    #expect(refusal(Sample.message(content: .binary([1]), channel: .mail)) == .binary)
    #expect(refusal(Sample.message(providerList: "staff")) == .recipient("a group is known by its number"))
  }
}
