import Testing

@testable import SMTP

@Suite struct WireTests {
  @Test(arguments: ["", "f", "fo", "foo", "foob", "fooba", "foobar"])
  func `Base64 comes back`(text: String) {
    let encoded = Base64.encode(Array(text.utf8))
    #expect(Base64.decode(encoded, limit: 8) == Array(text.utf8))
    #expect(encoded.isEmpty || Base64.decode(encoded, limit: encoded.count - 1) == nil)
  }

  @Test(arguments: ["Zg=", "Zg", "Z===", "====", "Zh==", "Zm9=", "Zg==Zg==", "Z g=", "Zg=a", "Zm9v\r\n"])
  func `Bad base64`(text: String) {
    #expect(Base64.decode(Array(text.utf8), limit: 100) == nil)
  }

  @Test(arguments: [("a+2Bb", "a+b"), ("", ""), ("+C3+A9", "é")])
  func `xtext comes back`(encoded: String, text: String) {
    #expect(Xtext.decode(Array(encoded.utf8)) == text)
    #expect(Xtext.encode(text) == encoded)
  }

  @Test(arguments: ["+", "+4", "+4g", "+2b", "+00", "+0D", "+7F", "a b", "=", "é", "+FF"])
  func `Bad xtext`(encoded: String) {
    #expect(Xtext.decode(Array(encoded.utf8)) == nil)
  }

  @Test(arguments: [
    ("1970-01-01T00:00:00Z", 0), ("2000-02-29T12:00:00Z", 951_825_600), ("2026-12-31T23:59:59Z", 1_798_761_599),
    ("9999-12-31T23:59:59Z", 253_402_300_799),
  ])
  func `Dates come back`(text: String, seconds: Int) {
    #expect(InternetTime.parse(Array(text.utf8)[...]) == seconds)
    #expect(InternetTime.format(seconds) == text)
  }

  @Test(arguments: [
    "", "2026", "2026-13-01T00:00:00Z", "2026-00-01T00:00:00Z", "2025-02-29T00:00:00Z", "2026-01-01T24:00:00Z",
    "2026-01-01T00:60:00Z", "2026-01-01T00:00:00", "2026-01-01T00:00:00.Z", "2026-01-01T00:00:00+1:00",
    "1969-01-01T00:00:00Z",
    "2026-01-01T00:00:00Zx", "2026-01-01 00:00:00Z",
  ])
  func `Bad dates`(text: String) {
    #expect(InternetTime.parse(Array(text.utf8)[...]) == nil)
  }

  static func encode(_ reply: Reply, utf8: Bool = false) -> String {
    var octets: [UInt8] = []
    ReplyEncoder.append(reply, utf8: utf8, to: &octets)
    return String(decoding: octets, as: UTF8.self)
  }

  @Test func `Replies are written with the same code on each line`() {
    #expect(Self.encode(Reply(250, lines: ["a", "b"])) == "250-a\r\n250 b\r\n")
    #expect(
      Self.encode(Reply(550, status: EnhancedStatus(7, 1), lines: ["a", "b"])) == "550-5.7.1 a\r\n550 5.7.1 b\r\n")
    #expect(Self.encode(Reply(250, lines: [])) == "250 \r\n")
    #expect(Reply(99, lines: []).code == 451)
  }

  @Test func `Nothing in the text of a reply starts a line of its own`() {
    #expect(Self.encode(Reply(550, 1, 1, "a\r\n250 ok\0é\u{2028}")) == "550 5.1.1 a??250 ok???\r\n")
    #expect(Self.encode(Reply(550, 1, 1, "é\u{85}\u{2028}\n"), utf8: true) == "550 5.1.1 é???\r\n")
  }

  @Test(arguments: [(500, 1), (501, 2), (1_000, 2), (1_001, 3)])
  func `Reply lines have at most 512 octets`(length: Int, lines: Int) {
    let written = Self.encode(Reply(550, 1, 1, String(repeating: "x", count: length)))
    let all = written.utf8.split(separator: 10)
    #expect(all.count == lines)
    #expect(all.allSatisfy { $0.count + 1 <= 512 })
  }

  @Test func `A long reply is cut between characters`() {
    let written = Self.encode(Reply(250, lines: [String(repeating: "ж", count: 600)]), utf8: true)
    for line in written.utf8.split(separator: 10) {
      #expect(line.count + 1 <= 512)
      #expect(String(validating: line, as: UTF8.self) != nil)
    }
  }

  @Test(arguments: [(64, 64), (65, 64)])
  func `A reply has at most 64 lines`(asked: Int, written: Int) {
    #expect(
      Self.encode(Reply(250, lines: .init(repeating: "x", count: asked))).utf8.split(separator: 10).count == written)
  }

  @Test(arguments: [
    ("", true), ("a\r\n", true), ("\r\n\r\n", true), ("a", false), ("a\n", false), ("a\rb\r\n", false), ("\n", false),
    ("a\r\n\r", false), ("a\0\r\n", false), ("a\r\r\n", false), ("a\r\n\n", false),
  ])
  func `Text we send is checked for bare newlines`(text: String, isClean: Bool) {
    #expect(OutgoingText.isClean(Array(text.utf8)) == isClean)
  }

  @Test(arguments: ["", ".\r\n", "a\r\n.b\r\n..\r\n"])
  func `What is stuffed for sending is read back as it was`(text: String) {
    let stuffed = OutgoingText.dotStuffed(Array(text.utf8))
    var reader = DataReader(maximumSize: 100, maximumLine: 100)
    #expect(stuffed.withUnsafeBytes { reader.read($0) } == stuffed.count)
    #expect(reader.isFinished)
    #expect(reader.content == Array(text.utf8))
  }
}
