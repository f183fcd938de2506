import Listeners
import Messages
import SMPP
import Store
import Testing

@Suite struct TransactionTests {
  private func transaction(to number: String) -> SubmitSM {
    var submit = SubmitSM.plain(to: number)
    submit.esmClass = EsmClass(rawValue: 2)
    return submit
  }

  @Test func theProvidersRefusalIsTheAnswer() throws {
    let gateway = try TestGateway()
    let esme = try gateway.bound()
    #expect(esme.ask(.submitSM(transaction(to: "375290990002")))?.status == .submitFailed)
    // No receipt follows: the client has no id that it could belong to.
    #expect(gateway.eventually { (try? gateway.store.memory.tally().receiptsOwed) == 0 })
    let next = try esme.submit(.plain())
    #expect(try esme.receipt().id == next)
  }

  @Test func theProvidersAcceptanceIsTheAnswer() throws {
    let gateway = try TestGateway()
    let esme = try gateway.bound()
    let id = try esme.submit(transaction(to: "375290990000"))
    #expect(try gateway.store.memory.record(account: "shop", clientID: id)?.sentAt != nil)
    #expect(try esme.receipt().id == id)
  }

  @Test func dataSMSaysThatDeliveryFailed() throws {
    let esme = try TestGateway().bound()
    var data = DataSM(source: .alphanumeric("SHOP"), destination: .international("375290990002"))
    data.esmClass = EsmClass(rawValue: 2)
    data.tlvs = [TLV(.messagePayload, Array("Hello".utf8))]
    #expect(esme.ask(.dataSM(data))?.status == .deliveryFailure)
  }

  @Test func aProviderThatTakesItsTimeIsNotWaitedFor() throws {
    let gateway = try TestGateway { $0.transactionTimeout = .milliseconds(50) }
    let esme = try gateway.bound()
    // Taken, and never answered.
    let id = try esme.submit(transaction(to: "375290990010"))
    #expect(try gateway.store.memory.record(account: "shop", clientID: id)?.sentAt == nil)
  }

  @Test func anAccountMayWantThatForAll() throws {
    let gateway = try TestGateway([.named("shop") { $0.answersAfterProvider = true }])
    #expect(try gateway.bound().ask(.submitSM(.plain(to: "375290990002")))?.status == .submitFailed)
  }

  @Test func nothingIsAcknowledgedThatIsNotStored() throws {
    let gateway = try TestGateway { $0.transactionTimeout = .milliseconds(1) }
    let esme = try gateway.bound()
    gateway.store.has(.full)
    #expect(esme.ask(.submitSM(transaction(to: "375290990000")))?.status == .messageQueueFull)
  }
}
