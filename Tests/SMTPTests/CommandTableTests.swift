import Testing

@testable import SMTP

/// Which command is answered how, at which point of a session.
@Suite struct CommandTableTests {
  @Test(arguments: [
    ("EHLO", "501 5.5.4"), ("HELO", "501 5.5.4"), ("MAIL FROM:<a@b>", "503 5.5.1"), ("RCPT TO:<a@b>", "503 5.5.1"),
    ("DATA", "503 5.5.1"), ("DATA x", "503 5.5.1"), ("RSET", "250 2.0.0"), ("NOOP", "250 2.0.0"),
    ("noop x", "250 2.0.0"),
    ("QUIT", "221 2.0.0"), ("HELP", "214 2.0.0"), ("VRFY a", "252 2.5.0"), ("EXPN a", "502 5.5.1"),
    ("FOO", "500 5.5.2"),
    ("", "500 5.5.2"), ("SEND FROM:<a@b>", "502 5.5.1"), ("SOML", "502 5.5.1"), ("SAML", "502 5.5.1"),
    ("TURN", "502 5.5.1"),
    ("ETRN x", "502 5.5.1"), ("STARTTLS", "503 5.5.1"), ("AUTH PLAIN", "503 5.5.1"),
    ("XCLIENT ADDR=1.2.3.4", "502 5.5.1"),
    ("LHLO x", "500 5.5.2"), ("NOOP \u{1}", "500 5.5.2"), ("NOOP \0", "500 5.5.2"), ("GET / HTTP/1.1", "421 4.7.0"),
    ("post /", "421 4.7.0"), ("CONNECT a:25", "421 4.7.0"), ("Host: gw", "421 4.7.0"), ("X-Anything:", "421 4.7.0"),
    ("EHLO client.test", "250"), ("helo client.test", "250"),
  ])
  func `Before EHLO`(line: String, code: String) {
    var dialogue = Dialogue()
    dialogue.say(line)
    #expect(dialogue.codes.last?.utf8.starts(with: code.utf8) == true)
    #expect(dialogue.isClosed == (code.hasPrefix("421") || code.hasPrefix("221")))
  }

  @Test(arguments: [true, false])
  func `A mail goes through, and its transaction is over with its reply`(byByte: Bool) {
    for (replies, code) in [([Reply.ok], "250 2.0.0"), ([.localError], "451 4.3.0"), ([], "451 4.3.0")] {
      var dialogue = Dialogue.greeted()
      dialogue.message = { _ in replies }
      for line in ["MAIL FROM:<a@b>", "RCPT TO:<1@c>", "DATA", "text", "."] { dialogue.say(line, byByte: byByte) }
      #expect(dialogue.codes == ["250 2.1.0", "250 2.1.5", "354", code])
      #expect(dialogue.say("RCPT TO:<1@c>") == "503 5.5.1 Need MAIL command")
      #expect(dialogue.say("DATA") == "503 5.5.1 Need MAIL command")
    }
  }

  @Test func `In a transaction`() {
    var dialogue = Dialogue.greeted()
    dialogue.say("MAIL FROM:<a@b>")
    #expect(dialogue.say("MAIL FROM:<a@b>") == "503 5.5.1 Nested MAIL command")
    #expect(dialogue.say("DATA") == "503 5.5.1 Need RCPT command")
    dialogue.recipient = { _ in .refused(Reply(550, 1, 1, "Unknown")) }
    #expect(dialogue.say("RCPT TO:<1@c>") == "550 5.1.1 Unknown")
    #expect(dialogue.say("DATA") == "554 5.5.1 No valid recipients")
    dialogue.recipient = { _ in .accepted(text: "MTS, Belarus") }
    #expect(dialogue.say("RCPT TO:<2@c>") == "250 2.1.5 MTS, Belarus")
    #expect(dialogue.say("DATA x") == "501 5.5.4 This command takes no argument")
    #expect(dialogue.say("EHLO again.test").utf8.starts(with: "250-gw".utf8))
    #expect(dialogue.say("RCPT TO:<1@c>") == "503 5.5.1 Need MAIL command")
  }

  @Test func `The refusals of the outside go to the client and to the list of rejected mail`() {
    var dialogue = Dialogue.greeted { $0.checksSenderAtMail = true }
    dialogue.sender = Reply(550, 7, 1, "Sender may not use this gateway")
    #expect(dialogue.say("MAIL FROM:<a@b>") == "550 5.7.1 Sender may not use this gateway")
    #expect(dialogue.notices.map(\.stage) == [.sender])
    #expect(dialogue.notices.map(\.sender) == ["a@b"])
    dialogue.sender = nil
    dialogue.recipient = { _ in .refused(Reply(550, 7, 1, "No")) }
    dialogue.say("MAIL FROM:<a@b>")
    dialogue.say("RCPT TO:<1@c>")
    #expect(dialogue.notices.last?.stage == .recipient)
    #expect(dialogue.notices.last?.recipient == "1@c")
    #expect(dialogue.notices.last?.clientName == "client.test")
  }

  @Test func `A turned away client may only quit`() {
    var dialogue = Dialogue(connected: false)
    dialogue.feed(.connected(refusal: .banned))
    #expect(dialogue.say("EHLO x") == "503 5.7.0 Only QUIT is accepted here")
    #expect(dialogue.say("FOO") == "503 5.7.0 Only QUIT is accepted here")
    #expect(dialogue.say("QUIT") == "221 2.0.0 Bye")
    #expect(dialogue.isClosed)
  }

  @Test(arguments: [Reply.tooBusy, .shuttingDown])
  func `421 in place of the banner closes`(reply: Reply) {
    var dialogue = Dialogue(connected: false)
    dialogue.feed(.connected(refusal: reply))
    #expect(dialogue.isClosed)
  }

  @Test func `An old device may start with MAIL or with HELO`() {
    var dialogue = Dialogue { $0.tolerance = .mailWithoutHello }
    #expect(dialogue.say("MAIL FROM:<a@b>") == "250 2.1.0 Sender ok")
    var polite = Dialogue()
    #expect(polite.say("HELO device") == "250 gw.example.test")
    #expect(polite.say("MAIL FROM:<a@b>") == "250 2.1.0 Sender ok")
  }

  @Test func `LMTP answers each accepted recipient in order, duplicates included`() {
    var dialogue = Dialogue { $0.isLMTP = true }
    #expect(dialogue.lines == ["220 gw.example.test LMTP"])
    #expect(Dialogue.code(dialogue.say("EHLO x")) == "500 5.5.2")
    dialogue.say("LHLO x")
    dialogue.message = { _ in [.ok, Reply(550, 1, 1, "No"), .ok] }
    dialogue.actions = []
    for line in ["MAIL FROM:<a@b>", "RCPT TO:<1@c>", "RCPT TO:<2@c>", "RCPT TO:<1@c>", "DATA", "."] {
      dialogue.say(line)
    }
    #expect(dialogue.codes.suffix(3) == ["250 2.0.0", "550 5.1.1", "250 2.0.0"])
    for line in ["MAIL FROM:<a@b>", "RCPT TO:<1@c>", "RCPT TO:<2@c>", "DATA", "x\ny", "."] { dialogue.say(line) }
    #expect(dialogue.codes.suffix(3) == ["550 5.5.2", "550 5.5.2", "421 4.7.0"])
  }

  @Test(arguments: CommandRules.Stage.allCases)
  func `DATA is allowed with an accepted recipient only`(stage: CommandRules.Stage) {
    #expect((CommandRules.refusal(of: .data, at: stage) == nil) == (stage == .recipients))
  }

  @Test func `EHLO on the port for servers`() {
    var dialogue = Dialogue()
    dialogue.actions = []
    dialogue.say("EHLO x")
    #expect(
      dialogue.lines == [
        "250-gw.example.test", "250-PIPELINING", "250-SIZE 1048576", "250-8BITMIME", "250-SMTPUTF8", "250-CHUNKING",
        "250-ENHANCEDSTATUSCODES", "250-STARTTLS", "250 LIMITS RCPTMAX=100",
      ])
  }

  @Test func `EHLO on the port for users behind TLS`() {
    var dialogue = Dialogue(.implicitTLS)
    dialogue.actions = []
    dialogue.say("EHLO x")
    #expect(
      dialogue.lines == [
        "250-gw.example.test", "250-PIPELINING", "250-SIZE 1048576", "250-8BITMIME", "250-SMTPUTF8", "250-CHUNKING",
        "250-ENHANCEDSTATUSCODES", "250-DSN", "250-AUTH PLAIN LOGIN", "250-FUTURERELEASE 2592000 2026-01-31T00:00:00Z",
        "250-DELIVERBY 60", "250-MT-PRIORITY", "250 LIMITS RCPTMAX=100",
      ])
  }
}
