import Delivery
import Listeners
import Messages
import SMPP
import Store
import Testing

@Suite struct OperationFlowTests {
  private var later: SubmitSM {
    var submit = SubmitSM.plain("first form")
    submit.scheduleDeliveryTime = SMPPTime(secondsFromNow: 3_600).text
    return submit
  }

  private func query(_ id: String, source: String = "SHOP") -> PDU {
    .querySM(QuerySM(messageID: id, source: .alphanumeric(source)))
  }

  @Test(arguments: [(InterfaceVersion.v34, SMPP.MessageState.enroute), (.v50, SMPP.MessageState.scheduled)])
  func aScheduledMessageIsKnownToWait(_ version: InterfaceVersion, _ state: SMPP.MessageState) throws {
    let esme = try TestGateway().bound(.transceiver, version)
    let id = try esme.submit(later)
    guard case .querySMResp(let resp)? = esme.ask(query(id))?.pdu else { throw Missing("query_sm_resp") }
    #expect(resp.messageState == state)
    #expect(resp.finalDate.isEmpty)
  }

  @Test func foreignIdsAreUnknown() throws {
    let gateway = try TestGateway([.shop, .named("bank")])
    let (shop, bank) = (try gateway.bound(), try gateway.bound(systemID: "bank"))
    let id = try shop.submit(later)
    #expect(bank.ask(query(id))?.status == .queryFailed)
    #expect(bank.ask(.cancelSM(CancelSM(messageID: id, source: .alphanumeric("SHOP"))))?.status == .invalidMessageID)
    #expect(shop.ask(query(id, source: "OTHER"))?.status == .queryFailed)
    #expect(shop.ask(query(id))?.status == .ok)
  }

  @Test func aCancelledMessageEndsAndIsNotSent() throws {
    let gateway = try TestGateway()
    let esme = try gateway.bound()
    let id = try esme.submit(later)
    let cancel = PDU.cancelSM(CancelSM(messageID: id, source: .alphanumeric("SHOP")))
    #expect(esme.ask(cancel)?.status == .ok)
    let receipt = try esme.receipt()
    #expect(receipt.id == id && receipt.state == .deleted)
    #expect(esme.ask(cancel)?.status == .cancelFailed)
  }

  @Test func allFromASourceToADestinationAreCancelled() throws {
    let gateway = try TestGateway()
    let esme = try gateway.bound()
    let ids = [try esme.submit(later), try esme.submit(later)]
    var other = later
    other.source = .alphanumeric("OTHER")
    let kept = try esme.submit(other)
    var cancel = CancelSM(messageID: "", source: .alphanumeric("SHOP"))
    cancel.destination = later.destination
    #expect(esme.ask(.cancelSM(cancel))?.status == .ok)
    #expect(Set([try esme.receipt().id, try esme.receipt().id]) == Set(ids))
    #expect(esme.ask(query(kept, source: "OTHER"))?.status == .ok)
    #expect(esme.ask(.cancelSM(cancel))?.status == .cancelFailed)
  }

  @Test func allFromASourceToADestinationAreStoppedAtTheProviderToo() throws {
    let gateway = try TestGateway(delay: .seconds(3_600))
    let esme = try gateway.bound()
    var later = later
    later.destination = .international("375291234567")
    var now = later
    now.scheduleDeliveryTime = ""
    let sent = try esme.submit(now)
    #expect(gateway.eventually { (try? gateway.store.memory.record(account: "shop", clientID: sent))??.stage == .sent })
    let waiting = try esme.submit(later)
    var other = now
    other.source = .alphanumeric("OTHER")
    let kept = try esme.submit(other)
    var cancel = CancelSM(messageID: "", source: .alphanumeric("SHOP"))
    cancel.destination = later.destination
    #expect(esme.ask(.cancelSM(cancel))?.status == .ok)
    let receipts = [try esme.receipt(), try esme.receipt()]
    #expect(Set(receipts.map(\.id)) == [sent, waiting])
    #expect(receipts.allSatisfy { $0.state == .deleted })
    #expect(try gateway.store.memory.record(account: "shop", clientID: kept)?.state == .enroute)
    #expect(esme.ask(.cancelSM(cancel))?.status == .cancelFailed)
  }

  /// One submit to three numbers, held until later.
  private func submitToThree(_ esme: ESME) throws -> String {
    let numbers = ["375290990000", "375291990000", "375292990000"]
    var multi = SubmitMulti(
      source: .alphanumeric("SHOP"), destinations: numbers.map { .sme(.international($0)) },
      shortMessage: Array("first form".utf8))
    multi.scheduleDeliveryTime = later.scheduleDeliveryTime
    multi.registeredDelivery = .successAndFailure
    guard case .submitMultiResp(let resp)? = esme.ask(.submitMulti(multi))?.pdu else { throw Missing("resp") }
    return resp.messageID
  }

  private func state(_ id: String, _ esme: ESME) throws -> SMPP.MessageState {
    guard case .querySMResp(let resp)? = esme.ask(query(id))?.pdu else { throw Missing("query_sm_resp") }
    return resp.messageState
  }

  @Test func anIdOfSeveralDestinationsMeansThemAll() throws {
    let gateway = try TestGateway()
    let esme = try gateway.bound()
    let id = try submitToThree(esme)
    var replace = ReplaceSM(messageID: id, source: .alphanumeric("SHOP"), shortMessage: Array("second form".utf8))
    replace.registeredDelivery = .successAndFailure
    #expect(esme.ask(.replaceSM(replace))?.status == .ok)
    #expect(
      try gateway.store.memory.search(.init()).map(\.message.text) == ["second form", "second form", "second form"])
    // One of them alone, by its number; the others wait on.
    var one = CancelSM(messageID: id, source: .alphanumeric("SHOP"))
    one.destination = .international("375291990000")
    #expect(esme.ask(.cancelSM(one))?.status == .ok)
    #expect(try esme.delivery().source.address == "375291990000")
    #expect(try state(id, esme) == .enroute)
    one.destination = .international("375291111111")
    #expect(esme.ask(.cancelSM(one))?.status == .cancelFailed)
    let all = PDU.cancelSM(CancelSM(messageID: id, source: .alphanumeric("SHOP")))
    #expect(esme.ask(all)?.status == .ok)
    #expect(Set([try esme.delivery(), try esme.delivery()].map(\.source.address)) == ["375290990000", "375292990000"])
    #expect(try state(id, esme) == .deleted)
    #expect(esme.ask(all)?.status == .cancelFailed)
    #expect(esme.ask(.replaceSM(replace))?.status == .replaceFailed)
  }

  @Test func aReplacementIsReadInTheCodingOfItsSubmit() throws {
    let gateway = try TestGateway()
    let esme = try gateway.bound()
    var submit = later
    submit.dataCoding = 8
    submit.shortMessage = [0x04, 0x1F]
    let id = try esme.submit(submit)
    let replace = ReplaceSM(messageID: id, source: .alphanumeric("SHOP"), shortMessage: [0x04, 0x21, 0x04, 0x22])
    #expect(esme.ask(.replaceSM(replace))?.status == .ok)
    #expect(try gateway.store.memory.record(account: "shop", clientID: id)?.message.text == "СТ")
  }

  @Test func aReplacementIsNoLongerThanTheAccountMaySend() throws {
    let gateway = try TestGateway([.named("shop") { $0.terms.maxParts = 1 }])
    let esme = try gateway.bound()
    let id = try esme.submit(later)
    func status(_ length: Int) -> CommandStatus? {
      let text = [UInt8](repeating: 0x61, count: length)
      return esme.ask(.replaceSM(ReplaceSM(messageID: id, source: .alphanumeric("SHOP"), shortMessage: text)))?.status
    }
    #expect(status(160) == .ok)
    #expect(status(161) == .invalidMessageLength)
  }

  @Test func aReplacementLeavesWhatAnOperatorHoldsWhereItIs() throws {
    let gateway = try TestGateway()
    let esme = try gateway.bound()
    let id = try esme.submit(later)
    func record() throws -> MessageRecord? { try gateway.store.memory.record(account: "shop", clientID: id) }
    let message = try #require(try record()?.message.id)
    gateway.engine.hold(message) { _ in }
    #expect(gateway.eventually { (try? record())??.isHeldBack == true })
    func replace(_ change: (inout ReplaceSM) -> Void) -> CommandStatus? {
      var replace = ReplaceSM(messageID: id, source: .alphanumeric("SHOP"), shortMessage: [])
      change(&replace)
      return esme.ask(.replaceSM(replace))?.status
    }
    #expect(replace { $0.scheduleDeliveryTime = SMPPTime(secondsFromNow: 7_200).text } == .ok)
    let after = try #require(try record())
    #expect(after.isHeldBack)
    let due = after.message.dueAt.letGo - after.message.acceptedAt
    #expect(due >= .seconds(7_198) && due <= .seconds(7_210))
    #expect(replace { $0.validityPeriod = SMPPTime(secondsFromNow: 600).text } == .ok)
    #expect(try record()?.isHeldBack == true)
    let valid = try #require(try record()).message.validUntil - after.message.dueAt.letGo
    #expect(valid == .seconds(600))
  }

  @Test func aReplacementKeepsTheTimesThatItDoesNotName() throws {
    let gateway = try TestGateway()
    let esme = try gateway.bound()
    let id = try esme.submit(later)
    let before = try #require(try gateway.store.memory.record(account: "shop", clientID: id)?.message)
    let replace = ReplaceSM(messageID: id, source: .alphanumeric("SHOP"), shortMessage: Array("second form".utf8))
    #expect(esme.ask(.replaceSM(replace))?.status == .ok)
    let after = try #require(try gateway.store.memory.record(account: "shop", clientID: id)?.message)
    #expect(after.text == "second form")
    #expect(after.dueAt == before.dueAt && after.validUntil == before.validUntil)
  }

  @Test func whatWasSentCannotBeReplaced() throws {
    let gateway = try TestGateway()
    let esme = try gateway.bound()
    let id = try esme.submit(.plain())
    _ = try esme.receipt()
    let replace = ReplaceSM(messageID: id, source: .alphanumeric("SHOP"), shortMessage: Array("late".utf8))
    #expect(esme.ask(.replaceSM(replace))?.status == .replaceFailed)
  }

  @Test func replaceIfPresentTakesThePlaceOfWhatWaits() throws {
    let gateway = try TestGateway()
    let esme = try gateway.bound()
    let old = try esme.submit(later)
    var next = later
    next.shortMessage = Array("second form".utf8)
    next.replaceIfPresentFlag = 1
    let new = try esme.submit(next)
    #expect(new != old)
    let receipt = try esme.receipt()
    #expect(receipt.id == old && receipt.state == .deleted)
    #expect(esme.ask(query(new))?.status == .ok)
    let waiting = try gateway.store.memory.search(.init()).filter { $0.stage == .scheduled }
    #expect(waiting.map(\.message.text) == ["second form"])
  }

  @Test func replaceIfPresentSubmitsWhereNothingWaits() throws {
    let esme = try TestGateway().bound()
    var submit = SubmitSM.plain()
    submit.replaceIfPresentFlag = 1
    let id = try esme.submit(submit)
    #expect(try esme.receipt().id == id)
  }
}
