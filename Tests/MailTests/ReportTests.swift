import Mail
import Testing

@Suite("Reports are written as RFC 3464 says")
struct ReportTests {
  static let original = Samples.bytes([
    "Message-ID: <1@shop.example.test>", "Subject: hi", "From: anna@shop.example.test", "", "secret body", "",
  ])

  /// A failure report, as the golden test expects it; an empty array if an address of it were not one.
  static func golden(returned: DeliveryReport.Returned) -> [UInt8] {
    report(returned: returned).map(MailWriter.write) ?? []
  }

  static func report(
    returned: DeliveryReport.Returned = .headers, action: DeliveryReport.Action = .failed
  ) -> DeliveryReport? {
    guard let from = MailAddress("postmaster@gw.example.test"), let to = MailAddress("anna@shop.example.test"),
      let final = MailAddress("375291234567@gw.example.test")
    else { return nil }
    var recipient = DeliveryReport.Recipient(
      number: "+375291234567", final: final, action: action, status: "5.1.1", reason: "There is no such number.")
    recipient.original = "rfc822;+375291234567@gw.example.test"
    recipient.diagnostic = "0x000b unknown subscriber"
    recipient.lastAttempt = MailDate(seconds: 1_767_596_460, offset: 180)
    var report = DeliveryReport(
      gateway: "gw.example.test", from: from, to: to, date: MailDate(seconds: 1_767_596_400, offset: 180),
      messageID: "7@gw.example.test", recipients: [recipient])
    report.arrival = MailDate(seconds: 1_767_596_400, offset: 180)
    report.envelopeID = "env-1"
    report.originalMessageID = "<1@shop.example.test>"
    report.originalReferences = ["<0@shop.example.test>"]
    report.original = original
    report.returned = returned
    return report
  }

  @Test("a failure, octet for octet")
  func failure() {
    let expected = Samples.bytes([
      "Date: Mon, 05 Jan 2026 10:00:00 +0300", "From: postmaster@gw.example.test", "To: anna@shop.example.test",
      "Subject: Undelivered: SMS to +375291234567", "Message-ID: <7@gw.example.test>",
      "In-Reply-To: <1@shop.example.test>", "References: <0@shop.example.test>", " <1@shop.example.test>",
      "Auto-Submitted: auto-replied", "X-Auto-Response-Suppress: All", "MIME-Version: 1.0",
      "Content-Type: multipart/report; report-type=delivery-status;", " boundary=\"=_7gwexampletest\"", "",
      "--=_7gwexampletest", "Content-Type: text/plain; charset=utf-8", "Content-Transfer-Encoding: quoted-printable",
      "",
      "Your message was not delivered. It will not be tried again.", "", "+375291234567: There is no such number.",
      "--=_7gwexampletest", "Content-Type: message/delivery-status", "", "Original-Envelope-Id: env-1",
      "Reporting-MTA: dns; gw.example.test", "Arrival-Date: Mon, 05 Jan 2026 10:00:00 +0300", "",
      "Original-Recipient: rfc822;+375291234567@gw.example.test",
      "Final-Recipient: rfc822; 375291234567@gw.example.test", "Action: failed", "Status: 5.1.1",
      "Diagnostic-Code: x-sms; 0x000b unknown subscriber", "Last-Attempt-Date: Mon, 05 Jan 2026 10:01:00 +0300",
      "--=_7gwexampletest", "Content-Type: text/rfc822-headers", "", "Message-ID: <1@shop.example.test>",
      "Subject: hi", "From: anna@shop.example.test", "--=_7gwexampletest--", "",
    ])
    #expect(
      String(decoding: Self.golden(returned: .headers), as: UTF8.self) == String(decoding: expected, as: UTF8.self))
  }

  @Test(
    "every action has its words and its class of status",
    arguments: [
      (DeliveryReport.Action.failed, "Undelivered: SMS to +375291234567", "5.1.1"),
      (.delayed, "Delayed: SMS to +375291234567", "4.0.0"), (.delivered, "Delivered: SMS to +375291234567", "2.0.0"),
      (.relayed, "Passed on: SMS to +375291234567", "2.0.0"),
    ])
  func actions(action: DeliveryReport.Action, subject: String, status: String) throws {
    let mail = try MailReader.read(MailWriter.write(try #require(Self.report(action: action))))
    #expect(mail.headers.text("subject") == subject)
    let fields = String(decoding: mail.body(of: mail.parts[2], limit: 10_000).bytes, as: UTF8.self)
    #expect(fields.contains("Action: \(action.rawValue)\r\nStatus: \(status)\r\n"))
  }

  @Test("several recipients are one report, named after the worst")
  func several() throws {
    var report = try #require(Self.report(action: .delivered))
    var second = report.recipients[0]
    second.action = .failed
    second.number = "+375297654321"
    report.recipients.append(second)
    let mail = try MailReader.read(MailWriter.write(report))
    #expect(mail.headers.text("subject") == "Undelivered: SMS to +375291234567 and 1 more")
    let fields = String(decoding: mail.body(of: mail.parts[2], limit: 10_000).bytes, as: UTF8.self)
    #expect(fields.split(separator: "\r\n\r\n").count == 3)
  }

  @Test("words are there in three languages", arguments: ReportLanguage.allCases)
  func languages(language: ReportLanguage) throws {
    for action in DeliveryReport.Action.allCases {
      var report = try #require(Self.report(action: action))
      report.language = language
      let bytes = MailWriter.write(report)
      MailWriterTests.expectClean(bytes)
      #expect(try MailReader.read(bytes).text().text.hasSuffix("+375291234567: There is no such number."))
    }
  }

  @Test("a report is a loop signal and its parts are read again")
  func readAgain() throws {
    let mail = try MailReader.read(Self.golden(returned: .full))
    #expect(mail.loopSignals().contains(.report))
    #expect(
      mail.parts.map(\.contentType.name) == [
        "multipart/report", "text/plain", "message/delivery-status", "message/rfc822", "text/plain",
      ])
    #expect(mail.root.contentType.parameters.text("report-type") == "delivery-status")
    #expect(String(decoding: mail.body(of: mail.parts[4], limit: 100).bytes, as: UTF8.self) == "secret body\r\n")
  }

  @Test("RET=HDRS keeps the body at home, RET=FULL sends at most 50 KB")
  func returned() throws {
    var report = try #require(Self.report())
    #expect(ASCIISearch.contains(MailWriter.write(report), "secret") == false)
    report.returned = .full
    #expect(ASCIISearch.contains(MailWriter.write(report), "secret"))
    report.original = Array(String(repeating: "line of text\r\n", count: 10_000).utf8)
    let mail = try MailReader.read(MailWriter.write(report))
    let part = try #require(mail.parts.first { $0.contentType.name == "message/rfc822" })
    #expect(part.body.count <= DeliveryReport.originalLimit && part.body.count > DeliveryReport.originalLimit - 20)
    report.original = []
    #expect(try MailReader.read(MailWriter.write(report)).parts.count == 3)
  }

  @Test("a dirty original comes back clean and cannot close the report")
  func dirtyOriginal() throws {
    var report = try #require(Self.report(returned: .full))
    report.original =
      Array("A: b\n\n--=_7gwexampletest--\r\nlone\rCR nul\u{0}\n".utf8) + [UInt8](repeating: 0xFF, count: 3000)
    let bytes = MailWriter.write(report)
    MailWriterTests.expectClean(bytes, allows8Bit: true)
    #expect(try MailReader.read(bytes).root.children.count == 3)
    #expect(ASCIISearch.contains(bytes, "boundary=\"=_7gwexampletest-1\""))
    #expect(ASCIISearch.contains(bytes, "Content-Transfer-Encoding: 8bit"))
  }

  @Test("addresses beyond ASCII make it a global report")
  func global() throws {
    var report = try #require(Self.report(returned: .full))
    report.isGlobal = true
    report.to = try #require(MailAddress("анна@shop.example.test"))
    report.recipients[0].final = try #require(MailAddress("список@gw.example.test"))
    report.original += Array("ы".utf8)
    let bytes = MailWriter.write(report)
    let mail = try MailReader.read(bytes)
    #expect(mail.root.contentType.parameters.text("report-type") == "global-delivery-status")
    #expect(mail.parts[2].contentType.name == "message/global-delivery-status")
    #expect(mail.parts[3].contentType.name == "message/global")
    #expect(ASCIISearch.contains(bytes, "Final-Recipient: utf-8; список@gw.example.test\r\n"))
  }

  @Test(
    "what the provider or the client said cannot start a field", arguments: ["x\r\nAction: delivered", "x\n\ny", "ы"])
  func injection(value: String) throws {
    var report = try #require(Self.report())
    report.envelopeID = value
    report.recipients[0].original = value
    report.recipients[0].diagnostic = value
    report.recipients[0].reason = value
    report.recipients[0].status = value
    report.recipients[0].number = value
    let bytes = MailWriter.write(report)
    MailWriterTests.expectClean(bytes)
    let mail = try MailReader.read(bytes)
    #expect(mail.root.children.count == 3)
    let fields = String(decoding: mail.body(of: mail.parts[2], limit: 10_000).bytes, as: UTF8.self)
    #expect(fields.split(separator: "\r\n").filter { $0.hasPrefix("Action:") } == ["Action: failed"])
    #expect(fields.contains("Status: 5.0.0"))
  }
}

/// Looks for octets without going through characters.
enum ASCIISearch {
  static func contains(_ bytes: [UInt8], _ text: String) -> Bool { bytes.contains(Array(text.utf8)) }
}

@Suite("Reply addresses are signed")
struct ReplyTokenTests {
  /// Not an HMAC, but it changes with every octet of its input.
  private func sign(_ bytes: [UInt8]) -> [UInt8] {
    var state: UInt64 = 0xCBF2_9CE4_8422_2325
    return (0..<32).map { round in
      for byte in bytes + [UInt8(round)] { state = (state ^ UInt64(byte)) &* 0x100_0000_01B3 }
      return UInt8(truncatingIfNeeded: state >> 32)
    }
  }

  @Test("what was issued is accepted until it expires, whatever the case")
  func roundTrip() throws {
    for account in ["a", "shop", String(repeating: "x", count: ReplyToken.accountLimit)] {
      let token = try #require(ReplyToken(account: account, msisdn: 999_999_999_999_999, expiry: 1000))
      let local = token.localPart(hmac: sign)
      #expect(local.utf8.count <= 64)
      guard case .reply(let text) = try SMSAddress.parse(localPart: local.uppercased(), domain: "g", ownDomains: ["g"])
      else {
        Issue.record("no reply token: \(local)")
        continue
      }
      #expect(ReplyToken.verify(text, now: 1000, hmac: sign) == .success(token))
      #expect(ReplyToken.verify(text, now: 1001, hmac: sign) == .failure(.expired))
    }
  }

  @Test("a changed token is forged, at every place")
  func forged() throws {
    let token = try #require(ReplyToken(account: "shop", msisdn: 375_291_234_567, expiry: 1000))
    let text = Array(token.localPart(hmac: sign).utf8.dropFirst(2))
    for index in text.indices {
      var changed = text
      changed[index] = text[index] == 0x61 ? 0x62 : 0x61
      #expect(
        ReplyToken.verify(String(decoding: changed, as: UTF8.self), now: 0, hmac: sign) == .failure(.forged))
      #expect(
        ReplyToken.verify(String(decoding: text[..<index], as: UTF8.self), now: 0, hmac: sign) == .failure(.forged))
    }
  }

  @Test("names and numbers that do not fit give no token")
  func tooLong() {
    #expect(
      ReplyToken(account: String(repeating: "x", count: ReplyToken.accountLimit + 1), msisdn: 1, expiry: 0) == nil)
    #expect(ReplyToken(account: "", msisdn: 1, expiry: 0) == nil)
    #expect(ReplyToken(account: "a", msisdn: 1_000_000_000_000_000, expiry: 0) == nil)
    #expect(ReplyToken(account: "a", msisdn: 0, expiry: 0) == nil)
  }
}
