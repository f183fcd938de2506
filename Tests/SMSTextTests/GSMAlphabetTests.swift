import SMSText
import Testing

struct GSMAlphabetTests {
  private let standard = GSMAlphabet.standard

  @Test(
    "known texts have their known septets",
    arguments: [
      ("", []), ("@", [0x00]), ("€", [0x1B, 0x65]), ("hello", [0x68, 0x65, 0x6C, 0x6C, 0x6F]),
      ("[x]", [0x1B, 0x3C, 0x78, 0x1B, 0x3E]), ("Ç", [0x09]), ("à", [0x7F]),
    ] as [(String, [UInt8])])
  func vectors(text: String, septets: [UInt8]) {
    #expect(standard.encode(text) == septets)
    #expect(standard.decode(septets) == text)
  }

  @Test(
    "a character outside the alphabet makes the text unencodable",
    arguments: [
      "я", "ç", "`", "a\u{0301}", "😀", "\t", "\u{221E}", "\u{FFFD}", "\u{2220}", "\u{221F}",
    ])
  func outside(text: String) {
    #expect(standard.encode("abc" + text + "def") == nil)
    #expect(standard.encode(text) == nil)
  }

  @Test("a substitute stands for what the alphabet lacks")
  func substitute() {
    #expect(standard.encode("aя😀b", substitute: 0x3F) == [0x61, 0x3F, 0x3F, 0x62])
  }

  @Test(
    "an escape without meaning is passed over, a doubled or last one is a space",
    arguments: [
      ([0x1B, 0x41], "A"), ([0x1B, 0x1B], " "), ([0x1B], " "), ([0x41, 0x1B], "A "), ([0x1B, 0x1B, 0x65], " e"),
      ([0x1B, 0x0D], "\r"), ([0x1B, 0x1B, 0x1B, 0x65], " €"),
    ] as [([UInt8], String)])
  func oddEscapes(septets: [UInt8], text: String) {
    #expect(sameScalars(standard.decode(septets), text))
  }

  @Test("what is no septet, and a septet without a meaning, become U+FFFD")
  func undecodable() {
    #expect(standard.decode([0x41, 0x80, 0xFF, 0x42]) == "A\u{FFFD}\u{FFFD}B")
    #expect(standard.decode([0x1B, 0xE9, 0x65]) == "\u{FFFD}e")
    #expect(GSMAlphabet(lockingShift: .tamil).decode([0x00]) == "\u{FFFD}")
  }

  @Test("an undefined escaped septet falls back to the locking table of the language")
  func fallsBackToLocking() {
    let hindi = GSMAlphabet(lockingShift: .hindi, singleShift: .hindi)
    #expect(sameScalars(hindi.decode([0x1B, 0x61]), "a"))
    #expect(sameScalars(hindi.decode([0x1B, 0x3B]), ";"))
  }

  @Test("generated texts of each language come back", arguments: NationalLanguage.allCases)
  func roundTrips(language: NationalLanguage) {
    let alphabet = GSMAlphabet(lockingShift: language, singleShift: language)
    let scalars = Set(language.lockingTable.scalars + language.singleShiftTable.scalars)
      .subtracting([SeptetTable.noScalar]).sorted().compactMap { Unicode.Scalar($0) }
    var generator = Generator(seed: UInt64(language.rawValue))
    for length in 0..<200 {
      let text = generator.text(length, from: scalars)
      let septets = alphabet.encode(text)
      #expect(septets?.count == text.unicodeScalars.reduce(0) { $0 + alphabet.cost(of: $1) })
      #expect(sameScalars(septets.map { alphabet.decode($0) }, text))
    }
  }

  @Test("a text from a slice of other octets reads the same")
  func slices() {
    let octets: [UInt8] = [0xFF, 0x1B, 0x65, 0x41, 0xFF]
    #expect(standard.decode(octets[1..<4]) == "€A")
    #expect(standard.decode(AnyCollection(octets[1..<4])) == "€A")
  }
}
