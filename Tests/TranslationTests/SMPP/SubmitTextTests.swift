import Messages
import SMPP
import SMSText
import Testing
import Translation

@Suite struct SubmitTextTests {
  @Test(arguments: [
    (UInt8(0), [0x48, 0x69, 0x00, 0x1B, 0x65] as [UInt8], "Hi@€"), (1, Array("Hi".utf8), "Hi"),
    (3, [0x63, 0x61, 0x66, 0xE9], "café"), (6, [0xBF, 0xE0, 0xD8], "При"), (7, [0xF9, 0xEC], "של"),
    (8, [0x04, 0x1F, 0x04, 0x40], "Пр"), (8, [0xD8, 0x3D, 0xDE, 0x00], "😀"), (0x18, [0x04, 0x1F], "П"),
    (0xF0, Array("flash".utf8), "flash"),
  ])
  func everyCodingIsRead(_ coding: UInt8, _ octets: [UInt8], _ text: String) {
    #expect(SubmitTranslation.of().message(.text(octets, coding: coding))?.text == text)
  }

  @Test(arguments: [
    (CodingProfile.Meaning.gsm, "é"), (.latin1, "\u{5}"), (.utf8, "\u{5}"),
  ])
  func codingZeroMeansWhatTheAccountSays(_ meaning: CodingProfile.Meaning, _ text: String) {
    #expect(SubmitTranslation.of { $0.coding.coding0 = meaning }.message(.text([5]))?.text == text)
  }

  @Test(arguments: [UInt8(2), 4, 0xF5]) func binaryCodingsStayOctets(_ coding: UInt8) {
    let message = SubmitTranslation.of().message(.text([0, 0xFF, 7], coding: coding))
    #expect(message?.content == .binary([0, 0xFF, 7]))
    #expect(message?.encoding == .binary)
  }

  @Test func aMessageToAPortKeepsItsHeader() {
    let octets: [UInt8] = [6, 5, 4, 0x0B, 0x84, 0x23, 0xF0, 1, 2]
    let message = SubmitTranslation.of().message(.text(octets) { $0.esmClass.hasUserDataHeader = true })
    #expect(message?.content == .binary(octets))
  }

  @Test func thePayloadIsTheTextWhereThereIsNoOther() {
    let long = String(repeating: "a", count: 1_000)
    let message = SubmitTranslation.of().message(.text([]) { $0.tlvs = [TLV(.messagePayload, Array(long.utf8))] })
    #expect(message?.text == long)
    #expect(message?.segments == 7)
  }

  @Test func usualMistakesAreMendedWhereTheAccountWantsThat() {
    let utf8 = SubmitSM.text(Array("Привет".utf8))
    #expect(SubmitTranslation.of().message(utf8)?.text == "Привет")
    #expect(SubmitTranslation.of { $0.coding.repairs = false }.message(utf8)?.text != "Привет")
    let littleEndian = SubmitSM.text([0xFF, 0xFE, 0x1F, 0x04], coding: 8)
    #expect(SubmitTranslation.of().message(littleEndian)?.text == "П")
  }

  @Test(arguments: [
    ("+375 (29) 123-45-67", "375291234567"), ("00375291234567", "375291234567"), ("375.29.1234567", "375291234567"),
  ])
  func punctuationIsTakenOff(_ written: String, _ digits: String) {
    #expect(SubmitTranslation.of().message(.plain { $0.destination = SMEAddress(written) })?.recipient.digits == digits)
  }

  @Test func aNationalPrefixBecomesTheCountrys() {
    let translation = SubmitTranslation.of { $0.countryPrefix = "375" }
    let national = SubmitSM.plain { $0.destination = SMEAddress("0291234567") }
    #expect(translation.message(national)?.recipient.digits == "375291234567")
    let international = SubmitSM.plain { $0.destination = SMEAddress("+80291234567") }
    #expect(translation.message(international)?.recipient.digits == "80291234567")
  }

  @Test(arguments: [
    ("", Channel.sms), ("CMT", .sms), ("viber", .viber), ("VSMS", .viberThenSMS), ("SMSV", .smsThenViber),
    ("TG", .telegram), ("WA", .whatsapp), ("CALL", .voice), ("FLASH", .flash),
  ])
  func theServiceTypeChoosesTheChannel(_ word: String, _ channel: Channel) {
    #expect(SubmitTranslation.of().message(.plain { $0.serviceType = word })?.channel == channel)
  }

  @Test func classZeroIsFlashAndOtherClassesAreNot() {
    let channels = [UInt8(0xF0), 0x10, 0x18, 0xF1, 0].map { coding in
      SubmitTranslation.of().message(.text([0x41, 0x42], coding: coding))?.channel
    }
    #expect(channels == [.flash, .flash, .flash, .sms, .sms])
    let viber = SubmitSM.text([0x41], coding: 0xF0) { $0.serviceType = "VIBER" }
    #expect(SubmitTranslation.of().message(viber)?.channel == .viber)
  }

  static let requests: [(InterfaceVersion, UInt8, ReceiptRequest)] = [
    (.v34, 0, []), (.v34, 1, [.success, .failure]), (.v34, 2, .failure), (.v34, 3, [.success, .failure]),
    (.v50, 3, .success), (.v34, 0x11, [.success, .failure, .intermediate]),
  ]

  @Test(arguments: requests)
  func receiptsAreAskedForByTheVersionsRules(_ version: InterfaceVersion, _ octet: UInt8, _ request: ReceiptRequest) {
    let submit = SubmitSM.plain { $0.registeredDelivery = RegisteredDelivery(rawValue: octet) }
    #expect(SubmitTranslation.of(version).message(submit)?.receipt == request)
  }

  @Test func vendorParametersMakeAButton() {
    let submit = SubmitSM.plain {
      $0.tlvs = [
        .cString(.pictureURL, "https://example.test/p.png"), .cString(.buttonCaption, "Open"),
        .cString(.buttonLink, "https://example.test/"),
      ]
    }
    #expect(
      SubmitTranslation.of().message(submit)?.content
        == .button(caption: "Open", link: "https://example.test/", pictureURL: "https://example.test/p.png"))
  }
}
