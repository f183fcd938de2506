import SMSText
import Testing

struct UTF16TextTests {
  @Test(
    "texts have their known octets",
    arguments: [
      ("", ""), ("A", "0041"), ("Привет", "041F04400438043204350442"), ("😀", "D83DDE00"), ("€", "20AC"),
      ("\u{FFFF}\u{10000}\u{10FFFF}", "FFFFD800DC00DBFFDFFF"), ("a\u{0301}", "00610301"),
    ])
  func vectors(text: String, octets: String) {
    #expect(UTF16Text.encode(text) == hex(octets))
    #expect(sameScalars(UTF16Text.decode(hex(octets)), text))
  }

  @Test(
    "a surrogate without its partner and an odd octet become U+FFFD",
    arguments: [
      ("D83D", "\u{FFFD}"), ("DE00", "\u{FFFD}"), ("D83D0041", "\u{FFFD}A"), ("DE00D83D", "\u{FFFD}\u{FFFD}"),
      ("D83DD83DDE00", "\u{FFFD}😀"), ("004100", "A\u{FFFD}"), ("41", "\u{FFFD}"), ("D83DDE", "\u{FFFD}\u{FFFD}"),
    ])
  func damaged(octets: String, text: String) {
    #expect(sameScalars(UTF16Text.decode(hex(octets)), text))
  }

  @Test("every scalar comes back in both orders of octets")
  func everyScalar() {
    var text = ""
    for value in stride(from: UInt32(0), through: 0x10FFFF, by: 7) {
      if let scalar = Unicode.Scalar(value) { text.unicodeScalars.append(scalar) }
    }
    var octets = UTF16Text.encode(text)
    #expect(sameScalars(UTF16Text.decode(octets), text))
    for index in stride(from: 0, to: octets.count, by: 2) { octets.swapAt(index, index + 1) }
    #expect(sameScalars(UTF16Text.decode(octets, lowOctetFirst: true), text))
  }

  @Test("generated octets decode as the standard library decodes them")
  func againstStandardLibrary() {
    var generator = Generator(seed: 16)
    for _ in 0..<500 {
      var octets = generator.octets(2 * Int.random(in: 0...40, using: &generator))
      for index in stride(from: 0, to: octets.count, by: 2) where Bool.random(using: &generator) {
        octets[index] = 0xD8 | octets[index] & 7
      }
      let units = stride(from: 0, to: octets.count, by: 2).map { UInt16(octets[$0]) << 8 | UInt16(octets[$0 + 1]) }
      #expect(sameScalars(UTF16Text.decode(octets), String(decoding: units, as: UTF16.self)))
    }
  }
}
