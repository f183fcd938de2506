import Mail
import Testing

@Suite("Every bound of the reader holds at the limit and one past it")
struct LimitTests {
  private func fault(_ bytes: [UInt8]) -> MailFault? {
    do throws(MailFault) {
      _ = try MailReader.read(bytes)
      return nil
    } catch {
      return error
    }
  }

  private func nested(_ levels: Int) -> [UInt8] {
    let opening = (1..<levels).flatMap { ["Content-Type: multipart/mixed; boundary=b\($0)x", "", "--b\($0)x"] }
    return Samples.bytes(opening + ["Subject: innermost", "", "text"])
  }

  @Test("multiparts inside each other", arguments: [(20, nil), (21, MailFault.nestedTooDeep(limit: 20))])
  func depth(levels: Int, expected: MailFault?) {
    #expect(fault(nested(levels)) == expected)
  }

  @Test("messages inside each other", arguments: [(20, nil), (21, MailFault.nestedTooDeep(limit: 20))])
  func messages(levels: Int, expected: MailFault?) {
    let opening = (1..<levels).flatMap { _ in ["Content-Type: message/rfc822", ""] }
    #expect(fault(Samples.bytes(opening + ["Subject: innermost", "", "text"])) == expected)
  }

  @Test("parts", arguments: [(199, nil), (200, MailFault.tooManyParts(limit: 200))])
  func parts(children: Int, expected: MailFault?) {
    let lines = ["Content-Type: multipart/mixed; boundary=b", ""] + (1...children).flatMap { ["--b", "", "x\($0)"] }
    #expect(fault(Samples.bytes(lines)) == expected)
  }

  @Test("lines of a header", arguments: [(1000, nil), (1001, MailFault.tooManyHeaderLines(limit: 1000))])
  func headerLines(count: Int, expected: MailFault?) {
    #expect(fault(Samples.bytes((1...count).map { "X-\($0): y" } + ["", "body"])) == expected)
    #expect(fault(Samples.bytes(["X: y"] + (1..<count).map { " \($0)" } + ["", "body"])) == expected)
  }

  @Test("octets of a header", arguments: [(102_400, nil), (102_401, MailFault.headerTooLarge(limit: 102_400))])
  func headerBytes(count: Int, expected: MailFault?) {
    let field = "X: " + String(repeating: "y", count: count - 5)
    #expect(fault(Array((field + "\r\n\r\nbody").utf8)) == expected)
  }

  @Test("octets of a boundary", arguments: [(256, nil), (257, MailFault.boundaryTooLong(limit: 256))])
  func boundary(count: Int, expected: MailFault?) {
    let boundary = String(repeating: "b", count: count)
    #expect(
      fault(Samples.bytes(["Content-Type: multipart/mixed; boundary=\(boundary)", "", "--\(boundary)", "", "x"]))
        == expected)
  }

  @Test("encoded words", arguments: [(1000, nil), (1001, MailFault.tooManyEncodedWords(limit: 1000))])
  func encodedWords(count: Int, expected: MailFault?) {
    let words = Array(repeating: " =?utf-8?Q?a?=", count: 10).joined()
    let lines = ["Subject: x"] + Array(repeating: words, count: 100) + (count > 1000 ? [" =?utf-8?Q?b?="] : [])
    #expect(fault(Samples.bytes(lines + ["", "body"])) == expected)
  }

  @Test("text ends at its limit, whole characters only", arguments: [0, 1])
  func text(extra: Int) throws {
    let limit = MailLimits().text
    let text = try Samples.plainText(String(repeating: "ы", count: limit / 2) + String(repeating: "a", count: extra))
    #expect(text.text.utf8.count == limit)
    #expect(text.notes == (extra == 0 ? [] : [.cutAtLimit(limit)]))
    let torn = try Samples.plainText("a" + String(repeating: "ы", count: limit / 2))
    #expect(torn.text.unicodeScalars.last == "ы")
    #expect(torn.notes == [.cutAtLimit(limit)])
  }

  @Test("text out of HTML ends at the same limit")
  func html() throws {
    let limit = MailLimits().text
    let text = try Samples.htmlText("<p>" + String(repeating: "слово ", count: limit / 8) + "</p>")
    #expect(text.text.utf8.count <= limit)
    #expect(text.notes.contains(.cutAtLimit(limit)))
  }
}

@Suite("Hostile mails end soon and cost little")
struct HostileTests {
  private func repeated(_ text: String, _ bytes: Int) -> [UInt8] {
    Array(String(repeating: text, count: bytes / text.utf8.count).utf8)
  }

  @Test("three megabytes of parts, of headers and of levels are refused")
  func large() {
    let parts = Samples.bytes(["Content-Type: multipart/mixed; boundary=b", "", ""]) + repeated("--b\n", 3_000_000)
    #expect(throws: MailFault.tooManyParts(limit: 200)) { try MailReader.read(parts) }
    #expect(throws: MailFault.tooManyHeaderLines(limit: 1000)) { try MailReader.read(repeated("A: b\r\n", 3_000_000)) }
    let levels = repeated("Content-Type: multipart/mixed; boundary=b\n\n--b\n", 20_000 * 46)
    #expect(throws: (any Error).self) { try MailReader.read(levels) }
    let messages = repeated("Content-Type: message/rfc822\n\n", 20_000 * 30)
    #expect(throws: MailFault.nestedTooDeep(limit: 20)) { try MailReader.read(messages) }
  }

  @Test(
    "text that tempts a rule to look at everything again and again",
    arguments: [
      "<a ", "<a \"", "<!--", "<head>", "<p style=display:none>", "&", "&#", "<blockquote>", "<div class=gmail_quote>",
      "<pre>\n",
      "a wrote:\n>\n\n", ">\n", "\n", "a wrote:\n", "#", "##", "[text]", "-- \n", "From:\n", "On 1\n", "x \n", "=?=?",
      "и\u{306}",
      "<li>", "<a href=x>", "</", "<!", "<?",
    ])
  func tempting(piece: String) throws {
    let body = repeated(piece, 300_000)
    for type in ["plain", "html", "plain; format=flowed", "calendar"] {
      let mail = Samples.mail(["Content-Type: text/\(type)"], body)
      #expect(try MailReader.read(mail).text().text.utf8.count <= MailLimits().text)
    }
  }

  @Test("headers that tempt the decoders", arguments: ["=?", "=?a?", "=?a?Q?", "(", "\"", ";", "a=", "<", "@", "\\"])
  func headers(piece: String) throws {
    let value = String(decoding: repeated(piece, 90_000), as: UTF8.self)
    for name in ["Subject", "Content-Type", "From", "Authentication-Results", "Message-ID"] {
      var limits = MailLimits()
      limits.encodedWords = .max
      let mail = try MailReader.read(Samples.bytes(["\(name): a/b; \(value)", "", "body"]), limits: limits)
      _ = mail.headers.text("subject")
      _ = mail.loopSignals()
      _ = mail.authenticationResults(from: "gw")
      _ = mail.messageID
      #expect(mail.body(of: mail.root, limit: 10).bytes == Array("body".utf8))
      #expect(mail.text().text.utf8.count <= limits.text)
    }
  }

  @Test("a mail that ends anywhere is read without harm")
  func truncated() throws {
    let samples = [
      Samples.alternative, ReportTests.golden(returned: .full),
      Samples.bytes([
        "Subject: =?utf-8?B?0J/RgNC4?= =?koi8-r?Q?=D7=C5?=", "Content-Type: text/html; charset=\"x-mac-cyrillic\"", "",
        "<p>a&amp;b<a href='x'>c</a><!-- d --><blockquote>&#1055;</blockquote><style>e</style><br>-- ",
        "From: x", "Sent: y", "To: z", "> q", "> r ## s",
      ]),
    ]
    for sample in samples {
      for length in 0...sample.count {
        let mail = try MailReader.read(Array(sample.prefix(length)))
        _ = mail.text()
        _ = mail.attachments
        _ = mail.picture(limit: 100)
        #expect(mail.parts.count <= 10)
      }
    }
  }
}
