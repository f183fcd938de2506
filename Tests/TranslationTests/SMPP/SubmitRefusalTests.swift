import Messages
import SMPP
import Testing
import Translation

@Suite struct SubmitRefusalTests {
  struct Row: Sendable, CustomTestStringConvertible {
    let what: String
    let refusal: Refusal?
    let status: CommandStatus?
    let change: @Sendable (inout SubmitSM) -> Void
    var testDescription: String { what }

    init(
      _ what: String, _ refusal: Refusal?, _ status: CommandStatus?,
      _ change: @escaping @Sendable (inout SubmitSM) -> Void
    ) {
      self.what = what
      self.refusal = refusal
      self.status = status
      self.change = change
    }
  }

  static let rows = [
    Row("nothing wrong", nil, nil) { _ in },
    Row("unknown service", .channelNotServed, .invalidServiceType) { $0.serviceType = "NONE" },
    Row("destination of two digits", .destinationInvalid, .invalidDestinationAddress) {
      $0.destination = SMEAddress("12")
    },
    Row("destination of three digits", nil, nil) { $0.destination = SMEAddress("112") },
    Row("destination of 20 digits", nil, nil) { $0.destination = SMEAddress(String(repeating: "3", count: 20)) },
    Row("destination of 21 digits", .destinationInvalid, .invalidDestinationAddress) {
      $0.destination = SMEAddress(String(repeating: "3", count: 21))
    },
    Row("destination with letters", .destinationInvalid, .invalidDestinationAddress) {
      $0.destination = SMEAddress("37529ABC")
    },
    Row("sender of 11 characters", nil, nil) { $0.source = .alphanumeric("ELEVENCHARS") },
    Row("sender of 12 characters", .sourceInvalid, .invalidSourceAddress) { $0.source = .alphanumeric("TWELVECHARS!") },
    Row("international sender with letters", .sourceInvalid, .invalidSourceAddress) {
      $0.source = SMEAddress("SHOP", ton: .international)
    },
    Row("no sender", nil, nil) { $0.source = .empty },
    Row("message type of a receipt", .esmClassInvalid, .invalidEsmClass) { $0.esmClass = EsmClass(rawValue: 0x04) },
    Row("priority 3", nil, nil) { $0.priorityFlag = 3 },
    Row("priority 4", .priorityInvalid, .invalidPriorityFlag) { $0.priorityFlag = 4 },
    Row("replace flag 2", .replaceFlagInvalid, .invalidReplaceFlag) { $0.replaceIfPresentFlag = 2 },
    Row("unknown canned text", .preparedMessageUnknown, .invalidDefaultMessageID) { $0.smDefaultMsgID = 9 },
    Row("no text", .messageEmpty, .invalidMessageLength) { $0.shortMessage = [] },
    Row("text and payload", .textAndPayload, .tlvNotAllowed) { $0.tlvs = [TLV(.messagePayload, [0x41])] },
    Row("empty payload beside the text", nil, nil) { $0.tlvs = [TLV(.messagePayload, [])] },
    Row("header longer than the text", .esmClassInvalid, .invalidEsmClass) {
      $0.esmClass.hasUserDataHeader = true
      $0.shortMessage = [9, 0, 3, 1, 2, 1]
    },
    Row("schedule that is none", .scheduleInvalid, .invalidSchedule) { $0.scheduleDeliveryTime = "tomorrow" },
    Row("schedule two minutes ago", .scheduleInvalid, .invalidSchedule) {
      $0.scheduleDeliveryTime = SMPPTime(unixMilliseconds: now.milliseconds - 120_000).text
    },
    Row("schedule a minute ago, by another clock", nil, nil) {
      $0.scheduleDeliveryTime = SMPPTime(unixMilliseconds: now.milliseconds - 59_000).text
    },
    Row("schedule in 30 days", nil, nil) { $0.scheduleDeliveryTime = SMPPTime(secondsFromNow: 30 * 86_400).text },
    Row("schedule past 30 days", .scheduleInvalid, .invalidSchedule) {
      $0.scheduleDeliveryTime = SMPPTime(secondsFromNow: 30 * 86_400 + 1).text
    },
    Row("validity that is none", .validityInvalid, .invalidExpiry) { $0.validityPeriod = "000000000000000X" },
    Row("validity that is over", .validityInvalid, .invalidExpiry) {
      $0.validityPeriod = SMPPTime(unixMilliseconds: now.milliseconds - 120_000).text
    },
    Row("validity before the schedule", .validityInvalid, .invalidExpiry) {
      $0.scheduleDeliveryTime = SMPPTime(secondsFromNow: 3_600).text
      $0.validityPeriod = SMPPTime(unixMilliseconds: now.milliseconds + 1_800_000).text
    },
    Row("relative validity counts from the schedule", nil, nil) {
      $0.scheduleDeliveryTime = SMPPTime(secondsFromNow: 3_600).text
      $0.validityPeriod = SMPPTime(secondsFromNow: 1_800).text
    },
  ]

  @Test(arguments: rows) func aSubmitIsTakenOrRefusedByItsRow(_ row: Row) {
    let submit = SubmitSM.plain(row.change)
    let refusal = SubmitTranslation.of().refusal(submit)
    #expect(refusal == row.refusal)
    #expect(refusal.map { RefusalTable.status($0, version: .v34) } == row.status)
  }

  @Test func settingsOpenSomeOfTheRows() {
    let high = SubmitSM.plain { $0.priorityFlag = 9 }
    #expect(SubmitTranslation.of { $0.clampsPriority = true }.message(high)?.priority == 3)
    let both = SubmitSM.plain { $0.tlvs = [TLV(.messagePayload, Array("payload".utf8))] }
    #expect(SubmitTranslation.of { $0.prefersPayload = true }.message(both)?.text == "payload")
    let canned = SubmitSM.plain {
      $0.shortMessage = []
      $0.smDefaultMsgID = 9
    }
    #expect(
      SubmitTranslation.of { $0.texts = [9: CannedText("Your order is ready.")] }.message(canned)?.text
        == "Your order is ready.")
    let reserved = SubmitSM.text(Array("Hi".utf8), coding: 0x0F)
    #expect(SubmitTranslation.of().message(reserved)?.text == "Hi")
    #expect(SubmitTranslation.of { $0.refusesReservedCoding = true }.refusal(reserved) == .dataCodingNotSupported)
  }

  @Test(arguments: [
    (Refusal.dataCodingNotSupported, CommandStatus.submitFailed, CommandStatus.invalidDataCoding),
    (.binaryNotCarried, .submitFailed, .invalidDataCoding), (.rateExceeded, .throttled, .throttled),
    (.queueFull, .messageQueueFull, .messageQueueFull), (.storeUnavailable, .systemError, .systemError),
    (.quotaExceeded, .submitFailed, .submitFailed), (.noRoute, .invalidDestinationAddress, .invalidDestinationAddress),
    (.messageTooLong(limit: 10), .invalidMessageLength, .invalidMessageLength),
  ])
  func statusesFitTheVersion(_ refusal: Refusal, _ in34: CommandStatus, _ in50: CommandStatus) {
    #expect(RefusalTable.status(refusal, version: .v34) == in34)
    #expect(RefusalTable.status(refusal, version: .v50) == in50)
  }

  @Test func aVendorStatusIsNotToldToClientsOf33() {
    #expect(RefusalTable.status(.noCredit, version: .v33) == .submitFailed)
    #expect(RefusalTable.status(.noCredit, version: .v34).rawValue == 0x400)
  }
}
