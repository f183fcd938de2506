import Delivery
import Listeners
import Messages
import Providers
import SMPP
import Store
import Testing

@Suite struct PartFlowTests {
  private func message(_ gateway: TestGateway, _ id: String) throws -> Message? {
    try gateway.store.memory.record(account: "shop", clientID: id)?.message
  }

  @Test func partsInAnyOrderMakeOneMessageAndEachGetsItsReceipt() throws {
    let gateway = try TestGateway()
    let esme = try gateway.bound()
    let second = try esme.submit(.part(2, of: 2, "world"))
    let first = try esme.submit(.part(1, of: 2, "Hello "))
    #expect(first != second)
    #expect(try message(gateway, first)?.text == "Hello world")
    let told = Set([try esme.receipt().id, try esme.receipt().id])
    #expect(told == [first, second])
    #expect(gateway.provider.withFarSide { $0.taken } == 1)
  }

  @Test func partsOfOneReadLeaveNothingBehind() throws {
    let gateway = try TestGateway()
    let esme = try gateway.bound()
    let sent = esme.send(.submitSM(.part(1, of: 2, "a")), .submitSM(.part(2, of: 2, "b")))
    #expect(sent.map { esme.response(to: $0)?.status } == [.ok, .ok])
    #expect(try gateway.store.memory.recover(now: Timestamp(seconds: 0)).parts.isEmpty)
  }

  @Test func partsMayComeOverSeveralBinds() throws {
    let gateway = try TestGateway()
    let (one, other) = (try gateway.bound(.transmitter), try gateway.bound(.transmitter))
    let first = try one.submit(.part(1, of: 2, "left "))
    _ = try other.submit(.part(2, of: 2, "right"))
    #expect(try message(gateway, first)?.text == "left right")
  }

  @Test func partsOfDifferentAccountsNeverMeet() throws {
    let gateway = try TestGateway([.shop, .named("bank")])
    let (shop, bank) = (try gateway.bound(), try gateway.bound(systemID: "bank"))
    let first = try shop.submit(.part(1, of: 2, "shop "))
    _ = try bank.submit(.part(2, of: 2, "bank"))
    #expect(try message(gateway, first) == nil)
    #expect(try gateway.store.memory.search(.init()).isEmpty)
  }

  @Test func aRepeatedPartTakesThePlaceOfTheFirst() throws {
    let gateway = try TestGateway([.named("shop") { $0.resubmissionWindow = .zero }])
    let esme = try gateway.bound()
    let old = try esme.submit(.part(1, of: 2, "old "))
    let new = try esme.submit(.part(1, of: 2, "new "))
    let lost = try esme.receipt()
    #expect(lost.id == old && lost.state == .rejected)
    let last = try esme.submit(.part(2, of: 2, "end"))
    #expect(try message(gateway, last)?.text == "new end")
    #expect(Set([try esme.receipt().id, try esme.receipt().id]) == [new, last])
  }

  @Test func theSamePartAgainHasTheSameIDAndIsToldOfOnce() throws {
    let gateway = try TestGateway([.named("shop") { $0.resubmissionWindow = .zero }])
    let esme = try gateway.bound()
    let first = try esme.submit(.part(1, of: 2, "a"))
    #expect(try esme.submit(.part(1, of: 2, "a")) == first)
    let last = try esme.submit(.part(2, of: 2, "b"))
    #expect(try message(gateway, last)?.text == "ab")
    #expect(Set([try esme.receipt().id, try esme.receipt().id]) == [first, last])
    #expect(try gateway.store.memory.recover(now: Timestamp(seconds: 0)).parts.isEmpty)
  }

  @Test(arguments: [Account.Incomplete.send, .fail])
  func acknowledgedPartsThatAreRefusedOnceJoinedEndWithTheirReceipts(_ rule: Account.Incomplete) throws {
    let gateway = try TestGateway([
      .named("shop") {
        $0.reassemblyTimeout = .milliseconds(1)
        $0.incomplete = rule
      }
    ])
    let esme = try gateway.bound()
    let ids = [try esme.submit(.part(1, of: 3, "a")), try esme.submit(.part(2, of: 3, "b"))]
    gateway.engine.intake.routing.router = Router(rules: [])
    let receipts = [try esme.receipt(), try esme.receipt()]
    #expect(Set(receipts.map(\.id)) == Set(ids))
    #expect(receipts.allSatisfy { $0.state == (rule == .send ? .rejected : .expired) })
    let record = try #require(try gateway.store.memory.record(account: "shop", clientID: ids[0]))
    #expect(record.stage == .ended)
    let life = try gateway.store.memory.life(of: record.message.id)
    #expect(life.contains { $0.text.contains(rule == .send ? "no route" : "missing") })
    #expect(try gateway.store.memory.recover(now: Timestamp(seconds: 0)).parts.isEmpty)
  }

  @Test func partsOfAnAccountThatIsGoneEndAndCanBeExplained() throws {
    let gateway = try TestGateway([.named("shop") { $0.reassemblyTimeout = .milliseconds(1) }])
    let esme = try gateway.bound()
    let id = try esme.submit(.part(1, of: 2, "alone"))
    gateway.service.accounts.replace([.named("bank")], now: .zero)
    let memory = gateway.store.memory
    #expect(gateway.eventually { (try? memory.record(account: "shop", clientID: id))??.stage == .ended })
    let record = try #require(try memory.record(account: "shop", clientID: id))
    #expect(record.state == .rejected && record.error?.words == "the account is no longer there")
  }

  @Test func partsToSeveralNumbersUnderOneIDWaitEachForTheirOwn() throws {
    let memory = MemoryStore()
    let first = try TestGateway(memory: memory)
    let esme = try first.bound()
    let part = SubmitSM.part(1, of: 2, "left ")
    var multi = SubmitMulti(
      source: part.source, destinations: ["375291110000", "375292220000"].map { .sme(.international($0)) },
      shortMessage: part.shortMessage)
    multi.esmClass = part.esmClass
    #expect(esme.ask(.submitMulti(multi))?.status == .ok)
    var last = SubmitSM.part(2, of: 2, "right")
    last.destination = .international("375291110000")
    _ = try esme.submit(last)
    #expect(first.eventually { first.provider.withFarSide { $0.taken } == 1 })
    // The next run must not take the other's part for one that was joined.
    let second = try TestGateway(memory: memory)
    last.destination = .international("375292220000")
    let id = try second.bound().submit(last)
    #expect(try message(second, id)?.text == "left right")
  }

  @Test func onlyTheLastPartIsToldOfWhereTheAccountWantsThat() throws {
    let gateway = try TestGateway([.named("shop") { $0.partReceipts = .last }])
    let esme = try gateway.bound()
    _ = try esme.submit(.part(1, of: 2, "a"))
    let last = try esme.submit(.part(2, of: 2, "b"))
    let single = try esme.submit(.plain())
    #expect(Set([try esme.receipt().id, try esme.receipt().id]) == [last, single])
  }

  @Test func partsThatNeverCompleteExpire() throws {
    let gateway = try TestGateway([.named("shop") { $0.reassemblyTimeout = .milliseconds(1) }])
    let esme = try gateway.bound()
    let id = try esme.submit(.part(1, of: 2, "alone"))
    let receipt = try esme.receipt()
    #expect(receipt.id == id)
    #expect(receipt.state == .expired)
    #expect(gateway.provider.withFarSide { $0.taken } == 0)
  }

  @Test func partsThatNeverCompleteAreSentWhereTheAccountWantsThat() throws {
    let gateway = try TestGateway([
      .named("shop") {
        $0.reassemblyTimeout = .milliseconds(1)
        $0.incomplete = .send
      }
    ])
    let esme = try gateway.bound()
    let id = try esme.submit(.part(1, of: 2, "alone"))
    #expect(try esme.receipt().state == .delivered)
    #expect(try message(gateway, id)?.text == "alone")
  }

  @Test func aFullStorePutsThePartsBack() throws {
    let gateway = try TestGateway()
    let esme = try gateway.bound()
    let first = try esme.submit(.part(1, of: 2, "one "))
    gateway.store.has(.full)
    #expect(esme.ask(.submitSM(.part(2, of: 2, "two")))?.status == .messageQueueFull)
    gateway.store.has(.none)
    #expect(esme.ask(.submitSM(.part(2, of: 2, "two")))?.status == .ok)
    #expect(try message(gateway, first)?.text == "one two")
  }

  /// By itself, and together with the part that completes the message.
  @Test(arguments: [false, true]) func aPartStandsWhenItComesAgainAndTheStoreIsFull(withTheLast: Bool) throws {
    let gateway = try TestGateway([.named("shop") { $0.resubmissionWindow = .zero }])
    let esme = try gateway.bound()
    let first = try esme.submit(.part(1, of: 2, "one "))
    gateway.store.has(.full)
    var again: [PDU] = [.submitSM(.part(1, of: 2, "one "))]
    if withTheLast { again.append(.submitSM(.part(2, of: 2, "two"))) }
    for sequence in esme.send(all: again) { #expect(esme.response(to: sequence)?.status == .messageQueueFull) }
    gateway.store.has(.none)
    #expect(esme.ask(.submitSM(.part(2, of: 2, "two")))?.status == .ok)
    #expect(try message(gateway, first)?.text == "one two")
  }

  /// The first part's commit fails while the message that it completes is on its way: the answer waits for that message.
  @Test func aPartWhoseOwnCommitFailsIsAcknowledgedWithItsMessage() throws {
    let gateway = try TestGateway()
    let (one, other) = (try gateway.bound(.transmitter), try gateway.bound(.transmitter))
    gateway.store.has(.doomed)
    let first = one.send(.submitSM(.part(1, of: 2, "one ")))
    gateway.store.waitForStall()
    let second = other.send(.submitSM(.part(2, of: 2, "two")))
    #expect(gateway.eventually { gateway.engine.assembler.count == 0 })
    gateway.store.release()
    #expect(other.response(to: second[0])?.status == .ok)
    #expect(one.response(to: first[0])?.status == .ok)
    #expect(try gateway.store.memory.search(.init()).map(\.message.text) == ["one two"])
  }

  @Test func partsThatWereAllRefusedDoNotComeBack() throws {
    let gateway = try TestGateway([
      .named("shop") {
        $0.reassemblyTimeout = .milliseconds(1)
        $0.incomplete = .send
      }
    ])
    let (one, other) = (try gateway.bound(.transmitter), try gateway.bound(.transmitter))
    gateway.store.has(.doomed)
    let first = one.send(.submitSM(.part(1, of: 2, "one ")))
    gateway.store.waitForStall()
    let second = other.send(.submitSM(.part(2, of: 2, "two")))
    #expect(gateway.eventually { gateway.engine.assembler.count == 0 })
    gateway.store.release(into: .full)
    #expect(one.response(to: first[0])?.status == .messageQueueFull)
    #expect(other.response(to: second[0])?.status == .messageQueueFull)
    #expect(gateway.engine.assembler.count == 0)
    gateway.store.has(.none)
    _ = try one.submit(.plain("after"))
    #expect(try gateway.store.memory.search(.init()).map(\.message.text) == ["after"])
  }
}
