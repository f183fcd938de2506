import SMTP
import Testing

/// The framing of DATA seen from outside: how many messages come out, and what the client is told.
@Suite struct FramingTests {
  /// Octets that look like the end of data to somebody else.
  static let tricks = [
    "\n.\n", "\n.\r\n", "\r\n.\n", "\r.\r", "\r.\n", "\n.\r", "\r.\r\n", "\r\n.\rx", "\r\n.\r\r\n", "\r\r\n.\r\r\n",
    "\r\n\0.\r\n", "\r\n.\0\r\n",
  ]
  static let smuggled = "MAIL FROM:<evil@b.test>\r\nRCPT TO:<1@sms.example.test>\r\nDATA\r\nsmuggled\r\n.\r\n"

  @Test(arguments: tricks, [true, false])
  func `A smuggled message is refused together with its carrier, and the session ends`(trick: String, byByte: Bool) {
    var dialogue = Dialogue.greeted()
    dialogue.openData()
    dialogue.send("text\(trick)\(Self.smuggled)", byByte: byByte)
    #expect(dialogue.messages.isEmpty)
    #expect(dialogue.codes.suffix(2) == ["550 5.5.2", "421 4.7.0"])
    #expect(dialogue.isClosed)
    #expect(dialogue.notices.first?.stage == .message)
  }

  @Test(arguments: tricks, [true, false])
  func `A smuggled message is text of its carrier where line ends are normalised`(trick: String, byByte: Bool) {
    var dialogue = Dialogue.greeted { $0.bareNewlines = .normalize }
    dialogue.openData()
    dialogue.send("text\(trick)\(Self.smuggled)", byByte: byByte)
    #expect(dialogue.messages.count == 1)
    #expect(dialogue.messages.first?.content.utf8.starts(with: "text".utf8) == true)
    #expect(dialogue.messages.first?.content.contains("MAIL FROM:<evil@b.test>") == true)
    #expect(dialogue.messages.first?.content.utf8.contains(0) == false)
    #expect(dialogue.messages.first?.envelope.defects.isDisjoint(with: .smuggling) == false)
    #expect(dialogue.codes.last == "250 2.0.0")
    #expect(!dialogue.isClosed)
  }

  @Test(arguments: [true, false])
  func `An authenticated client stays connected after bare newlines, in step`(byByte: Bool) {
    var dialogue = Dialogue.authenticated()
    dialogue.openData()
    dialogue.send("a\nb\r\n.\r\n", byByte: byByte)
    #expect(dialogue.codes.last == "550 5.5.2")
    #expect(!dialogue.isClosed)
    #expect(dialogue.say("MAIL FROM:<a@b.test>") == "250 2.1.0 Sender ok")
  }

  @Test(arguments: [true, false])
  func `Several messages in one stream come out one by one`(byByte: Bool) {
    var dialogue = Dialogue.greeted()
    for text in ["one", "..two", ""] {
      dialogue.send("MAIL FROM:<a@b.test>\r\nRCPT TO:<1@sms.example.test>\r\nDATA\r\n", byByte: byByte)
      dialogue.send(text.isEmpty ? ".\r\n" : "\(text)\r\n.\r\n", byByte: byByte)
    }
    #expect(dialogue.messages.map(\.content) == ["one\r\n", ".two\r\n", ""])
    #expect(!dialogue.isClosed)
  }

  @Test(arguments: [true, false])
  func `The end of one message may be sent together with the next MAIL`(byByte: Bool) {
    var dialogue = Dialogue.greeted()
    dialogue.openData()
    dialogue.send("one\r\n.\r\nMAIL FROM:<a@b.test>\r\nRCPT TO:<1@sms.example.test>\r\nDATA\r\n", byByte: byByte)
    dialogue.send("two\r\n.\r\n", byByte: byByte)
    #expect(dialogue.messages.map(\.content) == ["one\r\n", "two\r\n"])
  }

  @Test(arguments: [true, false])
  func `A message at the size limit is taken and one octet more is refused, in step`(byByte: Bool) {
    for (size, code) in [(100, "250 2.0.0"), (101, "552 5.3.4")] {
      var dialogue = Dialogue.greeted { $0.limits.message = 100 }
      dialogue.openData()
      dialogue.send(String(repeating: "x", count: size - 2) + "\r\n.\r\n", byByte: byByte)
      #expect(dialogue.codes.last == code)
      #expect(dialogue.say("NOOP") == "250 2.0.0 Ok")
    }
  }

  @Test(arguments: [(400, false), (401, true)])
  func `Far over the size limit the session is given up`(octets: Int, isClosed: Bool) {
    var dialogue = Dialogue.greeted { $0.limits.message = 100 }
    dialogue.openData()
    dialogue.send(String(repeating: "x", count: octets))
    #expect(dialogue.isClosed == isClosed)
    #expect(dialogue.codes.last == (isClosed ? "421 4.3.1" : "354"))
  }

  @Test(arguments: [(65_536, "250 2.0.0"), (65_537, "500 5.5.2")])
  func `A text line over its limit is refused at the end`(length: Int, code: String) {
    var dialogue = Dialogue.greeted()
    dialogue.openData()
    dialogue.send(String(repeating: "x", count: length) + "\r\n.\r\n")
    #expect(dialogue.codes.last == code)
  }

  @Test func `A connection that ends in data leaves no message`() {
    var dialogue = Dialogue.greeted()
    dialogue.openData()
    dialogue.send("half a message\r\n")
    dialogue.feed(.peerClosed)
    #expect(dialogue.messages.isEmpty)
    #expect(dialogue.isClosed)
    #expect(dialogue.notices.map(\.reply) == [.connectionLost])
  }

  @Test func `A client that closes its half behind the message still gets its answer`() {
    var dialogue = Dialogue.greeted()
    dialogue.message = { _ in nil }
    dialogue.openData()
    dialogue.send("text\r\n.\r\nQUIT\r\n")
    dialogue.feed(.peerClosed)
    guard case .deliver(let token, _, _)? = dialogue.actions.last else {
      Issue.record("no message")
      return
    }
    dialogue.feed(.messageDecided(token, [.ok]))
    #expect(dialogue.codes.suffix(2) == ["250 2.0.0", "221 2.0.0"])
    #expect(dialogue.isClosed)
  }
}
