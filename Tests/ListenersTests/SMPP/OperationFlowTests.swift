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
