import Mail
import Testing

@Suite("Signatures, quotes and added lines are taken off")
struct TextCutTests {
  struct Example: Sendable, CustomTestStringConvertible {
    var body: String
    var text: String
    var reasons: [TextCut.Reason]
    var testDescription: String { body.split(separator: "\n").joined(separator: " / ") }

    init(_ body: String, _ text: String, _ reasons: TextCut.Reason...) {
      self.body = body
      self.text = text
      self.reasons = reasons
    }
  }

  static let examples: [Example] = [
    Example("text ## rest\nmore", "text", .endMarker), Example("text\n##\nrest", "text", .endMarker),
    Example("### Alert\nbody", "### Alert\nbody"), Example("a #b c", "a #b c"), Example("##", "", .endMarker),
    Example("x [text]only\nthis[/text] y", "only\nthis", .outsideTags), Example("[text]all", "all"),
    Example("text\n-- \nAnna\n+375", "text", .signature), Example("text\n--\nnot RFC 3676", "text\n--\nnot RFC 3676"),
    Example("yes\n\nOn Mon, 5 Jan 2026 at 10:00, Anna <a@x> wrote:\n> old\n>\n> more", "yes", .quote),
    Example("On Mon, 5 Jan 2026, Anna wrote:\n> old\n\nanswer below", "answer below", .quote),
    Example(
      "yes\nOn Mon, 5 Jan 2026 at 10:00, Anna\n<anna@shop.example.test> wrote:\nold without marks", "yes", .quote),
    Example("да\n\n5 января 2026, 10:00 Анна <a@x> пишет:\n> старое\n> ещё", "да", .quote),
    Example("да\nпн, 5 янв. 2026 г. в 10:00, Анна <a@x>:\n> старое", "да", .quote),
    Example("так\n5.01.2026 10:00, Ганна піша:\n> старое", "так", .quote),
    Example("Она пишет:\nпривет", "Она пишет:\nпривет"),
    Example("yes\n-----Original Message-----\nFrom: a\nold", "yes", .quote),
    Example("да\n-----Исходное сообщение-----\nстарое", "да", .quote),
    Example("yes\n\nFrom: Anna\nSent: Monday\nTo: me\nSubject: x\n\nold", "yes", .quote),
    Example("да\n\nОт: Анна\nОтправлено: пн\nКому: мне\nТема: x\n\nстарое", "да", .quote),
    Example("да\n*От:* Анна\n*Дата:* пн\n*Тема:* x\nстарое", "да", .quote),
    Example("From: gate 5\nis open", "From: gate 5\nis open"),
    Example("> whole\n> text", "> whole\n> text"), Example("text\n> one line", "text\n> one line"),
    Example("text\n> two\n> lines", "text", .quote), Example("a\n> b\n> c\nd", "a\n> b\n> c\nd"),
    Example("yes\n\nSent from my iPhone", "yes", .mobileTail),
    Example("да\nОтправлено из мобильной Почты", "да", .mobileTail),
    Example("так\nАдпраўлена з iPhone", "так", .mobileTail), Example("Sent from my iPhone", "", .mobileTail),
    Example("Sent from my desk:\n1\n2\n3", "Sent from my desk:\n1\n2\n3"),
    Example("text\n-- \nAnna\n\nOn Mon 5, X wrote:\n> a", "text", .signature),
    Example("a\n\n\n\nb  \n\n", "a\n\nb"),
  ]

  @Test("cuts", arguments: examples)
  func cut(example: Example) throws {
    let text = try Samples.plainText(example.body)
    #expect(text.text == example.text)
    #expect(text.cuts.map(\.reason) == example.reasons)
  }

  @Test("what was cut is told, at most 200 characters of it")
  func removed() throws {
    let text = try Samples.plainText("a##" + String(repeating: "ы", count: 300))
    #expect(text.cuts == [TextCut(reason: .endMarker, removed: "##" + String(repeating: "ы", count: 198))])
  }

  @Test("an account may list end markers and line prefixes")
  func settings() throws {
    var settings = TextSettings()
    settings.endMarkers = ["$$", "END"]
    settings.cutPrefixes = ["Disclaimer", "----"]
    #expect(try Samples.plainText("a ## b $$ c", settings).text == "a ## b")
    #expect(try Samples.plainText("a END b $$ c", settings).text == "a")
    #expect(try Samples.plainText("a\nDisclaimer: b", settings).text == "a")
    #expect(try Samples.plainText("a\n  ----\nb", settings).cuts.map(\.reason) == [.prefix])
  }

  @Test("every cut can be switched off")
  func off() throws {
    for example in Self.examples where !example.reasons.isEmpty {
      #expect(try Samples.plainText(example.body, .untrimmed).cuts.isEmpty)
    }
  }

  @Test("HTML keeps its signature mark without the blank")
  func htmlSignature() throws {
    #expect(try Samples.htmlText("text<br>-- <br>Anna").text == "text")
  }
}
