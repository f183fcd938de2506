import Messages
import SMPP
import Testing
import Translation

@Suite struct ReceiptTests {
  private func message(_ text: String = "Hello", version: UInt8 = 0x34) -> Message {
    Message(
      id: MessageID(rawValue: 170_000_000_000_000_001), account: "shop",
      origin: .smpp(
        SMPPOrigin(
          serviceType: "CMT", source: Address("SHOP", typeOfNumber: 5),
          destination: Address("+375291234567", typeOfNumber: 1, numberingPlan: 1), interfaceVersion: version,
          echoedTLVs: [.init(tag: TLVTag.sourcePort.rawValue, value: [0x12, 0x34])])),
      recipient: PhoneNumber(trusted: "375291234567"), sender: "SHOP", text: text, segments: 2, acceptedAt: now,
      validUntil: now + .seconds(3_600),
      parts: [Part(clientID: "170000000000000001", receipt: [.success, .failure], userMessageReference: 0x0102)],
      lanes: [LaneName(provider: "sim", channel: .sms)])
  }

  private func receipt(
    _ state: Messages.MessageState, error: ProviderError? = nil, details: String? = nil
  ) -> Receipt {
    Receipt(
      number: 1, message: MessageID(rawValue: 170_000_000_000_000_001), part: 0, state: state, at: now + .seconds(65),
      error: error, details: details)
  }

  private func deliver(
    _ receipt: Receipt, of message: Message, _ version: InterfaceVersion = .v34,
    _ change: (inout SMPPProfile) -> Void = { _ in }
  ) -> DeliverSM {
    var profile = SMPPProfile()
    change(&profile)
    return ReceiptTranslation(profile: profile, version: version).deliver(
      receipt, of: message, id: "170000000000000001")
  }

  private func text(_ deliver: DeliverSM) -> String { String(decoding: deliver.shortMessage, as: UTF8.self) }

  @Test(arguments: [
    (Messages.MessageState.delivered, "001", "DELIVRD"), (.expired, "000", "EXPIRED"), (.deleted, "000", "DELETED"),
    (.undeliverable, "000", "UNDELIV"), (.unknown, "000", "UNKNOWN"), (.rejected, "000", "REJECTD"),
    (.enroute, "000", "ENROUTE"),
  ])
  func allEightFieldsStandInOrder(_ state: Messages.MessageState, _ delivered: String, _ word: String) {
    #expect(
      text(deliver(receipt(state), of: message()))
        == "id:170000000000000001 sub:001 dlvrd:\(delivered) submit date:2601021504 done date:2601021505 stat:\(word)"
        + " err:000 text:Hello")
  }

  @Test func theProvidersOwnWordIsToldWhereTheAccountWantsThat() {
    var told = receipt(.delivered)
    told.raw = "sms delivered"
    let tag = TLVTag.providerState
    #expect(deliver(told, of: message()).tlvs.value(tag) == Array("sms delivered".utf8) + [0])
    #expect(deliver(receipt(.delivered), of: message()).tlvs[tag] == nil)
    #expect(deliver(told, of: message()) { $0.receiptTLVs = .standard }.tlvs[tag] == nil)
    #expect(deliver(told, of: message(), .v33).tlvs.isEmpty)
  }

  @Test func whatTheProviderWantsIsToldWhereTheAccountWantsThat() {
    var told = receipt(.delivered)
    told.cost = "0.02 EUR"
    let tag = TLVTag.messageCost
    #expect(deliver(told, of: message()).tlvs.value(tag) == Array("0.02 EUR".utf8) + [0])
    #expect(deliver(receipt(.delivered), of: message()).tlvs[tag] == nil)
    #expect(deliver(told, of: message()) { $0.receiptTLVs = .standard }.tlvs[tag] == nil)
  }

  @Test func addressesAreTurnedRoundAndTheRestIsPlain() {
    let deliver = deliver(receipt(.delivered), of: message())
    #expect(deliver.source == SMEAddress("+375291234567", ton: .international, npi: .isdn))
    #expect(deliver.destination == .alphanumeric("SHOP"))
    #expect(deliver.esmClass == .deliveryReceipt)
    #expect(deliver.serviceType == "CMT")
    #expect(deliver.dataCoding == 0 && deliver.registeredDelivery == .none && deliver.validityPeriod.isEmpty)
  }

  @Test func onTheWayIsAnIntermediateNotification() {
    #expect(deliver(receipt(.enroute), of: message()).esmClass == .intermediateNotification)
  }

  @Test(arguments: [(nil, "000"), (8, "008"), (255, "255"), (1_234, "234"), (-5, "005")] as [(Int?, String)])
  func theErrorIsThreeDigits(_ code: Int?, _ digits: String) {
    let error = ProviderError(code: code, words: "no")
    #expect(text(deliver(receipt(.undeliverable, error: error), of: message())).contains(" err:\(digits) "))
  }

  @Test(arguments: [
    ("exactly twenty chars", "exactly twenty chars"), ("more than twenty chars here", "more than twenty char"),
    ("Привет", ""), ("line\nbreak", ""), ("", ""),
  ])
  func theTextIsTwentyPlainCharactersOrNone(_ whole: String, _ excerpt: String) {
    let shown = String(excerpt.prefix(20))
    #expect(text(deliver(receipt(.delivered), of: message(whole))).hasSuffix(" text:\(shown)"))
  }

  @Test func datesFollowTheAccount() {
    let text = text(
      deliver(receipt(.delivered), of: message()) {
        $0.timeZoneMinutes = 180
        $0.receiptSeconds = true
      })
    #expect(text.contains("submit date:260102180405 done date:260102180510"))
  }

  @Test func anHLRAnswerStandsInTheTextAndTheReceiptStaysShort() {
    let details = "imsi:257012345678901 mcc:257 mnc:01"
    #expect(text(deliver(receipt(.delivered, details: details), of: message())).hasSuffix(" text:" + details))
    let long = String(repeating: "x", count: 400)
    #expect(deliver(receipt(.delivered, details: long), of: message()).shortMessage.count == 254)
  }

  @Test func parametersFollowTheSetting() {
    let failed = receipt(.undeliverable, error: ProviderError(code: 0x0123, words: "no such subscriber"))
    #expect(deliver(failed, of: message()) { $0.receiptTLVs = .none }.tlvs.isEmpty)
    let standard = deliver(failed, of: message()) { $0.receiptTLVs = .standard }.tlvs
    #expect(standard.value(.receiptedMessageID) == Array("170000000000000001".utf8) + [0])
    #expect(standard.integer(.messageState) == 5)
    #expect(standard.value(.networkErrorCode) == [8, 0x01, 0x23])
    #expect(standard.integer(.userMessageReference) == 0x0102)
    #expect(standard.value(.sourcePort) == [0x12, 0x34])
    #expect(standard.vendorSpecific.isEmpty)
    let vendor = deliver(failed, of: message()) { $0.receiptTLVs = .vendor }.tlvs
    #expect(vendor.text(.providerStatus) == "no such subscriber")
    #expect(vendor.integer(.messageParts) == 2)
    #expect(vendor.text(.messageChannel) == "sms")
  }

  @Test func clientsOf33GetNoParameters() {
    #expect(deliver(receipt(.delivered), of: message(version: 0x33), .v33).tlvs.isEmpty)
  }

  @Test func aScheduledStateIsToldToClientsOf50Alone() {
    #expect(deliver(receipt(.scheduled), of: message(), .v34).tlvs.integer(.messageState) == 1)
    #expect(deliver(receipt(.scheduled), of: message(), .v50).tlvs.integer(.messageState) == 0)
  }

  @Test func whatIsWrittenReadsBack() {
    let parsed = ReceiptText(parsing: deliver(receipt(.delivered), of: message("id:7 stat:UNDELIV")).shortMessage)
    #expect(parsed?.id == "170000000000000001")
    #expect(parsed?.state == .delivered)
  }
}
