import SMTP
import Testing

/// What may stand behind what in one packet (RFC 2920), and what never may.
@Suite struct SynchronizationTests {
  @Test(arguments: [
    "EHLO x", "HELO x", "NOOP", "VRFY a", "EXPN a", "STARTTLS", "AUTH PLAIN", "TURN",
  ])
  func `Octets behind a command that ends a group end the session`(line: String) {
    var dialogue = Dialogue.greeted(.submission)
    dialogue.send("\(line)\r\nMAIL FROM:<a@b>\r\n")
    #expect(dialogue.codes == ["554 5.5.0"])
    #expect(dialogue.isClosed)
    #expect(!dialogue.actions.contains(.startTLS))
  }

  @Test func `Octets behind DATA end the session before a single one is read as a message`() {
    var dialogue = Dialogue.greeted()
    dialogue.send("MAIL FROM:<a@b>\r\nRCPT TO:<1@c>\r\nDATA\r\ntext\r\n.\r\n")
    #expect(dialogue.codes == ["250 2.1.0", "250 2.1.5", "554 5.5.0"])
    #expect(dialogue.messages.isEmpty)
  }

  @Test func `MAIL, RCPT, RSET and a last DATA may come together`() {
    var dialogue = Dialogue.greeted()
    dialogue.send("RSET\r\nMAIL FROM:<a@b>\r\nRCPT TO:<1@c>\r\nRSET\r\nMAIL FROM:<a@b>\r\nRCPT TO:<2@c>\r\nDATA\r\n")
    #expect(
      dialogue.codes == ["250 2.0.0", "250 2.1.0", "250 2.1.5", "250 2.0.0", "250 2.1.0", "250 2.1.5", "354"])
  }

  @Test func `The replies to a group keep their order while the outside thinks`() {
    var dialogue = Dialogue.greeted()
    dialogue.recipient = { _ in nil }
    dialogue.send("MAIL FROM:<a@b>\r\nRCPT TO:<1@c>\r\nRCPT TO:<2@c>\r\nDATA\r\n")
    #expect(dialogue.codes == ["250 2.1.0"])
    dialogue.recipient = { _ in .accepted(text: nil) }
    guard case .checkRecipient(let token, _, _)? = dialogue.actions.last else {
      Issue.record("nobody was asked")
      return
    }
    dialogue.feed(.recipientDecided(token, .refused(Reply(550, 1, 1, "No"))))
    #expect(dialogue.codes == ["250 2.1.0", "550 5.1.1", "250 2.1.5", "354"])
    dialogue.feed(.recipientDecided(token, .accepted(text: nil)))
    #expect(dialogue.codes.count == 4)
  }

  @Test(arguments: ["RSET\r\nRSET\r\n", "HELO x\r\n|MAIL FROM:<a@b>\r\nRCPT TO:<1@c>\r\n", "FOO\r\nBAR\r\n"])
  func `A client that was never told about pipelining may not pipeline`(text: String) {
    var dialogue = Dialogue()
    for part in text.split(separator: "|") { dialogue.send(String(part)) }
    #expect(dialogue.codes.last == "554 5.5.0")
    #expect(dialogue.isClosed)
  }

  @Test func `The same may be tolerated, but never behind STARTTLS`() {
    var dialogue = Dialogue { $0.tolerance = .unsynchronized }
    dialogue.send("HELO x\r\nMAIL FROM:<a@b>\r\nRCPT TO:<1@c>\r\nDATA\r\ntext\r\n.\r\nNOOP\r\n")
    #expect(dialogue.codes == ["220", "250", "250 2.1.0", "250 2.1.5", "354", "250 2.0.0", "250 2.0.0"])
    dialogue.send("STARTTLS\r\nRSET\r\n")
    #expect(dialogue.codes.last == "554 5.5.0")
    #expect(!dialogue.actions.contains(.startTLS))
  }

  @Test func `A client that talks before the banner is sent away`() {
    var dialogue = Dialogue(connected: false) { $0.timeouts.greetingDelay = .seconds(2) }
    dialogue.feed(.connected(refusal: nil))
    dialogue.send("EHLO x\r\n")
    #expect(dialogue.lines == ["554 5.5.0 SMTP protocol synchronization error"])
    #expect(dialogue.isClosed)
    var patient = Dialogue(connected: false) { $0.timeouts.greetingDelay = .seconds(2) }
    patient.feed(.connected(refusal: nil))
    #expect(patient.session.deadline == patient.now + .seconds(2))
    patient.pass(.seconds(2))
    #expect(patient.codes == ["220"])
  }

  @Test func `QUIT may be last in any group, and nothing behind it is looked at`() {
    var dialogue = Dialogue.greeted()
    dialogue.send("MAIL FROM:<a@b>\r\nQUIT\r\nRCPT TO:<1@c>\r\n")
    #expect(dialogue.codes == ["250 2.1.0", "221 2.0.0"])
    #expect(dialogue.isClosed)
    dialogue.send("NOOP\r\n")
    #expect(dialogue.codes.count == 2)
  }

  @Test func `STARTTLS forgets everything that was said before`() {
    var dialogue = Dialogue.greeted()
    dialogue.say("MAIL FROM:<a@b>")
    #expect(dialogue.say("STARTTLS x") == "501 5.5.4 This command takes no argument")
    #expect(dialogue.say("STARTTLS") == "220 2.0.0 Ready to start TLS")
    #expect(dialogue.actions.last == .startTLS)
    #expect(dialogue.session.deadline == dialogue.now + .seconds(30))
    dialogue.feed(.tlsEstablished(Dialogue.tls))
    #expect(dialogue.say("RCPT TO:<1@c>") == "503 5.5.1 Send EHLO first")
    #expect(dialogue.say("MAIL FROM:<a@b>") == "503 5.5.1 Send EHLO first")
    #expect(!dialogue.say("EHLO x").utf8.split(separator: 13).contains { $0.elementsEqual("\n250-STARTTLS".utf8) })
    #expect(dialogue.say("STARTTLS") == "503 5.5.1 TLS is already active")
  }

  @Test func `A failed or endless handshake closes without a word`() {
    for event in [SMTPSession.Event.tlsFailed, .received([1]), .peerClosed] {
      var dialogue = Dialogue.greeted()
      dialogue.say("STARTTLS")
      let count = dialogue.codes.count
      dialogue.feed(event)
      #expect(dialogue.isClosed)
      #expect(dialogue.codes.count == count)
    }
    var slow = Dialogue.greeted()
    slow.say("STARTTLS")
    slow.pass(.seconds(30))
    #expect(slow.isClosed)
  }

  @Test func `Without a certificate STARTTLS is not offered`() {
    var dialogue = Dialogue.greeted { $0.offersTLS = false }
    #expect(dialogue.say("STARTTLS") == "454 4.7.0 TLS not available due to temporary reason")
  }

  /// Each conversation in the groups that a client sends at once.
  static let conversations: [[String]] = [
    [
      "EHLO x\r\n", "MAIL FROM:<a@b>\r\nRCPT TO:<1@c>\r\nRCPT TO:<bad\r\nDATA\r\n",
      "..a\r\n\r\n.\r\nMAIL FROM:<>\r\nRSET\r\nQUIT\r\n",
    ],
    [
      "EHLO x\r\n", "MAIL FROM:<a@b>\r\nRCPT TO:<1@c>\r\nBDAT 3\r\na\r\nBDAT 99 LAST\r\n",
      String(repeating: "x", count: 99), "FOO\r\n",
    ],
    ["EHLO x\r\n", "MAIL FROM:<a@b>\r\nRCPT TO:<1@c>\r\nBDAT 0\r\nBDAT 2\r\nxxBDAT 1 LAST\r\nxRCPT TO:<1@c>\r\n"],
    ["HELO x\r\n", "MAIL FROM:<a@b>\r\n", "RCPT TO:<1@c>\r\n", "DATA\r\n", "a\nb\r\n.\r\n"],
    ["EHLO x\r\n", "NOOP\n"], ["GET / HTTP/1.1\r\nHost: gw\r\n\r\n"],
    ["EHLO x\r\n", "BDAT 5\r\nQUIT\n", "AUTH PLAIN\r\n", "STARTTLS\r\n"],
  ]

  @Test(arguments: conversations)
  func `The size of the pieces changes nothing where a client keeps its groups`(groups: [String]) {
    var (once, slow) = (Dialogue(), Dialogue())
    for group in groups {
      once.send(group)
      slow.send(group, byByte: true)
    }
    #expect(once.actions == slow.actions)
    #expect(once.codes.count >= groups.count)
  }

  @Test func `Whether octets count as sent ahead depends on when they arrive`() {
    // One by one each command is answered before the next one starts, which is what a client that waits looks like.
    var slow = Dialogue.greeted()
    slow.send("NOOP\r\nNOOP\r\n", byByte: true)
    #expect(slow.codes == ["250 2.0.0", "250 2.0.0"])
    var once = Dialogue.greeted()
    once.send("NOOP\r\nNOOP\r\n")
    #expect(once.codes == ["554 5.5.0"])
  }
}
