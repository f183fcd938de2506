import Delivery
import Messages
import Providers
import Store
import Synchronization
import Testing

@testable import Simulation

/// What the engine does differently as one of several nodes.
@Suite struct NodeTests {
  private func world(_ company: NodeCompany) -> World {
    World(
      seed: 7,
      World.Plan(
        providers: [ScriptedProvider(name: "a")], rules: [RouteRule(name: "1", providers: ["a"])],
        terms: DeliveryTerms(), company: company))
  }

  private func calls(_ world: World, _ target: String) -> [Timestamp] {
    world.exchange.withFarSide { $0.requests[target] ?? [] }
  }

  private func pass(_ world: World, _ seconds: Int) { world.advance(to: world.executor.now + .seconds(seconds)) }

  @Test func aCallOfADeadNodeIsAskedAboutOnlyWhenItMustBeOver() throws {
    let world = world(NodeCompany(tenure: { 1 }, longestCall: .seconds(90)))
    let message = Sample.message(1, acceptedAt: world.executor.wallClock)
    _ = try world.store.commit([
      .accept(message, claimed: true),
      .beginCall(
        Call(id: CallID(rawValue: 17), lane: Sample.sms, messages: [message.id], startedAt: message.acceptedAt)),
    ])
    let start = world.executor.wallClock
    world.boot()
    pass(world, 89)
    #expect(calls(world, "a/settle").isEmpty)
    pass(world, 60)
    let asked = try #require(calls(world, "a/settle").first)
    #expect(asked >= start + .seconds(90))
    #expect(try world.store.record(of: message.id)?.sentAt != nil)
    #expect(world.exchange.withFarSide { $0.taken[message.id]?.times } == 1)
  }

  @Test func aNodeWhoseLeaseIsOverCallsNobody() throws {
    let tenure = Mutex<Int?>(nil)
    let world = world(NodeCompany(tenure: { tenure.withLock { $0 } }, longestCall: .seconds(5)))
    world.boot()
    world.bind("red")
    let ids = world.submit(count: 3, to: "1")
    pass(world, 20)
    #expect(calls(world, "a/send").isEmpty)
    tenure.withLock { $0 = 2 }
    pass(world, 180)
    for id in ids { #expect(try world.store.record(of: id)?.sentAt != nil) }
    #expect(world.exchange.withFarSide { $0.handedTwice.isEmpty })
  }

  @Test func aCallWhoseIntentIsOfAnEarlierTenureIsNotMade() throws {
    // Every look finds another one: each intent is out of date when its call would begin.
    let tenure = Atomic(0)
    let world = world(
      NodeCompany(tenure: { tenure.add(1, ordering: .relaxed).newValue }, longestCall: .seconds(5)))
    world.boot()
    world.bind("red")
    let ids = world.submit(count: 3, to: "1")
    pass(world, 60)
    #expect(calls(world, "a/send").isEmpty)
    for id in ids { #expect(try world.store.record(of: id)?.stage != .ended) }
  }

  @Test func aPartThatStandsInAMessageIsForgottenAloneWhenItIsTakenOver() throws {
    let world = world(NodeCompany(tenure: { 1 }, longestCall: .seconds(5)))
    world.boot()
    let message = Sample.message(1, acceptedAt: world.executor.wallClock)
    let key = PartKey(account: "red", source: "S", destination: "375291234567", width: 8, reference: 9, total: 3)
    let parts = [1, 7, 8].enumerated().map { index, id in
      HeldPart(
        key: key, number: UInt8(index + 1), id: MessageID(rawValue: id), receivedAt: message.acceptedAt, pdu: [1],
        part: Part(clientID: "\(id)", receipt: []), interfaceVersion: 0x34)
    }
    _ = try world.store.commit([.accept(message, claimed: false)] + parts.map { .keepPart($0) })
    // The third is one that another living node holds.
    world.engine?.take(.tookOver(Recovery(parts: Array(parts[..<2]))))
    pass(world, 10)
    #expect(try world.store.recover(now: world.executor.wallClock).parts == Array(parts[1...]))
    #expect(world.engine?.assembler.count == 1)
  }

  @Test func whatWaitsInTheStoreIsTakenWhenItIsToldOf() throws {
    let world = world(NodeCompany(tenure: { 1 }, longestCall: .seconds(5)))
    world.boot()
    let message = Sample.message(1, acceptedAt: world.executor.wallClock)
    _ = try world.store.commit([.accept(message, claimed: false)])
    pass(world, 30)
    #expect(try world.store.record(of: message.id)?.stage == .queued)
    world.engine?.take(.waiting([LaneQueue(lane: Sample.sms, account: "red")]))
    pass(world, 30)
    #expect(try world.store.record(of: message.id)?.sentAt != nil)
  }
}

@Suite struct SharedMeterTests {
  private func meter(rate: Double = 0, quota: Int = 0) -> AccountMeter {
    AccountMeter(terms: AccountTerms(name: "red", rate: rate, dailyQuota: quota), now: .zero)
  }

  @Test func theDaysQuotaCountsWhatOthersHaveSent() {
    let meter = meter(quota: 10)
    #expect(meter.take(4, now: .zero, wallClock: Sample.now) == nil)
    let report = meter.report(isShared: true, wallClock: Sample.now)
    #expect(report.used == 4)
    #expect(meter.take(1, now: .zero, wallClock: Sample.now) == nil)
    meter.settle(report, covered: 0, total: 8)
    #expect(meter.take(2, now: .zero, wallClock: Sample.now) == .quotaExceeded)
    #expect(meter.take(1, now: .zero, wallClock: Sample.now) == nil)
    #expect(meter.report(isShared: true, wallClock: Sample.now).used == 2)
    #expect(meter.take(10, now: .zero, wallClock: Sample.now + .seconds(86_400)) == nil)
  }

  @Test func aTotalOfYesterdayChangesNothingToday() {
    let meter = meter(quota: 10)
    #expect(meter.take(4, now: .zero, wallClock: Sample.now) == nil)
    let report = meter.report(isShared: true, wallClock: Sample.now)
    let tomorrow = Sample.now + .seconds(86_400)
    #expect(meter.take(9, now: .zero, wallClock: tomorrow) == nil)
    meter.settle(report, covered: 0, total: 10)
    #expect(meter.take(1, now: .zero, wallClock: tomorrow) == nil)
    #expect(meter.take(1, now: .zero, wallClock: tomorrow) == .quotaExceeded)
  }

  @Test func theRateStopsAtADebtThatNobodyCovers() {
    let meter = meter(rate: 10)
    _ = meter.report(isShared: true, wallClock: Sample.now)
    for _ in 0..<10 { #expect(meter.take(1, now: .zero, wallClock: Sample.now) == nil) }
    #expect(meter.take(1, now: .seconds(5), wallClock: Sample.now) == .rateExceeded)
    let report = meter.report(isShared: true, wallClock: Sample.now)
    #expect(report.owed == 10)
    meter.settle(report, covered: 5, total: nil)
    for _ in 0..<5 { #expect(meter.take(1, now: .seconds(5), wallClock: Sample.now) == nil) }
    #expect(meter.take(1, now: .seconds(5), wallClock: Sample.now) == .rateExceeded)
  }
}
