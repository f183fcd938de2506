import SMSText
import Testing

struct TextCodingTests {
  @Test(
    "texts have their known octets under each coding",
    arguments: [
      (0, "@€", "001B65"), (0xF0, "A", "41"), (1, "~@[", "7E405B"), (3, "Café ÿ", "436166E920FF"),
      (5, "日本", "467C4B5C"), (5, "東京 市", "456C357E203B54"), (6, "Привет №", "BFE0D8D2D5E220F0"),
      (7, "שלום", "F9ECE5ED"),
      (8, "Я", "042F"), (0x18, "Я", "042F"), (0xE0, "Я", "042F"), (9, "日本", "93FA967B"),
      (10, "日本", "1B2442467C4B5C1B2842"), (13, "丂", "3021"), (14, "한글", "C7D1B1DB"), (14, "abc", "616263"),
    ] as [(UInt8, String, String)])
  func vectors(coding: UInt8, text: String, octets: String) {
    #expect(DataCoding(coding).encode(text) == hex(octets))
    #expect(DataCoding(coding).decode(hex(octets)) == DecodedText(text))
  }

  @Test(
    "what an alphabet lacks makes the text unencodable",
    arguments: [
      (0, "я"), (1, "é"), (3, "€"), (3, "Ā"), (5, "한"), (5, "abc"), (5, "丂"), (6, "é"), (7, "я"), (13, "日"), (14, "😀"),
    ] as [(UInt8, String)])
  func unencodable(coding: UInt8, text: String) {
    #expect(DataCoding(coding).encode(text) == nil)
  }

  @Test("binary content has no text", arguments: [2, 4, 0xF4, 0xF7, 0x14] as [UInt8])
  func binary(coding: UInt8) {
    #expect(DataCoding(coding).decode([0x41]) == nil)
    #expect(DataCoding(coding).encode("A") == nil)
  }

  @Test("every octet of a one-octet set comes back", arguments: [3, 6, 7] as [UInt8])
  func singleOctets(coding: UInt8) throws {
    let profile = CodingProfile(repairs: false)
    for octet in UInt8.min ... .max {
      let text = try #require(DataCoding(coding).decode([octet], profile: profile)).text
      #expect(text.unicodeScalars.count == 1)
      if !sameScalars(text, "\u{FFFD}") { #expect(DataCoding(coding).encode(text) == [octet]) }
    }
  }

  @Test(
    "every character of the two-octet sets comes back",
    arguments: [
      (5, 6_879), (13, 6_067), (14, 8_200), (9, 6_879),
    ] as [(UInt8, Int)])
  func doubleOctets(coding: UInt8, atLeast: Int) throws {
    var count = 0
    for value in UInt32(0xA1)...0xFFFF {
      guard let scalar = Unicode.Scalar(value), !(0xE000...0xF8FF).contains(value) else { continue }
      guard let octets = DataCoding(coding).encode(String(scalar)), octets.count == 2 else { continue }
      let text = try #require(DataCoding(coding).decode(octets)).text
      // Extended Kanji and Microsoft's set hold a few characters twice.
      if sameScalars(text, String(scalar)) { count += 1 }
    }
    #expect(count >= atLeast - 10)
  }

  @Test(
    "codings 0 and 1 mean what the account says",
    arguments: [
      (.gsm, [0x00], "@"), (.ascii, [0x40], "@"), (.latin1, [0xE9], "é"), (.utf8, [0xC3, 0xA9], "é"),
      (.latin1, [0xC3, 0xA9], "Ã©"), (.utf8, [0xFF, 0x41], "\u{FFFD}A"), (.ascii, [0xFF], "\u{FFFD}"),
    ] as [(CodingProfile.Meaning, [UInt8], String)])
  func meanings(meaning: CodingProfile.Meaning, octets: [UInt8], text: String) {
    let profile = CodingProfile(coding0: meaning, coding1: meaning)
    for coding: UInt8 in [0, 1, 0xF0, 0x0F] {
      #expect(DataCoding(coding).decode(octets, profile: profile) == DecodedText(text))
      if !text.contains("\u{FFFD}") { #expect(DataCoding(coding).encode(text, profile: profile) == octets) }
    }
  }

  @Test("the words of the configuration name the meanings")
  func names() {
    #expect(CodingProfile.Meaning.allCases.map(\.rawValue) == ["gsm", "packed", "ascii", "latin1", "utf8"])
  }

  @Test("packed septets are unpacked behind their header")
  func packed() throws {
    let profile = CodingProfile(coding0: .packed)
    #expect(DataCoding(0).decode(hex("E8329BFD4697D9EC37"), profile: profile) == DecodedText("hellohello"))
    #expect(DataCoding(0).encode("hellohello", profile: profile) == hex("E8329BFD4697D9EC37"))
    let (header, _) = try UserDataHeader.split(hex("050003010201"))
    let septets = try #require(GSMAlphabet.standard.encode("Grüße €"))
    let body = PackedSeptets.pack(septets, fillBits: 1)
    #expect(DataCoding(0).decode(body, profile: profile, header: header) == DecodedText("Grüße €"))
  }

  @Test("the header names the shift tables")
  func shifts() throws {
    let (header, body) = try UserDataHeader.split(hex("06240101250101") + [0x07, 0x1B, 0x67])
    #expect(DataCoding(0).decode(body, header: header) == DecodedText("ığ"))
  }

  @Test(
    "other ways to write Japanese are told apart",
    arguments: [
      (5, "C6FCCBDC"), (5, "93FA967B"), (5, "1B2442467C4B5C1B2842"), (13, "467C4B5C1B"),
    ] as [(UInt8, String)])
  func japanese(coding: UInt8, octets: String) {
    #expect(DataCoding(coding).decode(hex(octets))?.text.isEmpty == false)
    if coding == 5 { #expect(DataCoding(coding).decode(hex(octets)) == DecodedText("日本")) }
  }

  @Test(
    "octets without a meaning leave U+FFFD, never an empty text",
    arguments: [
      (5, "FF"), (6, "41FF80"), (7, "A1"), (8, "D8"), (9, "FF"), (10, "80"), (13, "FF"), (14, "FF41"), (0, "FF"),
      (1, "80"),
    ] as [(UInt8, String)])
  func undecodable(coding: UInt8, octets: String) {
    let text = DataCoding(coding).decode(hex(octets), profile: CodingProfile(repairs: false))?.text
    #expect(text?.isEmpty == false)
  }

  @Test("a lost octet costs only itself")
  func resumes() {
    #expect(DataCoding(14).decode([0x41, 0xFF, 0x42, 0xC7]) == DecodedText("A\u{FFFD}B\u{FFFD}"))
  }

  @Test("generated octets of any coding decode without a trap, and to nothing only from nothing")
  func generated() {
    var generator = Generator(seed: 3)
    for coding in UInt8.min ... .max {
      for length in [0, 1, 2, 3, 7, 140, 254] {
        let octets = generator.octets(length)
        let text = DataCoding(coding).decode(octets, profile: CodingProfile(coding0: length == 7 ? .packed : .gsm))?
          .text
        if let text, length > 3 { #expect(!text.isEmpty) }
      }
    }
  }

  @Test("a text of many blocks converts whole")
  func long() {
    let text = String(repeating: "日本語", count: 5_000)
    let octets = DataCoding(10).encode(text)
    #expect(octets.flatMap { DataCoding(10).decode($0) } == DecodedText(text))
  }
}
