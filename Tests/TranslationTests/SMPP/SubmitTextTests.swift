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

  @Test(arguments: [
    ("0291234567", "375291234567"), ("80291234567", "375291234567"), ("8 (029) 123-45-67", "375291234567"),
    ("+80291234567", "80291234567"), ("0080291234567", "80291234567"), ("375291234567", "375291234567"),
    ("802912345678", "802912345678"), ("0123456", "0123456"),
  ])
  func aTrunkPrefixBecomesTheCountrys(_ written: String, _ digits: String) {
    let translation = SubmitTranslation.of { $0.nationalForm = NationalForm(country: "375") }
    #expect(translation.message(.plain { $0.destination = SMEAddress(written) })?.recipient.digits == digits)
  }

  @Test func theTrunkPrefixIsASetting() {
    let translation = SubmitTranslation.of { $0.nationalForm = NationalForm(country: "7", trunks: ["8"]) }
    let digits = ["89161234567", "79161234567", "0291234567"].map { number in
      translation.message(.plain { $0.destination = SMEAddress(number) })?.recipient.digits
    }
    #expect(digits == ["79161234567", "79161234567", "0291234567"])
  }

  @Test func whatWasMendedIsTold() {
    let wrong = [
      SubmitSM.text(Array("Привет".utf8)), .text([0xFF, 0xFE, 0x41, 0x00], coding: 8),
      .text([0xFE, 0xFF, 0x00, 0x41], coding: 8), .text([0x93, 0x41, 0x94], coding: 3), .text([0x41]),
    ]
    let told = wrong.map { SubmitTranslation.of().message($0)?.repair }
    #expect(told == ["utf8", "little_endian", "byte_order_mark", "windows1252", nil])
    let strict = SubmitTranslation.of { $0.coding.repairs = false }
    #expect(wrong.allSatisfy { strict.message($0)?.repair == nil })
  }

  @Test func packedSeptetsAreReadWhereTheAccountMeansThem() {
    // "hellohello" in 9 octets.
    let packed: [UInt8] = [0xE8, 0x32, 0x9B, 0xFD, 0x46, 0x97, 0xD9, 0xEC, 0x37]
    let translation = SubmitTranslation.of { $0.coding.coding0 = .packed }
    #expect(translation.message(.text(packed))?.text == "hellohello")
    #expect(translation.message(.text(packed, coding: 0xF1))?.text == "hellohello")
    #expect(SubmitTranslation.of().message(.text(packed))?.text != "hellohello")
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

  @Test func aMailGoesToTheAddressOfItsParameter() {
    let mail = { (address: String) in
      SubmitSM.plain {
        $0.serviceType = "MAIL"
        $0.tlvs = [.cString(.mailAddress, address)]
      }
    }
    #expect(SubmitTranslation.of().message(mail("ann@example.test"))?.mailAddress == "ann@example.test")
    let longest = String(repeating: "a", count: 241) + "@example.test"
    #expect(SubmitTranslation.of().message(mail(longest))?.mailAddress == longest)
    for wrong in ["", "ann", "@example.test", "ann@", "a@b@c", "a@b,c@d", "a@b:c", "a b@c", "a" + longest] {
      #expect(SubmitTranslation.of().refusal(mail(wrong)) == .tlvInvalid)
    }
    var plain = mail("ann@example.test")
    plain.serviceType = ""
    #expect(SubmitTranslation.of().message(plain)?.mailAddress == nil)
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
