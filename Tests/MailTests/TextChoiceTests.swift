import Mail
import Testing

@Suite("The text to send is chosen")
struct TextChoiceTests {
  private func alternative(_ plain: String, _ html: String, kind: String = "alternative") throws -> MailText {
    try MailReader.read(
      Samples.bytes([
        "Subject: the subject", "Content-Type: multipart/\(kind); boundary=b", "", "--b", "Content-Type: text/plain",
        "", plain, "--b", "Content-Type: text/html", "", html, "--b--",
      ])
    ).text()
  }

  @Test("plain text before HTML")
  func plainFirst() throws {
    let text = try alternative("plain", "<p>html</p>")
    #expect(text.text == "plain")
    #expect(text.source == .plain)
  }

  @Test(
    "an empty or stub plain part gives way to HTML",
    arguments: ["", "  \r\n\t", "This is a multi-part message in MIME format.", "Please ENABLE HTML to read this"])
  func stub(plain: String) throws {
    #expect(try alternative(plain, "<p>html</p>").text == "html")
  }

  @Test("a stub is better than nothing")
  func onlyStub() throws {
    #expect(try alternative("Please enable HTML", "<p> </p>").text == "Please enable HTML")
  }

  @Test("the first text of a mixed mail is its text, the footer of a list is not")
  func mixed() throws {
    let mail = Samples.bytes([
      "Content-Type: multipart/mixed; boundary=b", "", "--b", "Content-Type: text/html", "", "<b>body</b>", "--b",
      "Content-Type: text/plain", "", "list footer", "--b--",
    ])
    #expect(try MailReader.read(mail).text().text == "body")
  }

  @Test("an attached text is not the text")
  func attachedText() throws {
    let mail = Samples.bytes([
      "Subject: see file", "Content-Type: text/plain", "Content-Disposition: attachment; filename=a.txt", "", "file",
    ])
    let text = try MailReader.read(mail).text()
    #expect(text.text == "see file")
    #expect(text.notes == [.attachmentsDropped(1), .subjectUsed])
  }

  @Test("a calendar entry is summed up in one line")
  func calendar() throws {
    let mail = Samples.bytes([
      "Content-Type: text/calendar; charset=utf-8", "", "BEGIN:VCALENDAR", "SUMMARY:not this", "BEGIN:VEVENT",
      "DTSTART;TZID=Europe/Minsk:20260105T100000", "SUMMARY:Board\\, mon", " thly", "LOCATION:Room 5", "END:VEVENT",
      "END:VCALENDAR",
    ])
    let text = try MailReader.read(mail).text()
    #expect(text.text == "Board, monthly, 2026-01-05 10:00, Room 5")
    #expect(text.source == .calendar)
  }

  @Test("the Subject is used only when the body is empty, unless set otherwise")
  func subject() throws {
    func text(_ body: String, _ use: TextSettings.SubjectUse) throws -> MailText {
      var settings = TextSettings()
      settings.subject = use
      return try MailReader.read(Samples.mail(["Subject: =?utf-8?B?0J8=?= alarm"], Array(body.utf8))).text(settings)
    }
    #expect(try text("body", .ifBodyEmpty).text == "body")
    #expect(try text(" \r\n\u{200B}\r\n", .ifBodyEmpty).text == "П alarm")
    #expect(try text("", .ifBodyEmpty).source == .subject)
    #expect(try text("-- \r\nAnna", .ifBodyEmpty).text == "П alarm")
    #expect(try text("body", .prepend).text == "П alarm\nbody")
    #expect(try text("body", .only).text == "П alarm")
  }

  @Test("neither body nor Subject is no text")
  func nothing() throws {
    let text = try MailReader.read(Samples.mail(["Subject: "], Array("\r\n".utf8))).text()
    #expect(text == MailText(text: "", source: .none))
  }

  @Test("windows-1251 labelled utf-8 is read and noted")
  func wrongLabel() throws {
    let mail = Samples.mail(["Content-Type: text/plain; charset=utf-8"], CharsetTests.windows1251)
    let text = try MailReader.read(mail).text()
    #expect(text.text == CharsetTests.text)
    #expect(text.notes == [.charsetRepaired(label: "utf-8", used: "WINDOWS-1251")])
  }

  @Test(
    "flowed text is unwrapped",
    arguments: [
      ("format=flowed", "one \r\ntwo\r\nthree", "one two\nthree"),
      ("format=flowed; delsp=yes", "one \r\ntwo", "onetwo"), ("format=flowed", " >stuffed", ">stuffed"),
      ("Format=Flowed", "one \r\n-- \r\nsig", "one"), ("format=flowed", "text\r\n> quo \r\n> ted\r\n> more", "text"),
      ("format=fixed", "one \r\ntwo", "one\ntwo"),
    ])
  func flowed(parameter: String, body: String, text: String) throws {
    let mail = Samples.mail(["Content-Type: text/plain; \(parameter)"], Array(body.utf8))
    #expect(try MailReader.read(mail).text().text == text)
  }

  @Test("hard-wrapped lines are joined from three wide lines on")
  func hardWrapped() throws {
    let wide = String(repeating: "word ", count: 13) + "end."
    #expect(wide.utf8.count == 69)
    let two = [wide, wide, "tail"].joined(separator: "\n")
    #expect(try Samples.plainText(two).text == two)
    let three = [wide, wide, wide, "tail", "", "- item", "next"].joined(separator: "\n")
    #expect(try Samples.plainText(three).text == [wide, wide, wide, "tail\n\n- item\nnext"].joined(separator: " "))
    let list = [wide, "- " + wide, "1. " + wide].joined(separator: "\n")
    #expect(try Samples.plainText(list).text == list)
  }
}

@Suite("HTML becomes text")
struct HTMLTests {
  @Test(
    "tags, entities and white space",
    arguments: [
      ("<p>one\r\n  two</p><p>three</p>", "one two\nthree"), ("a<br>b<br/>c", "a\nb\nc"), ("a<br><br><br>b", "a\n\nb"),
      ("<b>bo</b>ld &amp; &lt;x&gt; &#1055;&#x41F; &laquo;q&raquo; &nosuch; &", "bold & <x> ПП «q» &nosuch; &"),
      ("a&nbsp;&nbsp;b", "a b"), ("<ul><li>x</li><li>y</li></ul>", "- x\n- y"),
      ("<table><tr><td>a</td><td>b</td></tr><tr><td>c</td></tr></table>", "a b\nc"),
      ("<style>p{}</style><script>if(a<b)</script><p>t</p>", "t"),
      ("<html><head><title>T</title><meta x></head><body>b</body></html>", "b"), ("<head>x<body>b", "b"),
      ("<!-- c --><!--[if mso]>x<![endif]-->y<!DOCTYPE z>", "y"),
      ("<div style=\"DISPLAY: none\">pre<div>header</div></div>seen", "seen"), ("<p hidden>no</p>yes", "yes"),
      ("<div style='display:none'>kept when never closed", "kept when never closed"),
      ("<a href=\"https://a.example/\">words</a>", "words"),
      ("<a href='https://a.example/?x&y'><img src=z></a>", "https://a.example/?x&y"),
      ("<a href='javascript:x'><img></a>t", "t"), ("1 < 2 and <3", "1 < 2 and <3"), ("a <b unclosed", "a <b unclosed"),
      ("<pre>a\n  b</pre>c", "a\nb\nc"), ("<p title='a>b'>c</p>", "c"),
      ("&#0;&#xD800;&#x110000;&#150;", "\u{FFFD}\u{FFFD}\u{FFFD}–"),
      ("<p>и&#774;</p>", "й"), ("</ x>y", "</ x>y"),
    ])
  func convert(html: String, text: String) throws {
    #expect(try Samples.htmlText(html).text == text)
  }

  @Test(
    "quoted messages are left out and reported",
    arguments: [
      "<p>yes</p><blockquote>old <blockquote>older</blockquote></blockquote>",
      "<p>yes</p><div class=\"gmail_quote x\">old</div>", "<p>yes</p><div id=appendonsend></div><p>old</p>",
      "<p>yes</p><div id=\"divRplyFwdMsg\">old</div>rest", "<p>yes</p><span id=OLK_SRC_BODY_SECTION>old</span>",
    ])
  func quotes(html: String) throws {
    let text = try Samples.htmlText(html)
    #expect(text.text == "yes")
    #expect(text.cuts.map(\.reason) == [.quote])
    #expect(text.cuts.first?.removed.hasPrefix("old") == true)
  }

  @Test("a quote that is the whole mail stays")
  func onlyQuote() throws {
    #expect(try Samples.htmlText("<blockquote>all</blockquote>").text == "all")
  }

  @Test("links are handed over, five at most")
  func links() throws {
    let html = (1...7).map { "<a href=\"https://x.example/\($0)\">\($0)</a>" }.joined() + "<a href='mailto:x'>m</a>"
    #expect(try Samples.htmlText(html).links == (1...5).map { "https://x.example/\($0)" })
  }
}
