import SMPP
import Testing

@Suite struct ValueTests {
  @Test func statusesHaveTheNamesOfTheSpecification() {
    #expect(CommandStatus.throttled.name == "ESME_RTHROTTLED")
    #expect(CommandStatus.tlvNotAllowed.name == "ESME_RTLVNOTALLWD")
    #expect(CommandStatus(rawValue: 0x112).name == "ESME_RINVBCASTCHANIND")
    #expect(CommandStatus(rawValue: 0x400).name == "0x00000400")
    #expect(CommandStatus(rawValue: 0x400).isVendorSpecific)
    #expect(CommandStatus(named: "RTHROTTLED") == .throttled)
    #expect(CommandStatus(named: "ESME_RINVPARLEN") == .invalidTLVLength)
    #expect(CommandStatus(named: "ESME_NONE") == nil)
    #expect(Set(CommandStatus.names.values).count == CommandStatus.names.count)
  }

  @Test(
    arguments: [
      (0x00, InterfaceVersion.Generation.v33), (0x33, .v33), (0x34, .v34), (0x35, .v34), (0x4F, .v34), (0x50, .v50),
      (0x7B, .v50), (0xFF, .v50),
    ] as [(UInt8, InterfaceVersion.Generation)])
  func everyInterfaceVersionHasAMeaning(raw: UInt8, generation: InterfaceVersion.Generation) {
    #expect(InterfaceVersion(rawValue: raw).generation == generation)
  }

  @Test func aVersionIsNegotiatedDownToOursAndToOneThatExists() {
    #expect(InterfaceVersion(rawValue: 0x7B).negotiated(with: .v34) == .v34)
    #expect(InterfaceVersion(rawValue: 0x35).negotiated(with: .v50) == .v34)
    #expect(InterfaceVersion(rawValue: 0).negotiated(with: .v50) == .v33)
  }

  @Test func theTLVTableHasEachTagAndNameOnce() {
    #expect(TLVDefinition.byTag.count == TLVDefinition.table.count)
    #expect(Set(TLVDefinition.table.map(\.name)).count == TLVDefinition.table.count)
    #expect(TLVTag.receiptedMessageID.name == "receipted_message_id")
    #expect(TLVTag(rawValue: 0x1400).name == "0x1400")
  }

  @Test func aUsedTLVOfAWrongLengthIsFoundAndOthersAreNot() {
    #expect(TLVList([TLV(.sarTotalSegments, [1])]).firstWithWrongLength == nil)
    #expect(TLVList([TLV(.sarTotalSegments, [])]).firstWithWrongLength?.tag == .sarTotalSegments)
    #expect(TLVList([TLV(.userMessageReference, [1, 2, 3])]).firstWithWrongLength != nil)
    #expect(TLVList([TLV(.privacyIndicator, [1, 2]), TLV(TLVTag(rawValue: 0x1500), [])]).firstWithWrongLength == nil)
  }

  @Test func registeredDeliveryThreeMeansSuccessAloneIn50AndBothBefore() {
    #expect(RegisteredDelivery.success.wantsSuccess(.v50))
    #expect(!RegisteredDelivery.success.wantsFailure(.v50))
    #expect(RegisteredDelivery.success.wantsFailure(.v34))
    #expect(!RegisteredDelivery.failure.wantsSuccess(.v34))
    #expect(RegisteredDelivery(rawValue: 0x10).wantsIntermediate)
    #expect(!RegisteredDelivery(rawValue: 0x20).wantsIntermediate)
  }

  @Test func wireTextKeepsEveryOctet() {
    let octets = (1...255).map { UInt8($0) }
    #expect(WireText.bytes(of: WireText.string(octets)) == octets)
  }

  @Test func everyReceiptWordHasSevenLettersAndReadsBack() {
    for raw: UInt8 in 1...9 {
      let state = MessageState(rawValue: raw)
      #expect(state.receiptWord.utf8.count == 7)
      #expect(MessageState(receiptWord: state.receiptWord) == state)
    }
    #expect(MessageState(receiptWord: "BUFFRED") == .enroute)
    #expect(MessageState(receiptWord: "SENT") == nil)
  }
}

@Suite struct SMPPTimeTests {
  private let now: Int64 = 1_767_366_245_678  // 2026-01-02 15:04:05.678 UTC

  @Test func anAbsoluteTimeIsLocalTimeWithItsDistanceToUTC() throws {
    let utc = try #require(try SMPPTime.parse("260102150405600+"))
    #expect(utc.unixMilliseconds(now: 0) == now - 78)
    let minsk = try #require(try SMPPTime.parse("260102180405612+"))
    #expect(minsk.unixMilliseconds(now: 0) == now - 78)
    let newYork = try #require(try SMPPTime.parse("260102100405620-"))
    #expect(newYork.unixMilliseconds(now: 0) == now - 78)
  }

  @Test func aRelativeTimeCountsFromNow() throws {
    let time = try #require(try SMPPTime.parse("000001020304000R"))
    #expect(time.unixMilliseconds(now: now) == now + ((24 + 2) * 3_600 + 3 * 60 + 4) * 1_000)
    let month = try #require(try SMPPTime.parse("000100000000000R"))
    #expect(month.unixMilliseconds(now: 1_769_860_800_000) == 1_772_280_000_000)  // 31 January to 28 February 2026
  }

  @Test(arguments: [
    "0", "2601021504050+", "260102150405600X", "26010215040560A+", "261302150405600+", "260230150405600+",
    "260102240405600+", "260102156005600+", "260102150460600+", "260102150405649+", "2601021504056000+",
  ])
  func whatIsNoTimeIsRefused(text: String) {
    #expect(throws: SMPPTime.Failure.self) { try SMPPTime.parse(text) }
  }

  @Test func nothingIsNoTime() throws {
    #expect(try SMPPTime.parse("") == nil)
  }

  @Test func timesReadAsTheyWereWritten() throws {
    for text in ["260102150405600+", "240229235959948-", "010203040506000R"] {
      #expect(try SMPPTime.parse(text)?.text == text)
    }
    #expect(SMPPTime(unixMilliseconds: now).text == "260102150405600+")
    #expect(SMPPTime(secondsFromNow: 93_784).text == "000001020304000R")
    for extreme in [Int64.min, Int64.max] {
      #expect(SMPPTime(unixMilliseconds: extreme).text.utf8.count == 16)
      #expect(SMPPTime(secondsFromNow: extreme).text.utf8.count == 16)
      _ = SMPPTime(secondsFromNow: 5).unixMilliseconds(now: extreme)
    }
  }

  @Test func datesOfFourCenturiesConvertBothWays() {
    for day in stride(from: Int64(-73_000), to: 73_000, by: 13) {
      let date = CivilDate(unixSeconds: day * 86_400 + 3_661)
      #expect(date.isValid)
      #expect(date.unixSeconds == day * 86_400 + 3_661)
    }
  }
}

@Suite struct ReceiptTextTests {
  private let receipt = ReceiptText(
    id: "1234567890", delivered: 1, submitDate: "2601021504", doneDate: "2601021505", state: .delivered,
    text: "Hello, this is more than twenty")

  @Test func aReceiptHasTheEightFieldsInTheirOrder() {
    #expect(
      String(decoding: receipt.bytes, as: UTF8.self)
        == "id:1234567890 sub:001 dlvrd:001 submit date:2601021504 done date:2601021505 stat:DELIVRD err:000 "
        + "text:Hello, this is more ")
  }

  @Test(arguments: [("", "000"), ("7", "007"), ("123456", "456"), ("a-b", "0ab"), ("\u{416}", "000")])
  func theErrorHasThreeWordCharacters(given: String, written: String) {
    var receipt = receipt
    receipt.error = given
    #expect(String(decoding: receipt.bytes, as: UTF8.self).contains(" err:\(written) "))
  }

  @Test func aReceiptReadsAsItWasWritten() {
    var short = receipt
    short.text = "Hi there"
    #expect(ReceiptText(parsing: short.bytes) == short)
  }

  @Test(arguments: [
    "id:1234567890 stat:DELIVRD",
    "id:1234567890 submit date:2601021504 done date:2601021505 stat:DELIVRD err:000",
    "ID:1234567890 SUB:001 DLVRD:001 SUBMIT DATE:260102150405 DONE DATE:260102150506 STAT:DELIVRD ERR:0 TEXT:id:5 stat:EXPIRED",
    "stat:delivrd id:1234567890",
  ])
  func receiptsOfOtherServersAreRead(text: String) {
    let read = ReceiptText(parsing: Array(text.utf8))
    #expect(read?.id == "1234567890")
    #expect(read?.state == .delivered)
  }

  @Test(arguments: [
    "", "id:", "id:1", "stat:DELIVRD", "hello", "id:1 stat:WHAT", "xid:1 stat:DELIVRD", "text:id:1 stat:DELIVRD",
  ])
  func whatIsNoReceiptIsRefused(text: String) {
    #expect(ReceiptText(parsing: Array(text.utf8)) == nil)
  }

  @Test func datesCarryTheZoneOfTheAccount() {
    #expect(ReceiptText.date(unixMilliseconds: 1_767_366_245_678) == "2601021504")
    #expect(ReceiptText.date(unixMilliseconds: 1_767_366_245_678, offsetMinutes: 180, seconds: true) == "260102180405")
  }
}

@Suite struct PDUDescriptionTests {
  @Test func everyFieldAndTLVStandsWithItsOffset() {
    var submit = SubmitSM(
      source: .alphanumeric("SHOP"), destination: .international("375291234567"), shortMessage: [72])
    submit.tlvs = [.uint16(.userMessageReference, 258)]
    let text = PDUDescription.describe(PDU.submitSM(submit).encoded(sequence: 5))
    #expect(text.contains("    4  command_id                 0x00000004 submit_sm"))
    #expect(text.contains("source_addr_ton"))
    #expect(text.contains("5 alphanumeric"))
    #expect(text.contains("\"375291234567\""))
    #expect(text.contains("tlv user_message_reference"))
    #expect(text.contains("value 258"))
  }

  @Test func theFieldsCoverThePDUWithoutGaps() {
    for pdu in PDUInstances.all {
      let bytes = pdu.encoded(sequence: 1)
      let description = PDUDescription(bytes)
      #expect(description.error == nil)
      var offset = 16
      for field in description.fields {
        #expect(field.offset == offset)
        offset += field.length
      }
      #expect(offset == bytes.count)
    }
  }

  @Test func statusesAreNamedAsInTheSpecification() {
    #expect(PDUDescription.describe(frame(.submitSMResp, [], status: .throttled)).contains("ESME_RTHROTTLED"))
  }

  @Test func brokenAndIncompletePDUsAreDescribedUpToTheFault() {
    let whole = PDU.submitSM(SubmitSM(shortMessage: [1, 2, 3])).encoded(sequence: 1)
    for count in 0..<whole.count {
      #expect(PDUDescription.describe(Array(whole[..<count])).contains("incomplete"))
    }
    #expect(PDUDescription.describe(frame(.submitSM, [0, 0])).contains("ESME_RINVSRCNPI"))
    #expect(PDUDescription.describe([0, 0, 0, 2] + [UInt8](repeating: 0, count: 40)).contains("below 16"))
  }

  @Test func severalPDUsAreDescribedOneAfterTheOther() {
    let text = PDUDescription.describe(PDU.enquireLink.encoded(sequence: 1) + PDU.unbind.encoded(sequence: 2))
    #expect(text.contains("enquire_link"))
    #expect(text.contains("unbind"))
  }
}
