import Mail
import Testing

@Suite("Recipients are read by their grammar")
struct SMSAddressTests {
  private static let own = ["sms.example.test", "mail.example.org"]

  private func parse(_ local: String, _ domain: String = "sms.example.test") throws(SMSAddressRefusal) -> SMSAddress {
    try SMSAddress.parse(localPart: local, domain: domain, ownDomains: Self.own)
  }

  private static func with(_ change: (inout SMSOptions) -> Void) -> SMSOptions {
    var options = SMSOptions()
    change(&options)
    return options
  }

  @Test(
    "numbers",
    arguments: [
      ("375291234567", "375291234567", false), ("+375291234567", "375291234567", true),
      ("00375291234567", "375291234567", true), ("p375291234567", "375291234567", true),
      ("P375291234567", "375291234567", true), ("80291234567", "80291234567", false),
      ("+375(29)123-45-67", "375291234567", true), ("\"+375 29 123 45 67\"", "375291234567", true),
      ("375.29.123.45.67", "375291234567", false), ("%2B375291234567", "375291234567", true), ("112", "112", false),
      ("123456789012345", "123456789012345", false), ("/ID=+375291234567/", "375291234567", true),
      ("sms=+375291234567/service-selector=x", "375291234567", true),
    ])
  func numbers(local: String, digits: String, isInternational: Bool) throws {
    #expect(try parse(local) == .number(SMSRecipient(digits: digits, isInternational: isInternational)))
  }

  @Test(
    "options",
    arguments: [
      ("375291234567+s=ACME", with { $0.sender = "ACME" }), ("375291234567.ACME", with { $0.sender = "ACME" }),
      ("375291234567+viber", with { $0.channel = .viber }), ("375291234567.sms.text", with { $0.channel = .sms }),
      ("375291234567+Viber-SMS", with { $0.channel = .viberSMS }),
      ("375291234567+at=1830", with { $0.time = .clock(hour: 18, minute: 30) }),
      (
        "375291234567+at=202601311830",
        with { $0.time = .date(year: 2026, month: 1, day: 31, hour: 18, minute: 30) }
      ),
      (
        "375291234567+max=1+test+now",
        with {
          $0.maxParts = 1; $0.isTest = true; $0.isUrgent = true
        }
      ),
      ("375291234567+preview", with { $0.isPreview = true }),
      (
        "/ID=375291234567/FROM=ACME/FROM_TON=5/MAXPAGES=2/",
        with {
          $0.sender = "ACME"; $0.maxParts = 2
        }
      ),
    ])
  func options(local: String, expected: SMSOptions) throws {
    #expect(
      try parse(local) == .number(SMSRecipient(digits: "375291234567", isInternational: false, options: expected)))
  }

  @Test(
    "channels by the label before the domain",
    arguments: [
      ("sms.example.test", nil), ("sms.sms.example.test", nil), ("viber.sms.example.test", MailChannel.viber),
      ("VIBER-SMS.SMS.example.test", .viberSMS), ("sms-viber.sms.example.test", .smsViber),
      ("telegram.sms.example.test.", .telegram), ("whatsapp.sms.example.test", .whatsapp),
      ("voice.sms.example.test", .voice), ("mms.sms.example.test", .mms), ("mail.sms.example.test", .mail),
      ("hlr.sms.example.test", .hlr), ("ping.sms.example.test", .ping), ("flash.sms.example.test", .flash),
      // A host that is called mail is no channel.
      ("mail.example.org", nil),
    ])
  func channels(domain: String, channel: MailChannel?) throws {
    #expect(
      try parse("375291234567", domain)
        == .number(
          SMSRecipient(
            digits: "375291234567", isInternational: false, options: Self.with { $0.channel = channel })))
  }

  @Test("what is no number")
  func others() throws {
    #expect(try parse("Staff") == .name("staff", SMSOptions()))
    #expect(try parse("on.call-2+viber") == .name("on.call-2", Self.with { $0.channel = .viber }))
    #expect(try parse("g.Drivers") == .group("drivers", SMSOptions()))
    #expect(try parse("PostMaster") == .role(.postmaster))
    #expect(try parse("abuse") == .role(.abuse))
    #expect(try parse("preview") == .role(.preview))
    #expect(try parse("R-ABC234") == .reply(token: "abc234"))
    #expect(
      try parse("375291234567", "preview.sms.example.test")
        == .number(
          SMSRecipient(digits: "375291234567", isInternational: false, options: Self.with { $0.isPreview = true })))
  }

  @Test(
    "refusals",
    arguments: [
      ("375291234567", "example.com", SMSAddressRefusal.notOurDomain), ("375291234567", "", .notOurDomain),
      ("375291234567", "a.viber.sms.example.test", .notOurDomain),
      ("375291234567", "evilsms.example.test", .notOurDomain),
      ("375291234567", "fax.sms.example.test", .unknownLabel("fax")), ("", "sms.example.test", .badLength),
      ("\"\"", "sms.example.test", .badLength), (String(repeating: "1", count: 65), "sms.example.test", .badLength),
      ("user%other", "sms.example.test", .relayAttempt), ("a!b", "sms.example.test", .relayAttempt),
      ("\"u@x\"", "sms.example.test", .relayAttempt), ("%2B%", "sms.example.test", .relayAttempt),
      ("имя", "sms.example.test", .badCharacters), ("a b", "sms.example.test", .badCharacters),
      ("r-0189", "sms.example.test", .badCharacters), ("r-", "sms.example.test", .badCharacters),
      ("12", "sms.example.test", .badNumber), ("1234567890123456", "sms.example.test", .badNumber),
      ("+123456", "sms.example.test", .badNumber), ("+0375291234567", "sms.example.test", .badNumber),
      ("+", "sms.example.test", .badNumber), ("/FROM=x/", "sms.example.test", .badNumber),
      ("375291234567+fax", "sms.example.test", .unknownOption("fax")),
      ("375291234567+x=1", "sms.example.test", .unknownOption("x")),
      ("375291234567+", "sms.example.test", .unknownOption("")),
      ("375291234567+s=", "sms.example.test", .badOption("s")),
      ("375291234567+s=ABCDEFGHIJKL", "sms.example.test", .badOption("s")),
      ("375291234567+at=2460", "sms.example.test", .badOption("at")),
      ("375291234567+at=202613011830", "sms.example.test", .badOption("at")),
      ("375291234567+max=0", "sms.example.test", .badOption("max")),
      ("375291234567+max=256", "sms.example.test", .badOption("max")),
      ("375291234567=x", "sms.example.test", .badCharacters),
    ])
  func refusals(local: String, domain: String, refusal: SMSAddressRefusal) {
    #expect(throws: refusal) { try parse(local, domain) }
  }
}
