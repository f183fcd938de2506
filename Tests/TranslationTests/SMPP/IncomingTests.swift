import Messages
import SMPP
import Testing
import Translation

@Suite struct IncomingTests {
  private func incoming(_ text: String, from: String = "+375291234567") -> IncomingMessage {
    IncomingMessage(
      id: MessageID(rawValue: 0x1_07), provider: "sim", providerID: "1", account: "shop", from: from,
      to: "375447770000", text: text, receivedAt: now)
  }

  private func deliver(_ message: IncomingMessage, _ version: InterfaceVersion) -> [DeliverSM] {
    ReceiptTranslation(profile: SMPPProfile(), version: version).deliver(message)
  }

  @Test func aShortTextIsOneMessageWithItsAddresses() throws {
    let deliver = try #require(deliver(incoming("Hi €"), .v34).first)
    #expect(deliver.shortMessage == [0x48, 0x69, 0x20, 0x1B, 0x65])
    #expect(deliver.source == .international("375291234567"))
    #expect(deliver.destination == .international("375447770000"))
    #expect(deliver.esmClass == .default)
  }

  @Test func aNameIsAnAlphanumericSource() {
    #expect(deliver(incoming("Hi", from: "Bank"), .v34).first?.source == .alphanumeric("Bank"))
  }

  @Test(arguments: [(254, true), (255, false)])
  func aTextPastTheFieldGoesIntoThePayload(_ count: Int, _ fits: Bool) throws {
    let deliver = try #require(deliver(incoming(String(repeating: "a", count: count)), .v34).first)
    #expect(deliver.shortMessage.count == (fits ? count : 0))
    #expect(deliver.tlvs.value(.messagePayload)?.count == (fits ? nil : count))
  }

  @Test func clientsOf33GetPartsUnderAHeader() {
    let parts = deliver(incoming(String(repeating: "a", count: 200)), .v33)
    #expect(parts.count == 2)
    #expect(parts.allSatisfy { $0.esmClass.hasUserDataHeader && $0.tlvs.isEmpty })
    #expect(parts.map { Array($0.shortMessage.prefix(6)) } == [[5, 0, 3, 7, 2, 1], [5, 0, 3, 7, 2, 2]])
  }

  @Test func cyrillicTravelsInUCS2() {
    let deliver = deliver(incoming("Пр"), .v34).first
    #expect(deliver?.dataCoding == 8)
    #expect(deliver?.shortMessage == [0x04, 0x1F, 0x04, 0x40])
  }
}
