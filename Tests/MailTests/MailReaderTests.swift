import Mail
import Testing

@Suite("The reader finds the parts of a mail")
struct MailReaderTests {
  @Test("a nested mail gives its parts in reading order")
  func parts() throws {
    let mail = try MailReader.read(Samples.alternative)
    #expect(
      mail.parts.map(\.contentType.name) == [
        "multipart/mixed", "multipart/alternative", "text/plain", "text/html", "image/png", "message/rfc822",
        "text/plain",
      ])
    #expect(mail.parts.map(\.depth) == [1, 2, 3, 3, 2, 2, 3])
    #expect(mail.root.children == [1, 4, 5])
  }

  @Test("bare LF reads the same as CRLF")
  func bareLF() throws {
    let mail = try MailReader.read(Samples.alternative.filter { $0 != 13 })
    #expect(mail.parts.count == 7)
    #expect(mail.text().text == "Привет, мир!")
  }

  @Test("fields are found whatever the case, unfolded, first one first")
  func headers() throws {
    let mail = try MailReader.read(
      Samples.mail(["SUBJECT : one", "\ttwo", " three", "subject: other", "X-Empty:"], []))
    #expect(mail.headers.text("Subject") == "one\ttwo three".replacing("\t", with: " "))
    #expect(mail.headers.all("subject").count == 2)
    #expect(mail.headers["x-empty"] == [])
    #expect(mail.headers["absent"] == nil)
    #expect(mail.headers.fields.map(mail.headers.name(of:)) == ["subject", "subject", "x-empty"])
  }

  @Test("a line that is no field begins the body")
  func noHeader() throws {
    #expect(try MailReader.read(Array("just words\nmore".utf8)).text().text == "just words\nmore")
    #expect(try MailReader.read(Array("Subject: x\nno field here\nmore".utf8)).text().text == "no field here\nmore")
  }

  @Test("the From line of a mailbox file is passed over")
  func mailboxLine() throws {
    let mail = try MailReader.read(Array("From root@host Mon Jan  5 10:00:00 2026\nSubject: s\n\nbody".utf8))
    #expect(mail.headers.text("subject") == "s")
    #expect(mail.text().text == "body")
  }

  @Test("a boundary is not taken for the beginning of a longer one")
  func boundaryPrefix() throws {
    let mail = try MailReader.read(
      Samples.bytes([
        "Content-Type: multipart/mixed; boundary=b", "", "--b", "", "first", "--bb", "still first", "--b  ", "",
        "second", "--b--", "after",
      ]))
    #expect(mail.parts.count == 3)
    #expect(mail.text().text == "first\n--bb\nstill first")
  }

  @Test("a multipart whose boundary never comes is read as text")
  func missingBoundary() throws {
    let mail = try MailReader.read(Samples.bytes(["Content-Type: multipart/mixed; boundary=b", "", "words"]))
    #expect(mail.text().text == "words")
  }

  @Test("attachments are listed with name, type and size and are not decoded")
  func attachments() throws {
    let list = try MailReader.read(Samples.alternative).attachments
    #expect(list.map(\.name) == ["лого.png", nil])
    #expect(list.map(\.type) == ["image/png", "message/rfc822"])
    #expect(list.first?.size == 8)
  }

  @Test("one picture is decoded up to its limit and not beyond", arguments: [(8, true), (7, false)])
  func picture(limit: Int, isGiven: Bool) throws {
    let picture = try MailReader.read(Samples.alternative).picture(limit: limit)
    #expect((picture?.bytes == [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]) == isGiven)
  }

  @Test("a CSV is found by type or by name")
  func csv() throws {
    for header in ["text/csv", "application/octet-stream; name=\"list.CSV\""] {
      let mail = try MailReader.read(
        Samples.bytes(["Content-Type: \(header)", "Content-Disposition: attachment", "", "375291234567;hi"]))
      #expect(mail.csv(limit: 100)?.bytes == Array("375291234567;hi".utf8))
    }
  }
}

@Suite("Transfer encodings are decoded with patience")
struct TransferEncodingTests {
  @Test(
    "base64 survives junk, joints and a missing end",
    arguments: [
      ("aGVsbG8=", "hello"), ("aGVs\r\nbG8", "hello"), ("aGVs*bG8=", "hello"), ("aGVsbG8=aGVsbG8=", "hellohello"),
      ("", ""), ("=", ""), ("a", ""), ("aG", "h"),
    ])
  func base64(input: String, output: String) {
    let decoded = TransferEncoding.base64.decode(Array(input.utf8)[...], limit: 100)
    #expect(decoded == .init(bytes: Array(output.utf8), isCut: false))
  }

  @Test(
    "quoted-printable keeps what is no escape",
    arguments: [
      ("a=3Db", "a=b"), ("a=3db", "a=b"), ("soft=\r\nline", "softline"), ("soft= \t\r\nline", "softline"),
      ("soft=\nline", "softline"), ("5=5", "5=5"), ("end=", "end"), ("end=4", "end=4"),
      ("blanks  \r\nx", "blanks\r\nx"),
      ("kept=20\r\nx", "kept \r\nx"), ("=ZZ", "=ZZ"),
    ])
  func quotedPrintable(input: String, output: String) {
    let decoded = TransferEncoding.quotedPrintable.decode(Array(input.utf8)[...], limit: 100)
    #expect(String(decoding: decoded.bytes, as: UTF8.self) == output)
  }

  @Test("decoding stops at the limit and says so", arguments: [TransferEncoding.identity, .base64, .quotedPrintable])
  func limit(encoding: TransferEncoding) {
    let input = encoding == .base64 ? Array("YWJjZA==".utf8) : Array("abcd".utf8)
    #expect(encoding.decode(input[...], limit: 4) == .init(bytes: Array("abcd".utf8), isCut: false))
    #expect(encoding.decode(input[...], limit: 3) == .init(bytes: Array("abc".utf8), isCut: true))
  }
}
