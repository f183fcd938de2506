import SMTP
import Testing

/// Every bound of a session at the bound and one past it, and every clock.
@Suite struct LimitTests {
  @Test(
    arguments: [(2_046, "250 2.0.0"), (2_047, "500 5.5.2"), (65_534, "500 5.5.2"), (65_535, "421 4.7.0")],
    [true, false])
  func `The length of a command line`(_ row: (length: Int, code: String), byByte: Bool) {
    var dialogue = Dialogue.greeted()
    dialogue.say("NOOP " + String(repeating: "x", count: row.length - 5), byByte: byByte)
    #expect(dialogue.codes == [row.code])
    #expect(dialogue.isClosed == (row.code == "421 4.7.0"))
  }

  @Test(arguments: [14_334, 14_335, 14_336, 14_337])
  func `A line around the longest one kept is refused alike in any pieces`(length: Int) {
    let line = "NOOP " + String(repeating: "x", count: length - 5)
    var (once, slow) = (Dialogue.greeted(), Dialogue.greeted())
    once.say(line)
    slow.say(line, byByte: true)
    #expect(once.codes == ["500 5.5.2"])
    #expect(slow.actions == once.actions)
  }

  @Test(arguments: [(65_536, false), (65_537, true)])
  func `A line that never ends`(length: Int, isClosed: Bool) {
    var dialogue = Dialogue.greeted()
    dialogue.send([UInt8](repeating: 120, count: length))
    #expect(dialogue.isClosed == isClosed)
  }

  @Test func `A bare line feed in a command ends the session, or is read as CRLF`() {
    var strict = Dialogue.greeted()
    strict.send("NOOP\n")
    #expect(strict.codes == ["500 5.5.2"])
    #expect(strict.isClosed)
    var loose = Dialogue.greeted { $0.bareNewlines = .normalize }
    loose.send("NOOP\n")
    #expect(loose.codes == ["250 2.0.0"])
  }

  @Test func `Recipients past the limit are put off, and cost something past the overshoot`() {
    var dialogue = Dialogue.authenticated {
      $0.limits.recipients = 100
      $0.limits.recipientOvershoot = 3
      $0.limits.errors = 2
    }
    dialogue.say("MAIL FROM:<a@b>")
    for number in 0..<100 { #expect(dialogue.say("RCPT TO:<\(number)@c>") == "250 2.1.5 Recipient ok") }
    for _ in 0..<5 { #expect(Dialogue.code(dialogue.say("RCPT TO:<1@c>")) == "452 4.5.3") }
    #expect(Dialogue.code(dialogue.say("RCPT TO:<1@c>")) == "421 4.7.0")
  }

  @Test func `The null sender has one recipient`() {
    var dialogue = Dialogue.greeted()
    dialogue.say("MAIL FROM:<>")
    #expect(Dialogue.code(dialogue.say("RCPT TO:<1@c>")) == "250 2.1.5")
    #expect(Dialogue.code(dialogue.say("RCPT TO:<2@c>")) == "452 4.5.3")
  }

  @Test func `Errors past ten make the client wait, past twenty end the session`() {
    var dialogue = Dialogue.greeted()
    for _ in 0..<10 { #expect(Dialogue.code(dialogue.say("DATA")) == "503 5.5.1") }
    #expect(Dialogue.code(dialogue.say("DATA")) == "503 5.5.1")
    for _ in 11..<20 {
      #expect(dialogue.say("DATA") == "")
      #expect(dialogue.session.deadline == dialogue.now + .seconds(1))
      dialogue.pass(.seconds(1))
    }
    dialogue.say("DATA")
    dialogue.pass(.seconds(1))
    #expect(dialogue.codes.last == "421 4.7.0")
    #expect(dialogue.codes.count == 21)
    #expect(dialogue.isClosed)
  }

  @Test func `Three lines that are no commands end the session of a stranger`() {
    var stranger = Dialogue.greeted()
    #expect(Dialogue.code(stranger.say("FOO")) == "500 5.5.2")
    #expect(Dialogue.code(stranger.say("BAR")) == "500 5.5.2")
    #expect(Dialogue.code(stranger.say("BAZ")) == "421 4.7.0")
    var user = Dialogue.authenticated()
    for _ in 0..<5 { #expect(Dialogue.code(user.say("FOO")) == "500 5.5.2") }
  }

  @Test func `Idle commands past their budget are errors`() {
    var dialogue = Dialogue.greeted {
      $0.limits.idleCommands = 3
      $0.limits.errors = 1
    }
    // EHLO was the first.
    for _ in 0..<3 { #expect(dialogue.say("NOOP") == "250 2.0.0 Ok") }
    #expect(Dialogue.code(dialogue.say("RSET")) == "421 4.7.0")
  }

  @Test func `A session has a number of messages`() {
    var dialogue = Dialogue.greeted { $0.limits.messages = 2 }
    for _ in 0..<2 {
      dialogue.openData()
      dialogue.send(".\r\n")
    }
    #expect(dialogue.messages.count == 2)
    #expect(Dialogue.code(dialogue.say("MAIL FROM:<a@b>")) == "421 4.7.0")
  }

  @Test func `What is sent ahead is bounded: reading stops, resumes, and ends`() {
    var dialogue = Dialogue.greeted {
      $0.limits.bufferedInput = 1_000
      $0.limits.inputOverrun = 500
    }
    dialogue.recipient = { _ in nil }
    dialogue.send("MAIL FROM:<a@b>\r\nRCPT TO:<1@c>\r\n")
    dialogue.send([UInt8](repeating: 120, count: 1_000))
    #expect(!dialogue.actions.contains(.stopReading))
    var other = dialogue
    dialogue.send("\r\n")
    #expect(dialogue.actions.last == .stopReading)
    dialogue.pass(.seconds(120))
    #expect(dialogue.codes.suffix(2) == ["451 4.3.0", "500 5.5.2"])
    #expect(dialogue.actions.contains(.resumeReading))
    other.send([UInt8](repeating: 120, count: 500))
    #expect(!other.isClosed)
    other.send("x")
    #expect(other.isClosed)
  }

  @Test func `A command has five minutes, one minute where a login is due, however it trickles in`() {
    for (kind, seconds) in [(SMTPSession.ListenerKind.mx, 300), (.implicitTLS, 60)] {
      var dialogue = Dialogue(kind)
      dialogue.say("EHLO x")
      dialogue.now += .seconds(seconds - 1)
      dialogue.send("NO")
      #expect(dialogue.session.deadline == dialogue.now + .seconds(1))
      dialogue.pass(.seconds(1))
      #expect(dialogue.codes.last == "421 4.4.2")
      #expect(dialogue.isClosed)
    }
  }

  @Test func `Message data earns its time`() {
    var dialogue = Dialogue.greeted()
    dialogue.openData()
    dialogue.now += .seconds(100)
    dialogue.send([UInt8](repeating: 120, count: 5_000))
    #expect(dialogue.session.deadline == dialogue.now + .seconds(210))
    dialogue.send([UInt8](repeating: 120, count: 60_000))
    #expect(dialogue.session.deadline == dialogue.now + .seconds(300))
    dialogue.pass(.seconds(299))
    #expect(!dialogue.isClosed)
    dialogue.pass(.seconds(1))
    #expect(dialogue.codes.last == "421 4.4.2")
    #expect(dialogue.messages.isEmpty)
  }

  @Test func `A session ends after twenty minutes, but not within a message`() {
    var dialogue = Dialogue.greeted()
    dialogue.openData()
    for _ in 0..<5 {
      dialogue.now += .seconds(290)
      dialogue.send([UInt8](repeating: 120, count: 60_000) + [13, 10])
    }
    dialogue.send("\r\n.\r\n")
    #expect(dialogue.codes.last == "250 2.0.0")
    dialogue.pass(.zero)
    #expect(dialogue.codes.last == "421 4.7.0")
    #expect(dialogue.isClosed)
  }

  @Test func `A shutdown lets a transaction finish`() {
    var dialogue = Dialogue.greeted()
    dialogue.openData()
    dialogue.feed(.shutdownRequested)
    dialogue.pass(.seconds(5))
    dialogue.send("text\r\n.\r\n")
    #expect(dialogue.codes.last == "250 2.0.0")
    dialogue.say("MAIL FROM:<a@b>")
    #expect(dialogue.codes.last == "421 4.3.2")
    #expect(dialogue.isClosed)
    var idle = Dialogue.greeted()
    idle.feed(.shutdownRequested)
    idle.pass(.seconds(1))
    #expect(idle.codes == ["421 4.3.2"])
  }

  @Test func `An answer that does not come is a temporary failure, and comes too late afterwards`() {
    var dialogue = Dialogue.greeted()
    dialogue.message = { _ in nil }
    dialogue.openData()
    dialogue.send(".\r\n")
    guard case .deliver(let token, _, _)? = dialogue.actions.last else {
      Issue.record("no message")
      return
    }
    dialogue.pass(.seconds(540))
    #expect(dialogue.codes.last == "451 4.3.0")
    dialogue.feed(.messageDecided(token, [.ok]))
    #expect(dialogue.codes.last == "451 4.3.0")
    #expect(dialogue.say("NOOP") == "250 2.0.0 Ok")
  }

  @Test func `XCLIENT starts anew for trusted proxies`() {
    var dialogue = Dialogue.greeted { $0.trustsXCLIENT = true }
    dialogue.say("XCLIENT ADDR=IPV6:2001:db8::1 NAME=[UNAVAILABLE] LOGIN=us+65r")
    #expect(dialogue.codes == ["220"])
    var expected = ClientAttributes()
    expected.address = "2001:db8::1"
    expected.login = "user"
    #expect(dialogue.actions.first == .clientRevealed(expected))
    #expect(Dialogue.code(dialogue.say("MAIL FROM:<a@b>")) == "503 5.5.1")
    #expect(Dialogue.code(dialogue.say("XCLIENT COLOR=red")) == "501 5.5.4")
    #expect(Dialogue.code(dialogue.say("XCLIENT ADDR=+0A")) == "501 5.5.4")
  }
}
