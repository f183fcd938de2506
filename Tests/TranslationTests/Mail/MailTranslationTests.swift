import Mail
import Messages
import SMTP
import Testing
import Translation

struct MailTranslationTests {
  static let now = Timestamp(seconds: 1_768_000_000)

  static func envelope(
    sender: String = "ann", hold: Int = 0, change: (inout MailParameters) -> Void = { _ in }
  ) -> Envelope {
    var parameters = MailParameters()
    change(&parameters)
    let path = sender.isEmpty ? MailPath.null : MailPath(localPart: sender, domain: "shop.example.test")
    return Envelope(
      sender: path, parameters: parameters, recipients: [], clientName: "x", transmission: "ESMTP",
      authenticatedUser: nil, holdSeconds: hold, defects: [])
  }

  static func target(change: (inout MailTarget) -> Void = { _ in }) -> MailTarget {
    var target = MailTarget(address: "375291234567@sms.example.test", number: PhoneNumber(trusted: "375291234567"))
    change(&target)
    return target
  }

  private func order(
    _ mail: String, profile: MailProfile = MailProfile(), envelope: Envelope = Self.envelope(),
    target: MailTarget = Self.target()
  ) throws -> Result<MailTranslation.Order, Refusal> {
    let translation = MailTranslation(profile: profile)
    let content = translation.content(try MailReader.read(Array(mail.utf8)), envelope: envelope)
    return translation.order(content, to: target, envelope: envelope, now: Self.now)
  }

  private func message(
    _ mail: String, profile: MailProfile = MailProfile(), envelope: Envelope = Self.envelope(),
    target: MailTarget = Self.target()
  ) throws -> NewMessage {
    let order = try order(mail, profile: profile, envelope: envelope, target: target).get()
    #expect(order.messages.count == 1)
    return order.messages[0]
  }

  // MARK: Text

  @Test(arguments: [
    (TextSettings.SubjectUse.ifBodyEmpty, "Subject: S\r\n\r\nBody", "Body"),
    (.ifBodyEmpty, "Subject: S\r\n\r\n  \r\n", "S"), (.prepend, "Subject: S\r\n\r\nBody", "S\nBody"),
    (.only, "Subject: S\r\n\r\nBody", "S"), (.never, "Subject: S\r\n\r\nBody", "Body"),
  ])
  func theSubjectIsUsedAsTheAccountSays(use: TextSettings.SubjectUse, mail: String, text: String) throws {
    var profile = MailProfile()
    profile.text.subject = use
    #expect(try message(mail, profile: profile).text == text)
  }

  @Test func aMailWithoutTextIsRefusedUnlessTheChannelNeedsNone() throws {
    var profile = MailProfile()
    #expect(try order("Subject: \r\n\r\n") == .failure(.messageEmpty))
    profile.text.subject = .never
    #expect(try order("Subject: S\r\n\r\n", profile: profile) == .failure(.messageEmpty))
    #expect(try message("Subject: \r\n\r\n", target: Self.target { $0.channel = .hlr }).channel == .hlr)
  }

  @Test func aTokenInTheSubjectIsNotSent() throws {
    var profile = MailProfile()
    profile.token = "Xyzzy"
    #expect(try message("Subject: Fire token:Xyzzy alarm\r\n\r\n", profile: profile).text == "Fire alarm")
  }

  // MARK: Size

  @Test func atTheLimitOfPartsATextIsTakenAndOnePastItIsRefused() throws {
    var profile = MailProfile()
    profile.maxParts = 2
    let fits = try message("\r\n" + String(repeating: "a", count: 306), profile: profile)
    #expect(fits.segments == 2 && fits.encoding == .gsm)
    #expect(
      try order("\r\n" + String(repeating: "a", count: 307), profile: profile) == .failure(.messageTooLong(limit: 2)))
  }

  @Test func aTextThatIsTooLongIsCutWithAMark() throws {
    var profile = MailProfile()
    (profile.maxParts, profile.tooLong) = (1, .truncate)
    let order = try order("\r\n" + String(repeating: "a", count: 200), profile: profile).get()
    #expect(order.isTruncated)
    #expect(order.messages.map(\.text) == [String(repeating: "a", count: 157) + "..."])
    #expect(order.messages.map(\.segments) == [1])
  }

  @Test func aTextThatIsTooLongIsSplitBetweenWords() throws {
    var profile = MailProfile()
    (profile.maxParts, profile.tooLong) = (1, .split)
    let words = (0..<60).map { "word\($0)" }.joined(separator: " ")
    let order = try order("\r\n" + words, profile: profile).get()
    #expect(order.messages.count == 3)
    #expect(order.messages.allSatisfy { $0.segments == 1 })
    #expect(order.messages.map(\.text).joined(separator: " ") == words)
  }

  @Test(arguments: [20, 21])
  func aTextIsSplitIntoTwentyMessagesAtMost(pieces: Int) throws {
    var profile = MailProfile()
    (profile.maxParts, profile.tooLong) = (1, .split)
    let order = try order("\r\n" + String(repeating: "a", count: 160 * pieces), profile: profile)
    #expect((try? order.get().messages.count) == (pieces == 20 ? 20 : nil))
  }

  @Test func theRecipientsOwnLimitCountsAsWell() throws {
    let target = Self.target { $0.maxParts = 1 }
    #expect(
      try order("\r\n" + String(repeating: "a", count: 161), target: target) == .failure(.messageTooLong(limit: 1)))
  }

  @Test func cyrillicTakesUCS2() throws {
    let message = try message("Content-Type: text/plain; charset=utf-8\r\n\r\n" + String(repeating: "я", count: 71))
    #expect(message.encoding == .ucs2 && message.segments == 2)
  }

  // MARK: Parameters

  @Test(
    arguments: [
      (nil, 1), (-9, 0), (-1, 0), (0, 1), (1, 1), (3, 1), (4, 2), (6, 2), (7, 3), (9, 3),
    ] as [(Int?, UInt8)])
  func aPriorityIsMapped(value: Int?, priority: UInt8) throws {
    var profile = MailProfile()
    profile.defaultPriority = 1
    let envelope = Self.envelope { $0.priority = value }
    #expect(try message("\r\nx", profile: profile, envelope: envelope).priority == priority)
  }

  @Test(
    arguments: [
      (nil, ReceiptRequest.failure), (.never, []), (.success, .success), ([.success, .failure], [.success, .failure]),
      (.delay, .intermediate),
    ] as [(RecipientParameters.Notify?, ReceiptRequest)])
  func notifySaysWhatIsTold(notify: RecipientParameters.Notify?, request: ReceiptRequest) throws {
    let target = Self.target { $0.parameters.notify = notify }
    #expect(try message("\r\nx", target: target).receipt == request)
    #expect(try message("\r\nx", envelope: Self.envelope(sender: ""), target: target).receipt == [])
  }

  @Test func anAccountMayWantToHearOfSuccessAlways() throws {
    var profile = MailProfile()
    profile.receipts = true
    #expect(try message("\r\nx", profile: profile).receipt == [.success, .failure])
    let never = Self.target { $0.parameters.notify = .never }
    #expect(try message("\r\nx", profile: profile, target: never).receipt == [])
  }

  @Test(arguments: ["Disposition-Notification-To: ann@shop.example.test", "Return-Receipt-To: ann@shop.example.test"])
  func aReceiptHeaderIsHeardOnlyWhereTheAccountWantsThat(field: String) throws {
    var profile = MailProfile()
    #expect(try message(field + "\r\n\r\nx", profile: profile).receipt == .failure)
    profile.hearsReceiptHeaders = true
    #expect(try message(field + "\r\n\r\nx", profile: profile).receipt == [.success, .failure])
    #expect(try message("\r\nx", profile: profile).receipt == .failure)
    let never = Self.target { $0.parameters.notify = .never }
    #expect(try message(field + "\r\n\r\nx", profile: profile, target: never).receipt == [])
    // Nobody but the envelope's sender is told.
    #expect(try message(field + "\r\n\r\nx", profile: profile, envelope: Self.envelope(sender: "")).receipt == [])
  }

  @Test func holdAndDeadlineBecomeScheduleAndValidity() throws {
    let late = Self.envelope(hold: 60) { $0.deliverBy = DeliverBy(seconds: 60, mode: .returnMessage) }
    #expect(try order("\r\nx", envelope: late) == .failure(.validityInvalid))
    let fine = Self.envelope(hold: 60) { $0.deliverBy = DeliverBy(seconds: 61, mode: .returnMessage) }
    let message = try message("\r\nx", envelope: fine)
    #expect(message.dueAt == Self.now + .seconds(60))
    #expect(message.validUntil == Self.now + .seconds(61))
    let notice = Self.envelope { $0.deliverBy = DeliverBy(seconds: 61, mode: .notify) }
    #expect(try self.message("\r\nx", envelope: notice).validUntil == nil)
  }

  @Test(arguments: [0, 1])
  func theScheduleHasAnEnd(past: Int) throws {
    var profile = MailProfile()
    profile.maxSchedule = .seconds(3_600)
    let result = try order("\r\nx", profile: profile, envelope: Self.envelope(hold: 3_600 + past))
    #expect((try? result.get().messages.count) == (past == 0 ? 1 : nil))
  }

  @Test func aClockInTheAddressMeansItsNextTimeInTheZoneOfTheAccount() throws {
    var profile = MailProfile()
    profile.timeZoneMinutes = 180
    // Now is 2026-01-09 23:06:40 UTC, 02:06:40 on the clock of the account.
    var target = Self.target()
    var options = SMSOptions()
    options.time = .clock(hour: 2, minute: 7)
    try target.apply(options, profile: profile, now: Self.now)
    #expect(target.dueAt == Self.now + .seconds(20))
    options.time = .clock(hour: 2, minute: 6)
    try target.apply(options, profile: profile, now: Self.now)
    #expect(target.dueAt == Self.now + .seconds(86_400 - 40))
    options.time = .date(year: 2025, month: 1, day: 1, hour: 0, minute: 0)
    #expect(throws: Refusal.scheduleInvalid) { try target.apply(options, profile: profile, now: Self.now) }
  }

  // MARK: Numbers and content

  @Test(arguments: [
    ("80291234567", false, "375291234567"), ("0291234567", false, "375291234567"),
    ("375291234567", false, "375291234567"), ("80291234567", true, "80291234567"), ("101", false, "101"),
  ])
  func nationalNumbersAreMadeInternational(written: String, isLiteral: Bool, digits: String) {
    var profile = MailProfile()
    profile.nationalForm = NationalForm(country: "375")
    #expect(profile.number(written, isLiteral: isLiteral)?.digits == digits)
  }

  private static let picture = """
    Content-Type: multipart/mixed; boundary=b\r
    \r
    --b\r
    Content-Type: text/plain\r
    \r
    Look\r
    --b\r
    Content-Type: image/png; name=p.png\r
    Content-Transfer-Encoding: base64\r
    \r
    iVBORw0KGgo=\r
    --b--\r\n
    """

  @Test func aPictureTravelsWhereTheChannelCanCarryOne() throws {
    let viber = try message(Self.picture, target: Self.target { $0.channel = .viber })
    guard case .attachedPicture(let name, let type, let bytes) = viber.content else {
      Issue.record("no picture but \(viber.content)")
      return
    }
    #expect(name == "p.png" && type == "image/png" && bytes.count == 8)
    let sms = try message(Self.picture)
    #expect(sms.content == .text && sms.text == "Look")
  }

  @Test func theOnlyLinkOfAnHTMLMailBecomesAButtonWhenItsAddressIsNotInTheText() throws {
    let mail = "Content-Type: text/html\r\n\r\n<p>Your <a href=\"https://shop.example.test/1\">order</a></p>"
    let viber = try message(mail, target: Self.target { $0.channel = .viber })
    #expect(viber.content == .button(caption: "Open", link: "https://shop.example.test/1", pictureURL: nil))
    #expect(try message(mail).content == .text)
  }

  @Test func theOriginHoldsWhatAReportRepeats() throws {
    let envelope = Self.envelope {
      $0.returned = .headers
      $0.envelopeID = "E1"
    }
    let message = try message("Message-ID: <1@x.test>\r\nSubject: =?UTF-8?B?0K8=?=\r\n\r\nText", envelope: envelope)
    guard case .mail(let origin) = message.origin else {
      Issue.record("no mail")
      return
    }
    #expect(origin.messageID == "<1@x.test>" && origin.subject == "Я" && origin.envelopeID == "E1")
    #expect(String(decoding: origin.original, as: UTF8.self).hasSuffix("=?UTF-8?B?0K8=?=\r\n\r\n"))
  }
}
