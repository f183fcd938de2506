import SMSText
import Testing

struct GSMSubstitutionTests {
  @Test(
    "typographic characters take their plain form",
    arguments: [
      ("“Hi” – it’s\u{A0}ok…", "\"Hi\" - it's ok..."), ("a—b\u{200B}c", "a-bc"), ("«x»", "\"x\""), ("1\t2", "1 2"),
      ("e\u{2011}mail", "e-mail"), ("• one\u{2028}• two", "* one\n* two"),
    ])
  func plain(text: String, result: String) {
    #expect(sameScalars(GSMSubstitution.apply(to: text), result))
  }

  @Test(
    "a text that needs nothing, or cannot fit, is left as it is",
    arguments: [
      "", "Hello, €", "«Привет» – мир", "“Hi” 😀", "é à ñ",
    ])
  func untouched(text: String) {
    #expect(GSMSubstitution.apply(to: text) == nil)
  }

  @Test("every plain form is in the alphabet, and what it replaces is not")
  func tableIsUseful() {
    #expect(GSMSubstitution.plainForms.count > 50)
    for (scalar, plain) in GSMSubstitution.plainForms {
      #expect(GSMAlphabet.standard.encode(plain) != nil)
      #expect(GSMAlphabet.standard.cost(of: scalar) == 0)
    }
  }

  @Test("an alphabet that has the character keeps it")
  func otherAlphabet() {
    #expect(GSMSubstitution.apply(to: "`’", alphabet: GSMAlphabet(lockingShift: .portuguese)) == "`'")
  }
}
