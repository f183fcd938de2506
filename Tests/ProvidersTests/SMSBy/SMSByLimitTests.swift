import Messages
import Providers
import Testing

struct SMSByLimitTests {
  let provider = Sample.smsby()

  func refusal(_ message: Message) -> ProviderRefusal? { provider.refusal(of: message, now: Sample.now) }

  func text(_ count: Int, _ character: String = "a") -> String { String(repeating: character, count: count) }

  @Test func textsEndAtTenParts() {
    #expect(refusal(Sample.message(text(1_530))) == nil)
    #expect(refusal(Sample.message(text(1_531))) == .tooLong(limit: 1_530))
    #expect(refusal(Sample.message(text(765, "€"))) == nil)
    #expect(refusal(Sample.message(text(766, "\n"))) == .tooLong(limit: 1_530))
    #expect(refusal(Sample.message(text(670, "я"), encoding: .ucs2)) == nil)
    #expect(refusal(Sample.message(text(671, "я"), encoding: .ucs2)) == .tooLong(limit: 670))
  }

  @Test(arguments: [Channel.telegram, .whatsapp])
  func codesAreOneToSixteenDigits(channel: Channel) {
    #expect(refusal(Sample.message(text(16, "1"), channel: channel)) == nil)
    #expect(refusal(Sample.message("0", channel: channel)) == nil)
    for bad in ["", text(17, "1"), "12 34", "12a4", "١٢٣"] {
      #expect(refusal(Sample.message(bad, channel: channel)) == .text("a code of 1 to 16 digits is wanted"))
    }
  }

  @Test func aLinkHas150Characters() {
    func button(_ count: Int) -> Message {
      Sample.message(content: .button(caption: "c", link: text(count), pictureURL: nil), channel: .viber)
    }
    #expect(refusal(button(150)) == nil)
    #expect(refusal(button(151)) == .content("the link is longer than 150 characters"))
    #expect(refusal(button(0)) == .content("a button needs a caption and a link"))
  }

  @Test func aViberTextHasItsLimit() {
    #expect(refusal(Sample.message(text(1_000), channel: .viber)) == nil)
    #expect(refusal(Sample.message(text(1_001), channel: .viber)) == .tooLong(limit: 1_000))
  }

  @Test func sendersMustBeKnown() {
    let strict = Sample.smsby { $0.senders = ["SHOP": 1] }
    #expect(strict.refusal(of: Sample.message(from: "BANK"), now: Sample.now) == .sender("no alphaname for BANK"))
    #expect(strict.refusal(of: Sample.message(from: ""), now: Sample.now) == nil)
    #expect(refusal(Sample.message(from: "BANK")) == nil)
    #expect(refusal(Sample.message(from: "BANK", channel: .viber)) == .sender("no Viber name for BANK"))
    #expect(refusal(Sample.message(from: "BANK", channel: .smsThenViber)) == .sender("no Viber name"))
  }

  @Test func whatIsNotOfferedIsRefused() {
    for channel in [Channel.voice, .mms, .mail, .hlr, .ping, .flash] {
      #expect(provider.offer(for: channel) == nil)
      #expect(refusal(Sample.message(channel: channel)) != nil)
    }
    #expect(refusal(Sample.message(content: .binary([1]))) == .binary)
    #expect(refusal(Sample.message(content: .binary([1]), channel: .viber)) == .binary)
    #expect(refusal(Sample.message("")) == .text("empty"))
    #expect(refusal(Sample.message(content: .picture(url: "x"))) == .content("an SMS carries text only"))
    #expect(refusal(Sample.message(providerList: "staff")) == .recipient("a list of sms.by is known by its number"))
  }

  @Test func viberNeedsAViberName() {
    let plain = Sample.smsby { $0.viberSenders = [:] }
    for channel in [Channel.viber, .viberThenSMS, .smsThenViber] { #expect(plain.offer(for: channel) == nil) }
    #expect(isNone(plain.incoming(cursor: nil, context: Sample.context)))
    #expect(provider.offer(for: .viberThenSMS)?.batch == 1)
  }
}
