import SMSText
import Testing

struct TextRepairTests {
  private func swapped(_ text: String) -> [UInt8] {
    var octets = UTF16Text.encode(text)
    for index in stride(from: 0, to: octets.count, by: 2) { octets.swapAt(index, index + 1) }
    return octets
  }

  @Test("UTF-8 under a seven-bit coding is read as UTF-8", arguments: [0, 1, 0xF0, 0x0B] as [UInt8])
  func utf8(coding: UInt8) {
    let decoded = DataCoding(coding).decode(Array("Привет, €".utf8))
    #expect(decoded == DecodedText("Привет, €", repair: .utf8))
  }

  @Test("the default alphabet under coding 1 is known by its control octets")
  func defaultAlphabet() {
    // A NUL that a C program counted in, and the end of a page.
    #expect(DataCoding(1).decode(hex("75 5F 31 40 00"))?.repair == nil)
    #expect(DataCoding(1).decode(hex("75 0C 31 40"))?.repair == nil)
    #expect(DataCoding(1).decode(hex("00 75"))?.repair == .defaultAlphabet)
    #expect(DataCoding(1).decode(hex("41 1B65 00")) == DecodedText("A€@", repair: .defaultAlphabet))
    #expect(DataCoding(1).decode(hex("410D0A0940")) == DecodedText("A\r\n\t@"))
    #expect(DataCoding(1).decode(hex("411B65E9"))?.repair == nil)
    let profile = CodingProfile(repairs: false)
    #expect(DataCoding(1).decode(hex("411B65"), profile: profile) == DecodedText("A\u{1B}e"))
  }

  @Test("octets that are not wholly UTF-8 are read to the letter")
  func notUTF8() {
    #expect(DataCoding(0).decode([0x41, 0xC3, 0x28]) == DecodedText("A\u{FFFD}("))
    #expect(DataCoding(0).decode([0x41, 0x42]) == DecodedText("AB"))
    #expect(DataCoding(1).decode([0x41, 0xE9]) == DecodedText("A\u{FFFD}"))
  }

  @Test("nothing is mended where the account forbids it")
  func forbidden() {
    let profile = CodingProfile(repairs: false)
    #expect(DataCoding(0).decode(Array("é".utf8), profile: profile) == DecodedText("\u{FFFD}\u{FFFD}"))
    #expect(DataCoding(8).decode(hex("FEFF0041"), profile: profile) == DecodedText("\u{FEFF}A"))
    #expect(DataCoding(8).decode(swapped("Hello"), profile: profile)?.repair == nil)
    #expect(DataCoding(3).decode([0x80], profile: profile) == DecodedText("\u{80}"))
  }

  @Test("a byte order mark is obeyed and taken off")
  func marks() {
    #expect(DataCoding(8).decode(hex("FEFF0041")) == DecodedText("A", repair: .byteOrderMark))
    #expect(DataCoding(8).decode(hex("FFFE4100")) == DecodedText("A", repair: .littleEndian))
    #expect(DataCoding(8).decode(hex("FEFF")) == DecodedText("", repair: .byteOrderMark))
  }

  @Test(
    "UCS2 with the low octet first is turned round",
    arguments: [
      "Привет", "Hello", "Hi!", "Καλημέρα κόσμε", "שלום עולם", "مرحبا بالعالم", "Код: 1234", "Привет, Мир €", "สวัสดี",
      "abc\ndef\r\n",
    ])
  func lowOctetFirst(text: String) {
    #expect(DataCoding(8).decode(swapped(text)) == DecodedText(text, repair: .littleEndian))
    #expect(DataCoding(8).decode(UTF16Text.encode(text)) == DecodedText(text))
  }

  @Test(
    "what may be right as it stands is left alone",
    arguments: [
      "一", "上下", "一万一", "上不上", "一上一下", "你好，世界", "안녕하세요", "こんにちは", "नमस्ते", "😀😀😀", "一丁丂",
      "\u{4E00}\u{4E00}",
    ])
  func leftAlone(text: String) {
    #expect(DataCoding(8).decode(UTF16Text.encode(text)) == DecodedText(text))
  }

  @Test("two units, or an odd octet, prove nothing")
  func tooShort() {
    #expect(UTF16ByteOrder(judging: hex("48006900")) == .highFirst)
    #expect(UTF16ByteOrder(judging: hex("480069002100")) == .lowFirst)
    #expect(UTF16ByteOrder(judging: hex("48006900210048")) == .highFirst)
    #expect(UTF16ByteOrder(judging: []) == .highFirst)
    #expect(UTF16ByteOrder(judging: [0xFE]) == .highFirst)
  }

  @Test("Latin-1 with windows-1252 in its control range is read as that")
  func windows1252() {
    #expect(DataCoding(3).decode([0x80, 0x20, 0x93, 0xE9, 0x94]) == DecodedText("€ “é”", repair: .windows1252))
    #expect(DataCoding(3).decode([0x81]) == DecodedText("\u{FFFD}", repair: .windows1252))
    #expect(DataCoding(3).decode([0xE9, 0xA0]) == DecodedText("é\u{A0}"))
  }
}
