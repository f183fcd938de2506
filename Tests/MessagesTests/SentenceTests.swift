import Messages
import Testing

@Suite struct SentenceTests {
  @Test func `values take their places, in any order and of any kind`() {
    #expect(
      Sentence("to {0}: {1}", ["smsby/sms", "{0} is no place here"]).words == "to smsby/sms: {0} is no place here")
    #expect(Sentence("{1:word} at {0:time}", ["2026-01-02T03:04:05Z", "sent"]).words == "sent at 2026-01-02T03:04:05Z")
  }

  @Test func `without values it is its form, braces and all`() {
    #expect(Sentence("a {0} of somebody").words == "a {0} of somebody")
    #expect(Sentence("{").words == "{")
    #expect(Sentence("{0} and {", ["a"]).words == "a and {")
  }

  @Test func `a place without a value is empty`() { #expect(Sentence("{0}: {1}", ["a"]).words == "a: ") }

  @Test(arguments: [
    Sentence("plain"), Sentence(""), Sentence("to {0}: {1}", ["smsby/sms", ""]), Sentence("{0}", ["ä\u{1F}b"]),
  ])
  func `it comes back from a store as it was`(_ sentence: Sentence) {
    #expect(Sentence(stored: sentence.stored) == sentence)
  }
}
