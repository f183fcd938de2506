import Listeners
import Messages
import Telemetry
import Testing

@Suite struct AwaitedNumbersTests {
  private let metrics = Metrics()

  private func message(_ number: Int) -> Message {
    let address = Address("SHOP\(number)", typeOfNumber: 5)
    let origin = SMPPOrigin(
      serviceType: "", source: address, destination: Address("\(number)"), interfaceVersion: 0x34,
      echoedTLVs: [SMPPOrigin.EchoedTLV(tag: 0x0421, value: [1])])
    return Message(
      id: MessageID(rawValue: 1), account: "shop", origin: .smpp(origin), recipient: PhoneNumber(trusted: "\(number)"),
      sender: "SHOP", text: "x", acceptedAt: Timestamp(seconds: 0), validUntil: Timestamp(seconds: 1), parts: [],
      lanes: [], routeReason: "")
  }

  private func value(of name: String) -> String? {
    let lines = metrics.exposition().split(separator: "\n")
    return lines.first { $0.hasPrefix(name + " ") }.map { String($0.dropFirst(name.utf8.count + 1)) }
  }

  @Test func `so many are waited for as the limit says, and with one more the older half is given up`() {
    let awaited = AwaitedNumbers(limit: 4, metrics: metrics)
    for number in 1...4 { #expect(awaited.take(.undeliverable, of: message(number)) == nil) }
    #expect(value(of: "passerelle_smpp_awaited_numbers") == "4")
    #expect(value(of: "passerelle_smpp_awaited_given_up_total") == "0")
    _ = awaited.take(.expired, of: message(5))
    #expect(value(of: "passerelle_smpp_awaited_numbers") == "2")
    #expect(value(of: "passerelle_smpp_awaited_given_up_total") == "3")
    #expect(awaited.take(.delivered, of: message(3)) == nil)
    #expect(awaited.take(.delivered, of: message(4))?.text == "SHOP4")
    #expect(awaited.take(.delivered, of: message(4)) == nil, "once")
    #expect(value(of: "passerelle_smpp_awaited_numbers") == "1")
  }

  @Test func `another limit holds from the next number on`() {
    let awaited = AwaitedNumbers(limit: 4, metrics: metrics)
    for number in 1...4 { _ = awaited.take(.undeliverable, of: message(number)) }
    awaited.replace(limit: 2)
    _ = awaited.take(.undeliverable, of: message(5))
    #expect(value(of: "passerelle_smpp_awaited_numbers") == "1")
    #expect(awaited.take(.delivered, of: message(5))?.text == "SHOP5")
  }
}
