import Delivery
import Listeners
import Messages
import Providers
import SMPP
import Store
import Testing

@Suite struct MultiFlowTests {
  private let lists = [
    ListDirectory.List(
      name: "staff", members: ["375290990000", "375291990000"], providerList: nil, accounts: ["shop"]),
    ListDirectory.List(
      name: "kept", members: [], providerList: ProviderList(provider: "sim", id: "17"), accounts: []),
  ]

  private func multi(_ destinations: [MultiDestination], text: String = "Hello") -> SubmitMulti {
    var multi = SubmitMulti(source: .alphanumeric("SHOP"), destinations: destinations, shortMessage: Array(text.utf8))
    multi.registeredDelivery = .successAndFailure
    return multi
  }

  private func number(_ text: String) -> MultiDestination { .sme(.international(text)) }

  private func ask(_ esme: ESME, _ multi: SubmitMulti) throws -> SubmitMultiResp {
    guard case .submitMultiResp(let resp)? = esme.ask(.submitMulti(multi))?.pdu else { throw Missing("resp") }
    return resp
  }

  @Test func allDestinationsShareOneIdAndEachHasItsReceipt() throws {
    let gateway = try TestGateway()
    let esme = try gateway.bound()
    let resp = try ask(esme, multi([number("375290990000"), number("375291990000"), number("375290990000")]))
    #expect(resp.unsuccessSMEs.isEmpty)
    let receipts = [try esme.delivery(), try esme.delivery()]
    #expect(receipts.allSatisfy { ReceiptText(parsing: $0.shortMessage)?.id == resp.messageID })
    #expect(Set(receipts.map(\.source.address)) == ["375290990000", "375291990000"])
    #expect(gateway.provider.withFarSide { $0.taken } == 2)
  }

  @Test func destinationsThatCannotBeServedAreNamedOneByOne() throws {
    let esme = try TestGateway(lists: lists).bound()
    let resp = try ask(
      esme, multi([number("375290990000"), number("74951234567"), .distributionList("unknown"), number("x")]))
    #expect(!resp.messageID.isEmpty)
    #expect(Set(resp.unsuccessSMEs.map(\.address.address)) == ["74951234567", "unknown", "x"])
    #expect(resp.unsuccessSMEs.first { $0.address.address == "unknown" }?.status == .invalidDistributionListName)
    #expect(try esme.receipt().id == resp.messageID)
  }

  @Test func whereNothingCanBeServedTheCommonReasonIsTheStatus() throws {
    let esme = try TestGateway(lists: lists).bound()
    #expect(
      esme.ask(.submitMulti(multi([number("74951234567"), number("74951234568")])))?.status
        == .invalidDestinationAddress)
    #expect(esme.ask(.submitMulti(multi([.distributionList("unknown")])))?.status == .invalidDistributionListName)
  }

  @Test func aListIsItsMembersEachOnce() throws {
    let gateway = try TestGateway([.shop, .named("bank")], lists: lists)
    let esme = try gateway.bound()
    _ = try ask(esme, multi([.distributionList("staff"), number("375290990000")]))
    #expect(try gateway.store.memory.search(.init()).count == 2)
    let bank = try gateway.bound(systemID: "bank")
    #expect(bank.ask(.submitMulti(multi([.distributionList("staff")])))?.status == .invalidDistributionListName)
  }

  @Test func aListOfTheProviderIsOneMessage() throws {
    let gateway = try TestGateway([.named("shop") { $0.prefixes = ["375"] }], lists: lists)
    let esme = try gateway.bound()
    _ = try ask(esme, multi([.distributionList("kept")]))
    let records = try gateway.store.memory.search(.init())
    #expect(records.map(\.message.providerList) == ["17"])
  }

  @Test(arguments: [(InterfaceVersion.v34, 254), (.v50, 255)])
  func asManyDestinationsAsTheVersionHasAndNotOneMore(_ version: InterfaceVersion, _ limit: Int) throws {
    let gateway = try TestGateway()
    let esme = try gateway.bound(.transceiver, version)
    let numbers = (0..<limit).map { number(String(375_290_000_000 + $0)) }
    #expect(try ask(esme, multi(numbers)).unsuccessSMEs.isEmpty)
    #expect(try gateway.store.memory.search(.init(limit: 1_000)).count == limit)
    if limit < 255 {
      #expect(esme.ask(.submitMulti(multi(numbers + [number("375299999999")])))?.status == .invalidNumberOfDestinations)
    }
    #expect(esme.ask(.submitMulti(multi([])))?.status == .invalidNumberOfDestinations)
  }

  @Test func concatenatedPartsGoToEveryDestination() throws {
    let gateway = try TestGateway()
    let esme = try gateway.bound()
    for number: UInt8 in 1...2 {
      var part = multi([self.number("375290990000"), self.number("375291990000")], text: "")
      part.esmClass.hasUserDataHeader = true
      part.shortMessage = [5, 0, 3, 9, 2, number] + Array("part\(number) ".utf8)
      #expect(try ask(esme, part).unsuccessSMEs.isEmpty)
    }
    #expect(try gateway.store.memory.search(.init()).map(\.message.text) == ["part1 part2 ", "part1 part2 "])
  }
}
