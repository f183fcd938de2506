import Mail
import Testing

@Suite("Mails of ours are clean")
struct MailWriterTests {
  static func address(_ address: String, name: String? = nil) throws -> MailAddress {
    try #require(MailAddress(address, name: name))
  }

  private func draft(subject: String = "s", text: String = "t", name: String? = nil) throws -> MailDraft {
    MailDraft(
      from: try Self.address("postmaster@gw.example.test", name: name),
      to: [try Self.address("anna@shop.example.test")],
      subject: subject, date: MailDate(seconds: 1_767_596_400, offset: 180), messageID: "1@gw.example.test", text: text)
  }

  /// CRLF only, no line over 998 octets, no octet beyond ASCII.
  static func expectClean(_ bytes: [UInt8], allows8Bit: Bool = false) {
    let lines = bytes.split(separator: 10, omittingEmptySubsequences: false)
    #expect(lines.last?.isEmpty == true)
    for line in lines.dropLast() {
      #expect(line.last == 13)
      #expect(!line.dropLast().contains(13))
      #expect(line.count <= 999)
      #expect(allows8Bit || line.allSatisfy { $0 < 0x80 })
      #expect(!line.contains(0))
    }
  }

  @Test("a whole mail, octet for octet")
  func golden() throws {
    var draft = try draft(subject: "Delivered", text: "Hi\nthere", name: "Gate \"A\"")
    draft.inReplyTo = "<x@y>"
    draft.references = ["<root@y>", "x@y"]
    draft.hop = "abc"
    let expected = Samples.bytes([
      "Date: Mon, 05 Jan 2026 10:00:00 +0300", "From: \"Gate \\\"A\\\"\" <postmaster@gw.example.test>",
      "To: anna@shop.example.test", "Subject: Delivered", "Message-ID: <1@gw.example.test>", "In-Reply-To: <x@y>",
      "References: <root@y>", " <x@y>", "Auto-Submitted: auto-generated", "X-Auto-Response-Suppress: All",
      "X-Passerelle-Id: abc", "MIME-Version: 1.0", "Content-Type: text/plain; charset=utf-8",
      "Content-Transfer-Encoding: quoted-printable", "", "Hi", "there", "",
    ])
    #expect(String(decoding: MailWriter.write(draft), as: UTF8.self) == String(decoding: expected, as: UTF8.self))
  }

  @Test(
    "nothing in a value starts a header",
    arguments: [
      "x\r\nBcc: all@example.test", "x\nBcc: y", "x\rBcc: y", "x\r\n\r\nbody", "x\u{0}y", "ы\r\nBcc: y",
      "\u{2028}Bcc: y",
      "=?utf-8?Q?a=0D=0ABcc:_x?=", String(repeating: "a", count: 3000), String(repeating: "ы ", count: 600), "",
    ])
  func injection(value: String) throws {
    var draft = try draft(subject: value, text: value, name: value)
    draft.inReplyTo = value
    draft.references = [value]
    draft.messageID = value
    draft.hop = value
    let bytes = MailWriter.write(draft)
    Self.expectClean(bytes)
    let mail = try MailReader.read(bytes)
    #expect(mail.headers["bcc"] == nil)
    #expect(mail.parts.count == 1)
  }

  @Test(
    "what is written is read again",
    arguments: [
      "plain", "Привет, «мир» — 5 €", "😀 emoji 👍🏽", ".\n..\nFrom me\n=\n--\n", "trailing  \n tabs\t\nend",
      String(repeating: "длинная строка ", count: 40), String(repeating: "x", count: 500), "a=3D=\nb",
      String(repeating: "y", count: 75) + ".z", "=?utf-8?Q?x?=",
    ])
  func roundTrip(text: String) throws {
    let words = text.split { $0 == "\n" || $0 == " " || $0 == "\t" }
    let subject = words.joined(separator: " ")
    let bytes = MailWriter.write(try draft(subject: subject, text: text, name: subject))
    Self.expectClean(bytes)
    let mail = try MailReader.read(bytes)
    let body = mail.body(of: mail.root, limit: 100_000).bytes
    #expect(String(decoding: body.filter { $0 != 13 }, as: UTF8.self) == (text.hasSuffix("\n") ? text : text + "\n"))
    #expect(mail.headers.text("subject") == subject)
    #expect(
      !bytes.split(separator: 10).contains { $0.elementsEqual([0x2E, 13]) || $0.starts(with: Array("From ".utf8)) })
  }

  @Test(
    "dates",
    arguments: [
      (Int64(0), 0, "Thu, 01 Jan 1970 00:00:00 +0000"), (951_782_400, 0, "Tue, 29 Feb 2000 00:00:00 +0000"),
      (1_767_225_599, -330, "Wed, 31 Dec 2025 18:29:59 -0530"), (-1, 60, "Thu, 01 Jan 1970 00:59:59 +0100"),
      (-86_400, 0, "Wed, 31 Dec 1969 00:00:00 +0000"), (Int64.max, 0, "Thu, 30 Dec 9999 20:00:00 +0000"),
    ])
  func dates(seconds: Int64, offset: Int, text: String) {
    #expect(MailDate(seconds: seconds, offset: offset).text == text)
  }

  @Test(
    "addresses that cannot stand in a header are none",
    arguments: ["", "@", "a@", "@b", "a", "a b@c", "a\r\n@c", "a@c\r\nX: y", "a>@c", "a\"@c", "a@b c", "a@<b>"])
  func badAddresses(address: String) {
    #expect(MailAddress(address) == nil)
  }

  @Test("local parts are quoted where they must be")
  func quoting() throws {
    #expect(try Self.address("a,b@c.test").address == "\"a,b\"@c.test")
    #expect(try Self.address("+375@c.test").address == "+375@c.test")
    #expect(MailAddress(localPart: String(repeating: "a", count: 64), domain: "c") != nil)
    #expect(MailAddress(localPart: String(repeating: "a", count: 65), domain: "c") == nil)
  }

  @Test("message ids of others are taken only when they are harmless")
  func messageIDs() throws {
    #expect(MessageID.bracketed(" <a@b> ") == "<a@b>")
    for bad in ["", "<>", "a b", "a\r\nb", "<a><b>", "ы@b", String(repeating: "a", count: 249)] {
      #expect(MessageID.bracketed(bad) == nil)
    }
    #expect(MessageID.bracketed(String(repeating: "a", count: 248)) != nil)
    #expect(MessageID.list(Array("<a@b> junk <c@d>\r\n <e".utf8)) == ["<a@b>", "<c@d>"])
    #expect(try MailReader.read(Samples.alternative).messageID == "<1@shop.example.test>")
  }

  @Test("an incoming SMS is an ordinary mail that can be answered")
  func incoming() throws {
    var sms = IncomingSMS(
      sender: "+375 29 123-45-67", from: try Self.address("r-abc@gw.example.test"),
      to: [try Self.address("anna@shop.example.test")], date: MailDate(seconds: 0), messageID: "2@gw.example.test",
      threadRoot: "<t.shop.375291234567@gw.example.test>", text: "Да\r\nBcc: x")
    #expect(sms.draft.subject == "SMS from +375 29 123-45-67")
    sms.originalMessageID = "<1@shop.example.test>"
    sms.originalSubject = "Заказ"
    sms.quoted = "Готов?\nЖдём"
    let bytes = MailWriter.write(sms.draft)
    Self.expectClean(bytes)
    let mail = try MailReader.read(bytes)
    #expect(mail.headers.text("subject") == "Re: Заказ")
    #expect(mail.headers.text("from") == "\"+375 29 123-45-67\" <r-abc@gw.example.test>")
    #expect(mail.headers.text("references") == "<t.shop.375291234567@gw.example.test> <1@shop.example.test>")
    #expect(mail.headers.text("auto-submitted") == "auto-generated")
    #expect(mail.headers["bcc"] == nil)
    #expect(mail.headers["x-auto-response-suppress"] == nil)
    #expect(mail.text(.untrimmed).text == "Да\nBcc: x\n\n> Готов?\n> Ждём")
    sms.originalSubject = "RE: x"
    #expect(sms.draft.subject == "RE: x")
  }

  @Test("a preview shows the text and what was left out")
  func preview() throws {
    var text = try Samples.plainText("hello\n-- \nAnna")
    text.notes = [.attachmentsDropped(2)]
    let preview = PreviewMail(parts: 2, coding: "UCS-2", price: "0.084 BYN", numbers: ["+375291234567"], text: text)
    let draft = preview.draft(
      from: try Self.address("preview@gw.example.test"), to: try Self.address("anna@shop.example.test"),
      date: MailDate(seconds: 0), messageID: "3@gw", inReplyTo: nil)
    #expect(draft.subject == "Preview: 2 parts, UCS-2, 0.084 BYN")
    #expect(
      draft.text == "To: +375291234567\n\nhello\n\nLeft out:\n- signature: --  / Anna\nNote: attachments left out: 2")
    #expect(draft.autoSubmitted == .replied)
  }
}
