import Delivery
import Glibc
import Listeners
import Messages
import SMPP
import Store
import Telemetry
import Testing
import Transport

@Suite struct ReceiptFlowTests {
  @Test func receiptsGoToWhicheverSessionReceivesInTurn() throws {
    let gateway = try TestGateway()
    let sender = try gateway.bound(.transmitter)
    let (first, second) = (try gateway.bound(.receiver), try gateway.bound(.transceiver))
    let ids = Set(try (0..<40).map { _ in try sender.submit(.plain()) })
    // With a window of ten each, neither can take all forty while it answers nothing.
    let (some, others) = (
      try (0..<10).map { _ in try first.receipt(answering: nil).id },
      try (0..<10).map { _ in try second.receipt(answering: nil).id }
    )
    #expect(Set(some + others).count == 20)
    #expect(Set(some + others).isSubset(of: ids))
  }

  @Test func theReceiptWindowIsFilledAndNotPassed() throws {
    let gateway = try TestGateway([.named("shop") { $0.receiptWindow = 2 }])
    let esme = try gateway.bound()
    for _ in 0..<3 { _ = try esme.submit(.plain()) }
    let first = try #require(esme.next { $0.header.commandID == .deliverSM })
    _ = try #require(esme.next { $0.header.commandID == .deliverSM })
    // An enquire_link that is answered before a third receipt shows that none is under way.
    #expect(esme.ask(.enquireLink)?.status == .ok)
    esme.write(PDU.deliverSMResp(MessageResp()).encoded(sequence: first.header.sequenceNumber))
    #expect(try !esme.receipt().id.isEmpty)
  }

  @Test func aClientThatRefusesForGoodIsNotAskedAgain() throws {
    let gateway = try TestGateway()
    let esme = try gateway.bound()
    _ = try esme.submit(.plain())
    _ = try esme.receipt(answering: .receiverRejectMessage)
    #expect(gateway.eventually { (try? gateway.store.memory.tally().receiptsOwed) == 0 })
  }

  @Test(arguments: [CommandStatus.receiverTemporaryError, .throttled, .messageQueueFull, .systemError])
  func aClientThatCannotNowKeepsItsReceipt(_ status: CommandStatus) throws {
    let gateway = try TestGateway()
    let esme = try gateway.bound()
    let id = try esme.submit(.plain())
    _ = try esme.receipt(answering: status)
    let counted = gateway.eventually {
      gateway.metrics.exposition().contains("passerelle_receipts_total{end=\"again\"} 1")
    }
    #expect(counted)
    #expect(try gateway.store.memory.record(account: "shop", clientID: id)?.receiptsOwed == 1)
  }

  @Test func aReceiptThatWasNotAnsweredGoesToTheNextSession() throws {
    let gateway = try TestGateway()
    let first = try gateway.bound()
    let id = try first.submit(.plain())
    #expect(try first.receipt(answering: nil).id == id)
    first.reset()
    let second = try gateway.bound(.receiver)
    #expect(try second.receipt().id == id)
  }

  @Test func aClientThatWantsNothingForAnAddressGetsNoneOfWhatWaitsForIt() throws {
    let gateway = try TestGateway([.named("shop") { $0.receiptWindow = 1 }])
    let transmitter = try gateway.bound(.transmitter)
    let first = try transmitter.submit(.plain("1"))
    for text in ["2", "3"] { _ = try transmitter.submit(.plain(text)) }
    let other = try transmitter.submit(.plain("4", from: "OTHER"))
    #expect(gateway.eventually { (try? gateway.store.memory.tally().receiptsOwed) == 4 })
    let receiver = try gateway.bound(.receiver)
    #expect(try receiver.receipt(answering: .receiverPermanentError).id == first)
    #expect(try receiver.receipt().id == other)
    #expect(gateway.eventually { (try? gateway.store.memory.tally().receiptsOwed) == 0 })
    // What comes later is offered again.
    let later = try transmitter.submit(.plain("5"))
    #expect(try receiver.receipt().id == later)
  }

  @Test func whoAskedIsToldWhenANumberCanBeReachedAgain() throws {
    let gateway = try TestGateway([.named("shop") { $0.reassemblyTimeout = .milliseconds(1) }])
    let esme = try gateway.bound()
    var unreached = SubmitSM.part(1, of: 2, "half of it")
    unreached.tlvs = [.uint8(.setDPF, 1)]
    _ = try esme.submit(unreached)
    let receipt = try esme.delivery()
    #expect(ReceiptText(parsing: receipt.shortMessage)?.state == .expired)
    #expect(receipt.tlvs[.setDPF] == nil)
    for _ in 0..<2 { _ = try esme.submit(.plain()) }
    guard case .alertNotification(let alert)? = esme.next({ $0.header.commandID == .alertNotification })?.pdu else {
      throw Missing("alert_notification")
    }
    #expect(alert.source.address == "375290990000" && alert.esme.address == "SHOP")
    #expect(alert.tlvs.integer(.msAvailabilityStatus) == 0)
    // Once: nothing but the two receipts comes beside it.
    for _ in 0..<2 { #expect(try esme.receipt().state == .delivered) }
    let last = esme.send(.enquireLink)[0]
    #expect(esme.next()?.header.sequenceNumber == last)
  }

  @Test func receiptsWaitUntilSomebodyBinds() throws {
    let gateway = try TestGateway()
    let sender = try gateway.bound(.transmitter)
    let id = try sender.submit(.plain())
    #expect(gateway.eventually { (try? gateway.store.memory.tally().receiptsOwed) == 1 })
    #expect(try gateway.bound(.receiver).receipt().id == id)
  }

  @Test func aMessageInTwoPartsReachesAClientOf33WithAWindowOfOne() throws {
    let gateway = try TestGateway([.named("shop") { $0.receiptWindow = 1 }])
    let incoming = IncomingMessage(
      id: MessageID(rawValue: 1_700_000_000_000_000_01), provider: "sim", providerID: "1", account: "shop",
      from: "375291111111", to: "375447770000", text: String(repeating: "long text ", count: 20),
      receivedAt: gateway.engine.executor.wallClock)
    _ = try gateway.store.memory.commit([.acceptIncoming(incoming)])
    let esme = try gateway.bound(.receiver, .v33)
    let parts = [try esme.delivery(), try esme.delivery()]
    #expect(parts.allSatisfy { $0.esmClass.hasUserDataHeader && $0.tlvs.isEmpty })
    #expect(parts.map { $0.shortMessage[5] } == [1, 2])
    #expect(String(decoding: parts.flatMap { $0.shortMessage.dropFirst(6) }, as: UTF8.self) == incoming.text)
  }

  @Test func aClientWithReceiptsWaitingIsDialledAndBinds() throws {
    let desk = try ListeningDesk()
    let gateway = try TestGateway([
      .named("shop") { $0.outbind = Account.Outgoing(endpoint: desk.endpoint, password: "dial") }
    ])
    let sender = try gateway.bound(.transmitter)
    let id = try sender.submit(.plain())
    #expect(gateway.eventually { (try? gateway.store.memory.tally().receiptsOwed) == 1 })
    gateway.dialClients()
    let esme = try desk.accept()
    guard case .outbind(let outbind)? = esme.next()?.pdu else { throw Missing("outbind") }
    #expect(outbind.password == "dial")
    #expect(esme.bind(.receiver) == .ok)
    #expect(try esme.receipt().id == id)
  }
}
