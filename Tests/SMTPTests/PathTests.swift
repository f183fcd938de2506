import SMTP
import Testing

/// Addresses and parameters, through MAIL and RCPT.
@Suite struct PathTests {
  static let local64 = String(repeating: "a", count: 64)

  /// Domains of the given total length out of labels.
  static func domain(_ length: Int) -> String {
    String((0..<length).map { $0 % 10 == 9 && $0 != length - 1 ? "." : "d" })
  }

  @Test(arguments: [
    ("<a@b.test>", "a@b.test"), ("<A.b+c@b.test>", "A.b+c@b.test"), ("<>", ""),
    ("<@x.test,@y.test:u@c.test>", "u@c.test"),
    ("<\"a b\"@c.test>", "\"a b\"@c.test"), ("<\"a\\\"b\"@c.test>", "\"a\\\"b\"@c.test"),
    ("<\"ab\"@c.test>", "ab@c.test"),
    ("<a@[192.0.2.1]>", "a@[192.0.2.1]"), ("<a@[IPv6:2001:db8::1]>", "a@[IPv6:2001:db8::1]"),
    ("<a%b@c.test>", "a%b@c.test"),
    ("<\(local64)@c.test>", "\(local64)@c.test"), ("<a@\(domain(252))>", "a@\(domain(252))"),
    ("<a@b.test>  ", "a@b.test"),
  ])
  func `Senders are read`(path: String, address: String) {
    var dialogue = Dialogue.greeted { $0.checksSenderAtMail = true }
    dialogue.say("mail from:\(path)")
    #expect(dialogue.codes == ["250 2.1.0"])
    guard case .checkSender(_, let envelope)? = dialogue.actions.first else {
      Issue.record("nobody was asked")
      return
    }
    #expect(envelope.sender.address == address)
  }

  @Test(arguments: [
    ("", "501 5.5.4"), ("FROM", "501 5.5.4"), ("FROM:", "501 5.5.4"), ("TO:<a@b>", "501 5.5.4"),
    ("FROM:foo@bar", "501 5.5.4"),
    ("FROM: <a@b>", "501 5.5.4"), ("FROM:<a@b>x", "501 5.5.4"), ("FROM:<a@b", "501 5.1.7"), ("FROM:<a@>", "501 5.1.7"),
    ("FROM:<@b>", "501 5.1.7"), ("FROM:<a>", "501 5.1.7"), ("FROM:<a..b@c>", "501 5.1.7"), ("FROM:<.a@c>", "501 5.1.7"),
    ("FROM:<a b@c>", "501 5.1.7"), ("FROM:<\"a@c>", "501 5.1.7"), ("FROM:<a@b..c>", "501 5.1.7"),
    ("FROM:<a@-b>", "501 5.1.7"),
    ("FROM:<a@[1.2.3>", "501 5.1.7"), ("FROM:<@x:a@b,c>", "501 5.1.7"), ("FROM:<@x,y:a@b>", "501 5.1.7"),
    ("FROM:<a\(local64)@c>", "501 5.1.7"), ("FROM:<a@\(domain(253))>", "501 5.1.7"), ("FROM:<é@b.test>", "553 5.6.7"),
    ("FROM:<a@b> X-NO", "555 5.5.4"), ("FROM:<a@b> SIZE=1 size=2", "501 5.5.4"), ("FROM:<a@b> SIZE=", "501 5.5.4"),
    ("FROM:<a@b> SIZE=x", "501 5.5.4"), ("FROM:<a@b> SIZE", "501 5.5.4"), ("FROM:<a@b> BODY=BINARYMIME", "501 5.5.4"),
    ("FROM:<a@b> SMTPUTF8=1", "501 5.5.4"), ("FROM:<a@b> =1", "501 5.5.4"), ("FROM:<a@b> RET=FULL", "555 5.5.4"),
    ("FROM:<a@b> SIZE=1048577", "552 5.3.4"),
  ])
  func `Bad senders and parameters are refused`(argument: String, code: String) {
    var dialogue = Dialogue.greeted()
    #expect(Dialogue.code(dialogue.say("MAIL \(argument)")) == code)
  }

  @Test(arguments: [
    "RET=FULL", "RET=hdrs", "ENVID=a+2Bb", "AUTH=<>", "AUTH=a@b.test", "HOLDFOR=2592000",
    "HOLDUNTIL=2026-01-31T00:00:00Z",
    "HOLDUNTIL=1999-01-01T00:00:00Z", "BY=60;R", "BY=-5;N", "by=120;rt", "MT-PRIORITY=-9", "MT-PRIORITY=9",
    "SIZE=1048576",
    "BODY=8bitmime", "SMTPUTF8",
  ])
  func `Parameters of submission are taken`(parameter: String) {
    var dialogue = Dialogue.authenticated()
    #expect(Dialogue.code(dialogue.say("MAIL FROM:<a@b> \(parameter)")) == "250 2.1.0")
  }

  @Test(arguments: [
    "RET=ALL", "ENVID=a+00", "ENVID=a+0", "ENVID=a+7f", "ENVID=a=b", "ENVID=\(String(repeating: "x", count: 101))",
    "HOLDFOR=2592001", "HOLDFOR=1234567890", "HOLDFOR=-1", "HOLDUNTIL=2026-01-31T00:00:01Z", "HOLDUNTIL=tomorrow",
    "HOLDUNTIL=2026-02-30T00:00:00Z", "HOLDFOR=1 HOLDUNTIL=2026-01-02T00:00:00Z", "BY=59;R", "BY=0;R", "BY=-1;R",
    "BY=60",
    "BY=60;X", "BY=1234567890;N", "MT-PRIORITY=10", "MT-PRIORITY=--1", "MT-PRIORITY=+1", "AUTH=",
  ])
  func `Bad values of submission parameters are refused`(parameter: String) {
    var dialogue = Dialogue.authenticated()
    #expect(Dialogue.code(dialogue.say("MAIL FROM:<a@b> \(parameter)")) == "501 5.5.4")
  }

  @Test func `Parameters travel in the envelope`() {
    var dialogue = Dialogue.authenticated()
    dialogue.send(
      "MAIL FROM:<a@b.test> RET=HDRS ENVID=Q+2B1 HOLDUNTIL=2026-01-01T01:00:00+00:30 BY=3600;R MT-PRIORITY=-3 BODY=8BITMIME\r\n"
        + "RCPT TO:<1@sms.test> NOTIFY=SUCCESS,delay ORCPT=RFC822;x+40y.test\r\nRCPT TO:<2@sms.test> NOTIFY=NEVER\r\n")
    dialogue.say("DATA")
    dialogue.send("x\r\n.\r\n")
    let envelope = dialogue.messages.first?.envelope
    #expect(envelope?.parameters.returned == .headers)
    #expect(envelope?.parameters.envelopeID == "Q+1")
    #expect(envelope?.holdSeconds == 1_800)
    #expect(envelope?.parameters.deliverBy == DeliverBy(seconds: 3_600, mode: .returnMessage))
    #expect(envelope?.parameters.priority == -3)
    #expect(envelope?.parameters.isEightBit == true)
    #expect(envelope?.recipients.map(\.path.address) == ["1@sms.test", "2@sms.test"])
    #expect(envelope?.recipients.first?.parameters.notify == [.success, .delay])
    #expect(envelope?.recipients.first?.parameters.originalRecipient?.address == "x@y.test")
    #expect(envelope?.recipients.first?.parameters.originalRecipient?.type == "rfc822")
    #expect(envelope?.recipients.last?.parameters.notify == .never)
    #expect(envelope?.authenticatedUser == "user")
    #expect(envelope?.transmission == "ESMTPSA")
  }

  @Test(arguments: [
    ("<user%other@gw.test>", "550 5.7.1"), ("<a!b@gw.test>", "550 5.7.1"), ("<\"u@x\"@gw.test>", "550 5.7.1"),
    ("<\"u%x\"@gw.test>", "550 5.7.1"), ("<@relay.test:375291234567@gw.test>", "250 2.1.5"),
    ("<postmaster>", "250 2.1.5"),
    ("<PostMaster>", "250 2.1.5"), ("<root>", "501 5.1.3"), ("<>", "501 5.1.3"),
    ("<a@b> NOTIFY=SUCCESS,NEVER", "501 5.5.4"),
    ("<a@b> NOTIFY=SUCCESS,SUCCESS", "501 5.5.4"), ("<a@b> NOTIFY=", "501 5.5.4"), ("<a@b> ORCPT=x", "501 5.5.4"),
    ("<a@b> ORCPT=rfc822;a+0A", "501 5.5.4"), ("<a@b> ORCPT=rfc822;\(String(repeating: "x", count: 494))", "501 5.5.4"),
    ("<a@b> ORCPT=rfc822;\(String(repeating: "x", count: 493))", "250 2.1.5"), ("<a@b> SIZE=1", "555 5.5.4"),
    ("<é@b.test>", "553 5.6.7"), ("<\"+375 29 123-45-67\"@gw.test>", "250 2.1.5"),
  ])
  func `Recipients are read, and relay attempts refused`(argument: String, code: String) {
    var dialogue = Dialogue.authenticated()
    dialogue.say("MAIL FROM:<a@b.test>")
    #expect(Dialogue.code(dialogue.say("RCPT TO:\(argument)")) == code)
  }

  @Test func `An address in UTF-8 needs SMTPUTF8 and comes through with it`() {
    var dialogue = Dialogue.greeted()
    dialogue.say("MAIL FROM:<é@b.test> SMTPUTF8")
    dialogue.say("RCPT TO:<ж@sms.test>")
    dialogue.say("DATA")
    dialogue.send(".\r\n")
    #expect(dialogue.messages.first?.envelope.sender.address == "é@b.test")
    #expect(dialogue.messages.first?.envelope.transmission == "UTF8SMTP")
  }

  @Test(arguments: [
    ("MAIL FROM:foo@bar", "250 2.1.0"), ("MAIL FROM: <a@b>", "250 2.1.0"), ("MAIL FROM:<root>", "250 2.1.0"),
    ("MAIL FROM:foo@bar SIZE=5", "250 2.1.0"), ("MAIL FROM:", "501 5.5.4"),
  ])
  func `Old devices may write addresses loosely where that is allowed`(line: String, code: String) {
    var dialogue = Dialogue.greeted { $0.tolerance = .loosePaths }
    #expect(Dialogue.code(dialogue.say(line)) == code)
  }
}
