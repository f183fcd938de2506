import Mail
import Messages
import SMTP
import Testing
import Translation

struct MailReportTests {
  private let now = MailTranslationTests.now
  private let translation = ReportTranslation(
    gateway: "gw.example.test", from: MailAddress("postmaster@sms.example.test").unsafelyUnwrapped)

  private func item(
    _ state: MessageState, sender: String = "ann@shop.example.test", after: Duration = .zero, number: Int64 = 1
  ) -> ReportTranslation.Item {
    let origin = MailOrigin(
      envelopeSender: sender, recipient: "375291234567@sms.example.test", messageID: "<1@shop.example.test>")
    let message = Message(
      id: MessageID(rawValue: 17), account: "shop", origin: .mail(origin),
      recipient: PhoneNumber(trusted: "375291234567"), sender: "SHOP", text: "x", acceptedAt: now,
      validUntil: now + .seconds(86_400), parts: [Part(clientID: "17", receipt: .failure)],
      lanes: [LaneName(provider: "sim", channel: .sms)])
    let error = ProviderError(code: 8, words: "absent subscriber")
    return ReportTranslation.Item(
      receipt: Receipt(
        number: number, message: message.id, part: 0, state: state, at: now + after,
        error: state == .delivered ? nil : error),
      message: message)
  }

  @Test(arguments: [
    (MessageState.delivered, DeliveryReport.Action.delivered, "2.0.0"), (.expired, .failed, "5.4.7"),
    (.undeliverable, .failed, "5.4.1"), (.rejected, .failed, "5.7.1"), (.deleted, .failed, "5.7.0"),
    (.unknown, .failed, "5.4.0"), (.enroute, .delayed, "4.4.1"),
  ])
  func everyStateHasItsActionAndStatus(state: MessageState, action: DeliveryReport.Action, status: String) throws {
    let report = try #require(translation.report([item(state)], language: .english, now: now))
    #expect(report.recipients.map(\.action) == [action])
    #expect(report.recipients.map(\.status) == [status])
    #expect(report.recipients[0].reason.isEmpty == false)
  }

  @Test func noMailIsOwedToNobodyAndADelayIsOneAfterAnHour() {
    #expect(translation.group(of: item(.undeliverable, sender: "")) == nil)
    #expect(translation.group(of: item(.enroute))?.action == .delayed)
    #expect(translation.moment(of: item(.enroute)) == now + .seconds(3_600))
    #expect(translation.moment(of: item(.undeliverable)) == nil)
  }

  @Test func recipientsOfOneMailStandInOneReport() throws {
    let items = [item(.undeliverable, number: 1), item(.expired, number: 2)]
    #expect(translation.group(of: items[0]) == translation.group(of: items[1]))
    #expect(translation.group(of: items[0]) != translation.group(of: item(.delivered)))
    let report = try #require(translation.report(items, language: .russian, now: now))
    let text = String(decoding: MailWriter.write(report), as: UTF8.self)
    #expect(text.contains("Diagnostic-Code: x-sms; 8 absent subscriber"))
    #expect(report.recipients.map(\.status) == ["5.4.1", "5.4.7"])
  }

  @Test func aSenderThatCannotStandInAHeaderGetsNoReport() {
    #expect(translation.report([item(.undeliverable, sender: "a b@x")], language: .english, now: now) == nil)
  }

  // MARK: Orders in bodies

  private func targets(_ body: String, zone: Int = 0) throws -> Result<[MailTarget], Refusal> {
    var profile = MailProfile()
    profile.timeZoneMinutes = zone
    let recipient = Recipient(path: MailPath(localPart: "send", domain: "send.example.test"))
    return DialectTranslation(profile: profile).targets(
      try SMSCDialect.parse(body), recipient: recipient, now: now
    ) { $0 == 7 ? [MailTarget(address: "x", number: PhoneNumber(trusted: "375297654321"))] : nil }
  }

  @Test(
    arguments: [
      ("+10", 600), ("0\(1_768_000_060)", 60), ("", nil), ("2-3", 10_400), ("23-24", 0),
    ] as [(String, Int?)])
  func timesOfSMSCAreRead(time: String, seconds: Int?) throws {
    // Now is 23:06:40 UTC.
    let target = try targets("u:p::\(time):0,0:375291234567:Hi").get()[0]
    #expect(target.dueAt == seconds.map { now + .seconds($0) })
  }

  @Test func formatsGroupsAndWhatIsNotOffered() throws {
    #expect(try targets("u:p:::0,1:375291234567:Hi").get().map(\.channel) == [.flash])
    #expect(try targets("u:p:::0,10,ACME:G7:Hi").get().map(\.number.digits) == ["375297654321"])
    #expect(try targets("u:p:::0,10,ACME:G7:Hi").get().map(\.sender) == ["ACME"])
    #expect(try targets("u:p:::0,0:G8:Hi") == .failure(.destinationInvalid))
    #expect(try targets("u:p:::0,2:375291234567:Hi") == .failure(.channelNotServed))
    #expect(try targets("u:p:::0,0:a@b.test:Hi") == .failure(.destinationInvalid))
    guard case .failure(.contentRefused) = try targets("u:p:::1,0:375291234567:Hi") else {
      Issue.record("transliteration was taken")
      return
    }
  }
}
