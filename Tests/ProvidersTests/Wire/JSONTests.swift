import Providers
import Testing

struct JSONTests {
  @Test func numbersKeepTheirDigitsAndStringsAreReadAsNumbers() {
    let json = JSON(Array(#"{"a":718.40600,"b":"27631","c":9007199254740993,"d":"3.00","e":null,"f":true}"#.utf8))
    #expect(json?["a"]?.text == "718.40600")
    #expect(json?["a"]?.integer == nil)
    #expect(json?["b"]?.integer == 27_631)
    #expect(json?["c"]?.integer == 9_007_199_254_740_993)
    #expect(json?["d"]?.integer == 3)
    #expect(json?.first("e", "f")?.text == "true")
    #expect(json?["missing"] == nil)
  }

  @Test func escapesBecomeWhatTheyMean() {
    let json = JSON(Array(#"["\u041f\u0440","\ud83d\ude00","\ud83dx","a\/b\n\"\\"]"#.utf8))
    #expect(json?.elements.map(\.text) == ["Пр", "😀", "\u{FFFD}x", "a/b\n\"\\"])
  }

  @Test func theLastOfRepeatedMembersCounts() {
    #expect(JSON(Array(#"{"a":1,"a":2}"#.utf8))?["a"]?.integer == 2)
  }

  @Test(arguments: [
    "", " ", "{", "[1,", "{\"a\":}", "{\"a\" 1}", "[1] x", "tru", "<html></html>", "\"open", "\"\\u12\"", "-", "1.",
    "01x", "{a:1}", "[1,]", "\"\\x\"", "{\"a\":1,}", "nul", "\"\\ud83d\\u",
  ])
  func whatIsNotExactlyOneValueIsNothing(text: String) {
    #expect(JSON(Array(text.utf8)) == nil)
  }

  @Test func everyCutOfAnAnswerIsNothing() {
    let whole = Array(#"{"data":[{"id":12,"s":"\u0041\n"},null,true,-1.5e3],"x":{}}"#.utf8)
    #expect(JSON(whole) != nil)
    for count in 0..<whole.count { #expect(JSON(Array(whole[..<count])) == nil) }
  }

  @Test func depthIsBounded() {
    func nested(_ depth: Int) -> [UInt8] {
      Array((String(repeating: "[", count: depth) + String(repeating: "]", count: depth)).utf8)
    }
    #expect(JSON(nested(33)) != nil)
    #expect(JSON(nested(34)) == nil)
    #expect(JSON(nested(100_000)) == nil)
  }

  @Test func whatIsWrittenIsReadBack() {
    var writer = JSONWriter()
    writer.object { writer in
      writer.member("text", "a\"\\\n\r\t\u{1}€😀")
      writer.name("list")
      writer.array { writer in
        writer.number(-5)
        writer.array { _ in }
        writer.object { $0.member("n", 1) }
        writer.literal("null")
      }
    }
    #expect(
      String(decoding: writer.bytes, as: UTF8.self)
        == #"{"text":"a\"\\\n\r\t\u0001€😀","list":[-5,[],{"n":1},null]}"#)
    #expect(JSON(writer.bytes)?["text"]?.text == "a\"\\\n\r\t\u{1}€😀")
  }

  @Test func aByteOrderMarkIsNoPartOfTheValue() {
    #expect(JSON([0xEF, 0xBB, 0xBF] + Array("[1]".utf8))?.elements.count == 1)
  }
}
