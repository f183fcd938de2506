import Mail
import Testing

@Suite("Octets become text whatever the label says")
struct CharsetTests {
  static let text = "Привет, это проверка"
  static let windows1251: [UInt8] = [
    0xCF, 0xF0, 0xE8, 0xE2, 0xE5, 0xF2, 0x2C, 0x20, 0xFD, 0xF2, 0xEE, 0x20, 0xEF, 0xF0, 0xEE, 0xE2, 0xE5, 0xF0, 0xEA,
    0xE0,
  ]
  static let koi8: [UInt8] = [
    0xF0, 0xD2, 0xC9, 0xD7, 0xC5, 0xD4, 0x2C, 0x20, 0xDC, 0xD4, 0xCF, 0x20, 0xD0, 0xD2, 0xCF, 0xD7, 0xC5, 0xD2, 0xCB,
    0xC1,
  ]
  static let iso5: [UInt8] = [
    0xBF, 0xE0, 0xD8, 0xD2, 0xD5, 0xE2, 0x2C, 0x20, 0xED, 0xE2, 0xDE, 0x20, 0xDF, 0xE0, 0xDE, 0xD2, 0xD5, 0xE0, 0xDA,
    0xD0,
  ]
  static let mac: [UInt8] = [
    0x8F, 0xF0, 0xE8, 0xE2, 0xE5, 0xF2, 0x2C, 0x20, 0xFD, 0xF2, 0xEE, 0x20, 0xEF, 0xF0, 0xEE, 0xE2, 0xE5, 0xF0, 0xEA,
    0xE0,
  ]

  @Test(
    "Cyrillic by its label",
    arguments: [
      ("windows-1251", windows1251), ("Win-1251", windows1251), ("x-cp1251", windows1251), ("1251", windows1251),
      ("\"windows-1251\"", windows1251), ("koi8-r", koi8), ("KOI8R", koi8), ("iso-8859-5", iso5),
      ("x-mac-cyrillic", mac), ("utf-8", Array(text.utf8)), ("utf_8", Array(text.utf8)),
      ("unicode-1-1-utf-8", Array(text.utf8)),
    ])
  func labelled(label: String, bytes: [UInt8]) {
    let decoded = Charset.decode(bytes, label: label)
    #expect(decoded.text == Self.text)
    #expect(!decoded.isRepaired && decoded.replaced == 0)
  }

  @Test(
    "a label that says nothing or lies is repaired",
    arguments: [
      nil, "us-ascii", "8bit", "x-user-defined", "default", "x-unknown", "utf-8", "no-such-charset", "", "unknown-8bit",
    ])
  func repaired(label: String?) {
    for bytes in [Self.windows1251, Self.koi8] {
      let decoded = Charset.decode(bytes, label: label)
      #expect(decoded.text == Self.text)
      #expect(decoded.isRepaired)
    }
    #expect(Charset.decode(Array(Self.text.utf8), label: label).text == Self.text)
  }

  @Test(
    "a guess tells the tables apart",
    arguments: [
      ("СРОЧНО", "WINDOWS-1251"), ("СРОЧНО", "KOI8-R"), ("Да", "WINDOWS-1251"), ("Да", "KOI8-R"),
      ("Сервер db1 не отвечает", "WINDOWS-1251"), ("Сервер db1 не отвечает", "KOI8-R"),
      ("ПОЖАР В СЕРВЕРНОЙ", "WINDOWS-1251"), ("ПОЖАР В СЕРВЕРНОЙ", "KOI8-R"),
      ("Größe überschritten", "WINDOWS-1252"), ("déjà vu", "WINDOWS-1252"), ("Café", "WINDOWS-1252"),
    ])
  func guess(text: String, charset: String) throws {
    let bytes = try #require(CharsetTables.encode(text, charset))
    #expect(Charset.decode(bytes, label: nil).text == text)
    #expect(Charset.decode(bytes, label: nil).charset == charset)
  }

  @Test("an account may fix what unlabelled octets are")
  func fixed() {
    #expect(Charset.decode([0xBF], label: nil, unlabelled: .fixed("iso-8859-5")).text == "П")
    #expect(Charset.decode([0xBF], label: nil, unlabelled: .fixed("nonsense")).text == "\u{FFFD}")
    let mislabelled = Charset.decode(Self.koi8, label: "utf-8", unlabelled: .fixed("windows-1251"))
    #expect(mislabelled.text == Self.text && mislabelled.charset == "KOI8-R" && mislabelled.isRepaired)
  }

  @Test("a few broken octets in UTF-8 are replaced one by one")
  func broken() {
    let decoded = Charset.decode(Array("Привет".utf8) + [0xFF, 0xFE] + Array("мир".utf8), label: "utf-8")
    #expect(decoded.text == "Привет\u{FFFD}\u{FFFD}мир")
    #expect(decoded.replaced == 2)
  }

  @Test("octets that a charset does not have are replaced, never dropped")
  func holes() {
    #expect(Charset.decode([0x41, 0x81, 0x42], label: "windows-1252").text == "A\u{FFFD}B")
    #expect(Charset.decode([0x82], label: "shift_jis").text == "\u{FFFD}")
  }

  @Test(
    "labels that mean more than they say",
    arguments: [
      ("iso-8859-1", [0x80], "€"), ("gb2312", [0x81, 0x30, 0x84, 0x36], "¥"), ("ks_c_5601-1987", [0xB0, 0xA1], "가"),
      ("x-sjis", [0x82, 0xA0], "あ"), ("shift_jis", [0x87, 0x40], "①"), ("x-gbk", [0xC4, 0xE3], "你"),
      ("iso-2022-jp-ms", [0x1B, 0x24, 0x42, 0x24, 0x22, 0x1B, 0x28, 0x42], "あ"),
      ("cp50221", [0x1B, 0x24, 0x42, 0x24, 0x22, 0x1B, 0x28, 0x42], "あ"), ("iso-8859-8-i", [0xE0], "א"),
      ("iso-8859-6-e", [0xC7], "ا"), ("hz-gb-2312", Array("~{VPND~}a~~".utf8), "中文a~"),
      ("unicode-1-1-utf-7", Array("+BB8-".utf8), "П"), ("utf-16", [0x04, 0x1F], "П"), ("utf-16", [0x1F, 0x04], "П"),
      ("utf-16", [0xFF, 0xFE, 0x1F, 0x04], "П"), ("big5", [0xA4, 0xA4], "中"), ("euc-jp", [0xA4, 0xA2], "あ"),
    ] as [(String, [UInt8], String)])
  func aliases(label: String, bytes: [UInt8], text: String) {
    #expect(Charset.decode(bytes, label: label).text == text)
  }

  @Test("no label and no octets make it empty or trap")
  func everyOctet() {
    let all = (0...255).map { UInt8($0) }
    for label in ["utf-8", "koi8-r", "utf-16", "iso-2022-jp", "hz", "utf-7", "gb2312", "big5", "euc-kr", "nonsense"] {
      #expect(!Charset.decode(all, label: label).text.isEmpty)
      for octet in all where octet >= 0x80 { #expect(!Charset.decode([octet], label: label).text.isEmpty) }
    }
  }

  @Test(
    "letters are composed and invisible characters go",
    arguments: [
      ("и\u{306} е\u{308} u\u{308} e\u{301} С\u{301}", "й ё ü é С\u{301}"), ("a\u{FEFF}b\u{200B}c\u{AD}d", "abcd"),
      ("a\u{A0}b\u{202F}c", "a b c"), ("a\r\nb\rc\nd", "a\nb\nc\nd"), ("a\u{0}b\u{1B}[0m", "ab[0m"),
      ("👨\u{200D}👩", "👨\u{200D}👩"),
    ])
  func repair(raw: String, text: String) {
    #expect(Array(TextRepair.body(raw).unicodeScalars) == Array(text.unicodeScalars))
  }
}

/// The other way round, for tests: what a sender with this charset would send.
enum CharsetTables {
  static func encode(_ text: String, _ charset: String) -> [UInt8]? {
    var table: [Unicode.Scalar: UInt8] = [:]
    for octet in UInt8.min...UInt8.max {
      let decoded = Charset.decode([octet], label: charset == "WINDOWS-1252" ? "iso-8859-1" : charset)
      if decoded.replaced == 0, let scalar = decoded.text.unicodeScalars.first { table[scalar] = octet }
    }
    let bytes = text.unicodeScalars.compactMap { table[$0] }
    return bytes.count == text.unicodeScalars.count ? bytes : nil
  }
}
