import Delivery
import Listeners
import Messages
import SMPP
import Store
import Telemetry
import Testing
import Translation

@Suite struct SubmitFlowTests {
  @Test func aSubmitIsAcknowledgedAndItsReceiptComes() throws {
    let gateway = try TestGateway()
    let esme = try gateway.bound()
    let id = try esme.submit(.plain())
    #expect(id.utf8.first != 0x30 && id.utf8.count <= 18)
    let receipt = try esme.receipt()
    #expect(receipt.id == id)
    #expect(receipt.state == .delivered)
  }

  @Test func clientsOf33GetEightHexDigitsAndNoTLVs() throws {
    let gateway = try TestGateway()
    let esme = try gateway.bound(.transceiver, .v33)
    let id = try esme.submit(.plain())
    #expect(id.utf8.count == 8 && id.utf8.first != 0x30)
    #expect(id.utf8.allSatisfy { (0x30...0x39).contains($0) || (0x41...0x46).contains($0) })
    let deliver = try esme.delivery()
    #expect(deliver.tlvs.isEmpty)
    #expect(ReceiptText(parsing: deliver.shortMessage)?.id == id)
  }

  @Test func tenDigitIdsAreCountedAndTheReceiptHasThem() throws {
    let gateway = try TestGateway([.named("shop") { $0.terms.idStyle = .pad10 }])
    let esme = try gateway.bound()
    let ids = [try esme.submit(.plain()), try esme.submit(.plain())]
    #expect(ids == ["1000000000", "1000000001"])
    #expect(Set([try esme.receipt().id, try esme.receipt().id]) == Set(ids))
    let next = try TestGateway([.named("shop") { $0.terms.idStyle = .pad10 }], memory: gateway.store.memory)
    #expect(try next.bound().submit(.plain("another")) == "1000010000")
  }

  @Test func aTextOfTooManyPartsIsRefusedOrCut() throws {
    let long = String(repeating: "long text ", count: 31)
    let strict = try TestGateway([.named("shop") { $0.terms.maxParts = 2 }])
    var submit = SubmitSM.plain("")
    submit.tlvs = [TLV(.messagePayload, Array(long.utf8))]
    #expect(try strict.bound().ask(.submitSM(submit))?.status == .invalidMessageLength)
    let lenient = try TestGateway([
      .named("shop") {
        $0.terms.maxParts = 2
        $0.smpp.truncates = true
      }
    ])
    _ = try lenient.bound().submit(submit)
    let message = try #require(try lenient.store.memory.search(.init()).first?.message)
    #expect(message.segments == 2 && message.text.hasSuffix("...") && message.text.utf8.count <= 306)
  }

  @Test func dataSMNamesItsValidityInSeconds() throws {
    let gateway = try TestGateway()
    var data = DataSM(source: .alphanumeric("SHOP"), destination: .international("375290990000"))
    data.tlvs = [TLV(.messagePayload, Array("Hello".utf8)), TLV(.qosTimeToLive, [0, 0, 0x0E, 0x10])]
    #expect(try gateway.bound().ask(.dataSM(data))?.status == .ok)
    let message = try #require(try gateway.store.memory.search(.init()).first?.message)
    #expect(message.validUntil - message.acceptedAt == .seconds(3_600))
  }

  @Test func whatIsMendedIsCountedAndStandsInTheLifeOfTheMessage() throws {
    let gateway = try TestGateway()
    let esme = try gateway.bound()
    _ = try esme.submit(.plain("Привет"))
    _ = try esme.submit(.plain())
    #expect(gateway.metrics.exposition().contains("passerelle_smpp_repairs_total{repair=\"utf8\"} 1"))
    let ids = try gateway.store.memory.search(.init()).map(\.message.id)
    let read = try ids.flatMap { try gateway.store.memory.life(of: $0) }.filter { $0.kind == "read" }
    #expect(
      read.map(\.text)
        == ["the text was not in the coding that data_coding names, and was mended: it was in UTF-8"])
  }

  @Test func theRateIsReachedAndPassedByOne() throws {
    let gateway = try TestGateway([.named("shop") { $0.terms.rate = 3 }])
    let esme = try gateway.bound()
    let sent = esme.send(all: (0..<4).map { .submitSM(.plain("\($0)")) })
    #expect(sent.map { esme.response(to: $0)?.status } == [.ok, .ok, .ok, .throttled])
  }

  @Test func theQuotaCountsPartsOverAllBinds() throws {
    let gateway = try TestGateway([.named("shop") { $0.terms.dailyQuota = 3 }])
    let (first, second) = (try gateway.bound(), try gateway.bound())
    _ = try first.submit(.plain(String(repeating: "a", count: 200)))
    let sent = second.send(.submitSM(.plain("b")), .submitSM(.plain("c")))
    #expect(sent.map { second.response(to: $0)?.status } == [.ok, .submitFailed])
  }

  @Test func theDailyQuotaIsPermanent() throws {
    let gateway = try TestGateway([.named("shop") { $0.terms.dailyQuota = 1 }])
    let esme = try gateway.bound()
    _ = try esme.submit(.plain())
    #expect(esme.ask(.submitSM(.plain()))?.status == .submitFailed)
  }

  @Test func submitsPastTheHardCapAreTurnedAwayAndThoseBelowAreKept() throws {
    let gateway = try TestGateway([.named("shop") { $0.window = 2 }]) { $0.windowHardCap = 4 }
    let esme = try gateway.bound()
    gateway.store.has(.still)
    let sent = esme.send(all: (0..<6).map { .submitSM(.plain("\($0)")) })
    gateway.store.waitForStall()
    #expect(sent[4...].map { esme.response(to: $0)?.status } == [.messageQueueFull, .messageQueueFull])
    gateway.store.release()
    #expect(sent[..<4].map { esme.response(to: $0)?.status } == [.ok, .ok, .ok, .ok])
  }

  @Test func aFullWindowStopsReadingRatherThanRefuse() throws {
    let gateway = try TestGateway([.named("shop") { $0.window = 2 }]) { $0.windowHardCap = 4 }
    let esme = try gateway.bound()
    gateway.store.has(.still)
    var sent = esme.send(all: (0..<3).map { .submitSM(.plain("\($0)")) })
    gateway.store.waitForStall()
    sent += esme.send(all: (3..<7).map { .submitSM(.plain("\($0)")) })
    gateway.store.release()
    #expect(sent.map { esme.response(to: $0)?.status } == Array(repeating: .ok, count: 7))
  }

  @Test func aFullStoreAsksToTryLaterAndRecovers() throws {
    let gateway = try TestGateway()
    let esme = try gateway.bound()
    gateway.store.has(.full)
    #expect(esme.ask(.submitSM(.plain()))?.status == .messageQueueFull)
    #expect(try gateway.store.memory.search(.init()).isEmpty)
    gateway.store.has(.none)
    #expect(esme.ask(.submitSM(.plain()))?.status == .ok)
    #expect(try gateway.store.memory.search(.init()).count == 1)
  }

  @Test(arguments: [
    ("74951234567", CommandStatus.invalidDestinationAddress), ("12", .invalidDestinationAddress),
    ("letters", .invalidDestinationAddress), ("+375 (29) 123-45-67", .ok),
  ])
  func numbersAreRoutedOrRefused(_ number: String, _ status: CommandStatus) throws {
    let esme = try TestGateway().bound()
    var submit = SubmitSM.plain()
    submit.destination = SMEAddress(number)
    #expect(esme.ask(.submitSM(submit))?.status == status)
  }

  @Test func anAccountKeepsToItsChannelsPrefixesAndSenders() throws {
    let account = Account.named("shop") { account in
      account.channels = [.sms]
      account.prefixes = ["37529"]
      account.blockedPrefixes = ["3752911"]
      account.terms.allowedSenders = ["SHOP"]
    }
    let esme = try TestGateway([account]).bound()
    #expect(esme.ask(.submitSM(.plain()))?.status == .ok)
    #expect(esme.ask(.submitSM(.plain(to: "375330000000")))?.status == .invalidDestinationAddress)
    #expect(esme.ask(.submitSM(.plain(to: "375291100000")))?.status == .invalidDestinationAddress)
    #expect(esme.ask(.submitSM(.plain(from: "BANK")))?.status == .invalidSourceAddress)
    var viber = SubmitSM.plain()
    viber.serviceType = "VIBER"
    #expect(esme.ask(.submitSM(viber))?.status == .invalidServiceType)
    viber.serviceType = "NONE"
    #expect(esme.ask(.submitSM(viber))?.status == .invalidServiceType)
  }

  @Test(arguments: [(true, Channel.flash), (false, .sms)])
  func classZeroIsFlashWhereSomebodyOffersIt(_ offered: Bool, _ channel: Channel) throws {
    let gateway = try TestGateway(flash: offered)
    let esme = try gateway.bound()
    var submit = SubmitSM.plain()
    submit.dataCoding = 0xF0
    let id = try esme.submit(submit)
    #expect(try gateway.store.memory.record(account: "shop", clientID: id)?.message.channel == channel)
  }

  @Test func aFlashServiceThatNobodyOffersIsRefused() throws {
    let esme = try TestGateway(flash: false).bound()
    var submit = SubmitSM.plain()
    submit.serviceType = "FLASH"
    #expect(esme.ask(.submitSM(submit))?.status == .invalidServiceType)
  }

  @Test func aReceiverCannotSubmit() throws {
    let esme = try TestGateway().bound(.receiver)
    #expect(esme.ask(.submitSM(.plain()))?.status == .incorrectBindStatus)
    #expect(esme.ask(.enquireLink)?.status == .ok)
  }

  @Test func clientsOf50LearnOfCongestionAndReasons() throws {
    let esme = try TestGateway().bound(.transceiver, .v50)
    guard case .submitSMResp(let accepted)? = esme.ask(.submitSM(.plain()))?.pdu else { throw Missing("resp") }
    #expect(accepted.tlvs.integer(.congestionState).map { $0 < 90 } == true)
    let refused = try #require(esme.ask(.submitSM(.plain(to: "74951234567"))))
    #expect(refused.status == .invalidDestinationAddress)
    guard case .submitSMResp(let resp)? = refused.pdu else { throw Missing("resp with its reason") }
    #expect(resp.tlvs.text(.additionalStatusInfoText) == "no route to this number")
  }
}
