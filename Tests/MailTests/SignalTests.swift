import Mail
import Testing

@Suite("Mails from programs and mails of our own are recognised")
struct LoopSignalTests {
  private func signals(_ headers: [String], _ rules: LoopRules = LoopRules()) throws -> [LoopSignal] {
    try MailReader.read(Samples.mail(headers, Array("text".utf8))).loopSignals(rules)
  }

  @Test(
    "signs",
    arguments: [
      ("Auto-Submitted: auto-replied", [LoopSignal.autoReplied]), ("Auto-Submitted: Auto-Replied; x=y", [.autoReplied]),
      ("Content-Type: multipart/report; boundary=b", [.report]), ("Content-Type: message/delivery-status", [.report]),
      ("X-Autoreply: yes", [.autoReplyHeader("x-autoreply")]),
      ("X-Autorespond: 1", [.autoReplyHeader("x-autorespond")]),
      ("Precedence: auto_reply", [.precedence]),
      // No signs: alerts carry them.
      ("Auto-Submitted: auto-generated", []), ("Auto-Submitted: no", []), ("Precedence: bulk", []),
      ("List-Id: <x>", []), ("X-Auto-Response-Suppress: All", []), ("X-Autoreply: no", []), ("From: a@other.test", []),
    ])
  func signs(header: String, expected: [LoopSignal]) throws {
    #expect(try signals([header]) == expected)
  }

  @Test("hops are counted", arguments: [(50, []), (51, [LoopSignal.tooManyHops(51)])])
  func hops(count: Int, expected: [LoopSignal]) throws {
    #expect(try signals(Array(repeating: "Received: from x", count: count)) == expected)
  }

  @Test("our own domain and our own signature stop a mail, and stand first")
  func own() throws {
    var rules = LoopRules()
    rules.ownDomains = ["sms.example.test"]
    rules.isOwnHop = { $0 == "signed" }
    let found = try signals(
      ["Auto-Submitted: auto-replied", "From: \"x@y\" <r-abc@SMS.example.test>", "X-Passerelle-Id: signed"], rules)
    #expect(found == [.ownDomain("sms.example.test"), .ownHop, .autoReplied])
    #expect(found.map(\.isRefused) == [true, true, false])
    #expect(try signals(["X-Passerelle-Id: forged"], rules) == [])
  }
}

@Suite("Authentication-Results are read as RFC 8601 says")
struct AuthenticationResultsTests {
  private func results(_ fields: [String]) throws -> [AuthenticationResults] {
    try MailReader.read(Samples.mail(fields.map { "Authentication-Results: " + $0 }, [])).authenticationResults(
      from: "mx.example.test")
  }

  @Test("methods, results, reasons and properties")
  func methods() throws {
    let found = try results([
      "mx.example.test (a comment) 1; spf=pass smtp.mailfrom=a@shop.test;\r\n dkim/1=FAIL reason=\"bad; sig\" "
        + "header.d=shop.test header.i=@shop.test header.d=second; dmarc = none (x)"
    ])
    let list = try #require(found.first).results
    #expect(list.map(\.method) == ["spf", "dkim", "dmarc"])
    #expect(list.map(\.result) == ["pass", "fail", "none"])
    #expect(list[1].reason == "bad; sig")
    #expect(list[0].properties == ["smtp.mailfrom": "a@shop.test"])
    #expect(list[1].properties == ["header.d": "shop.test", "header.i": "@shop.test"])
  }

  @Test("only the configured server counts")
  func server() throws {
    #expect(
      try results(["evil.test; spf=pass", "MX.example.test; none", "mx.example.test.evil; dkim=pass"]).count == 1)
  }

  @Test("another version or nonsense is not read", arguments: ["mx.example.test 2; spf=pass", "", ";", "=;="])
  func nonsense(field: String) throws {
    #expect(try results([field]).isEmpty)
  }
}
