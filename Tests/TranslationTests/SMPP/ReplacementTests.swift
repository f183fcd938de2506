import Messages
import SMPP
import Testing
import Translation

@Suite struct ReplacementTests {
  private var waiting: Message {
    Message(
      id: MessageID(rawValue: 1), account: "shop", origin: .operatorConsole,
      recipient: PhoneNumber(trusted: "375291234567"), sender: "SHOP", text: "old", acceptedAt: now,
      dueAt: now + .seconds(3_600), validUntil: now + .seconds(7_200),
      parts: [Part(clientID: "1", receipt: .success)], lanes: [])
  }

  private func facts(_ change: (inout ReplaceSM) -> Void) -> Result<SubmitTranslation.ReplacementFacts, Refusal> {
    var replace = ReplaceSM(messageID: "1", source: .alphanumeric("SHOP"), shortMessage: Array("new".utf8))
    change(&replace)
    return SubmitTranslation.of().replacement(replace, of: waiting, now: now)
  }

  @Test(arguments: [
    (UInt8(0), Array("new".utf8), "new"), (8, [0x04, 0x1F, 0x00, 0x21], "П!"), (3, [0xE9], "é"), (6, [0xBF], "П"),
  ])
  func theTextIsInTheCodingOfTheSubmit(_ coding: UInt8, _ octets: [UInt8], _ text: String) throws {
    var message = waiting
    message.encoding = .gsm
    message.origin = .smpp(
      SMPPOrigin(
        serviceType: "", source: Address("SHOP"), destination: Address("375291234567"), interfaceVersion: 0x34,
        dataCoding: coding))
    let replace = ReplaceSM(messageID: "1", source: .alphanumeric("SHOP"), shortMessage: octets)
    #expect(try SubmitTranslation.of().replacement(replace, of: message, now: now).get().text == text)
  }

  @Test func octetsThatAreNoTextAreNotReplacedByText() {
    var message = waiting
    message.origin = .smpp(
      SMPPOrigin(
        serviceType: "", source: Address("SHOP"), destination: Address("375291234567"), interfaceVersion: 0x34,
        dataCoding: 4))
    let replace = ReplaceSM(messageID: "1", source: .alphanumeric("SHOP"), shortMessage: [1, 2])
    #expect(SubmitTranslation.of().replacement(replace, of: message, now: now) == .failure(.dataCodingNotSupported))
  }

  @Test func emptyTimesKeepWhatWas() throws {
    let facts = try facts { _ in }.get()
    #expect(facts.text == "new" && facts.dueAt == nil && facts.validUntil == nil)
  }

  @Test func timesThatAreGivenCount() throws {
    let facts = try facts { $0.scheduleDeliveryTime = SMPPTime(secondsFromNow: 60).text }.get()
    #expect(facts.dueAt.map { $0 - now } == .seconds(60))
  }

  @Test func wrongTimesAreRefused() {
    #expect(facts { $0.scheduleDeliveryTime = "x" } == .failure(.scheduleInvalid))
    #expect(
      facts { $0.validityPeriod = SMPPTime(unixMilliseconds: now.milliseconds + 1_000).text }
        == .failure(.validityInvalid))
  }

  @Test func anEmptyTextKeepsWhatWas() throws {
    #expect(try facts { $0.shortMessage = [] }.get().text == nil)
  }
}
