import SMTP
import Testing

/// BDAT (RFC 3030).
@Suite struct ChunkTests {
  static func open(_ change: (inout SMTPSession.Settings) -> Void = { _ in }) -> Dialogue {
    var dialogue = Dialogue.greeted(.mx, change)
    dialogue.send("MAIL FROM:<a@b.test>\r\nRCPT TO:<1@sms.example.test>\r\n")
    dialogue.actions = []
    return dialogue
  }

  @Test(arguments: [true, false])
  func `Chunks are put together as they are, dots and bare line feeds included`(byByte: Bool) {
    var dialogue = Self.open()
    dialogue.send("BDAT 6\r\n.\r\na\n\0BDAT 0005 LAST\r\n.\r\n.\nMAIL FROM:<>\r\n", byByte: byByte)
    #expect(dialogue.messages.map(\.content) == [".\r\na\n\0.\r\n.\n"])
    #expect(dialogue.codes == ["250 2.0.0", "250 2.0.0", "250 2.1.0"])
  }

  @Test(arguments: ["BDAT", "BDAT x", "BDAT -1", "BDAT 1 FIRST", "BDAT 1 LAST x", "BDAT 1111111111111111111"])
  func `A malformed BDAT ends the session`(line: String) {
    var dialogue = Self.open()
    dialogue.say(line)
    #expect(dialogue.codes == ["521 5.5.4"])
    #expect(dialogue.isClosed)
  }

  @Test(arguments: [true, false])
  func `A chunk over the size limit is read over, and the rest of the message too`(byByte: Bool) {
    var dialogue = Self.open { $0.limits.message = 10 }
    dialogue.send("BDAT 5\r\n12345BDAT 6\r\n123456BDAT 1\r\n1BDAT 3 LAST\r\n123", byByte: byByte)
    #expect(dialogue.codes == ["250 2.0.0", "552 5.3.4", "503 5.5.1", "503 5.5.1"])
    #expect(dialogue.messages.isEmpty)
    #expect(dialogue.say("DATA") == "503 5.5.1 Need MAIL command")
  }

  @Test(arguments: [(10, "250 2.0.0"), (11, "552 5.3.4")])
  func `One last chunk at the size limit is taken and one past it refused`(size: Int, code: String) {
    var dialogue = Self.open { $0.limits.message = 10 }
    dialogue.send("BDAT \(size) LAST\r\n" + String(repeating: "x", count: size))
    #expect(dialogue.codes == [code])
    #expect(dialogue.say("RCPT TO:<1@sms.example.test>") == "503 5.5.1 Need MAIL command")
  }

  @Test func `A chunk nobody could swallow ends the session`() {
    var dialogue = Self.open { $0.limits.message = 10 }
    dialogue.say("BDAT 41")
    #expect(dialogue.codes == ["421 4.3.1"])
    #expect(dialogue.isClosed)
  }

  @Test func `RSET ends a failed message`() {
    var dialogue = Self.open()
    dialogue.send("BDAT 0\r\n")
    #expect(dialogue.codes == ["551 5.5.1"])
    dialogue.send("RSET\r\nMAIL FROM:<a@b.test>\r\n")
    #expect(dialogue.codes == ["551 5.5.1", "250 2.0.0", "250 2.1.0"])
  }

  @Test func `An empty last chunk ends the message`() {
    var dialogue = Self.open()
    dialogue.send("BDAT 2\r\n\r\nBDAT 0 LAST\r\n")
    #expect(dialogue.messages.map(\.content) == ["\r\n"])
  }

  @Test(arguments: [(3, "250 2.0.0"), (4, "552 5.3.4")])
  func `The number of chunks is bounded`(chunks: Int, code: String) {
    var dialogue = Self.open { $0.limits.chunks = 3 }
    for _ in 0..<chunks { dialogue.send("BDAT 1\r\nx") }
    #expect(dialogue.codes.last == code)
  }

  @Test(arguments: ["MAIL FROM:<a@b.test>", "RCPT TO:<1@sms.example.test>", "DATA"])
  func `Between chunks a message cannot be changed`(line: String) {
    var dialogue = Self.open()
    dialogue.send("BDAT 1\r\nx")
    #expect(Dialogue.code(dialogue.say(line)) == "503 5.5.1")
  }

  @Test(arguments: [true, false])
  func `The chunk behind a refused BDAT is no command`(byByte: Bool) {
    var dialogue = Dialogue.greeted()
    dialogue.send("BDAT 6 LAST\r\nQUIT\r\nNOOP\r\n", byByte: byByte)
    #expect(dialogue.codes == ["503 5.5.1", "250 2.0.0"])
    #expect(!dialogue.isClosed)
  }

  @Test func `Without a valid recipient BDAT is refused like DATA`() {
    var dialogue = Dialogue.greeted()
    dialogue.recipient = { _ in .refused(Reply(550, 1, 1, "Unknown")) }
    dialogue.send("MAIL FROM:<a@b.test>\r\nRCPT TO:<1@sms.example.test>\r\nBDAT 2 LAST\r\nxx")
    #expect(dialogue.codes == ["250 2.1.0", "550 5.1.1", "554 5.5.1"])
  }
}
