import Messages
import Providers
import Store
import Synchronization
import Telemetry
import Testing

@testable import Delivery
@testable import Simulation

/// What a cascade reads and remembers.
@Suite struct CascadeLookupTests {
  /// A ledger that may fail, and counts how often it was asked.
  private final class Ledger: MessageLedger {
    let store = MemoryStore()
    let fails = Mutex(false)
    let asked = Mutex(0)

    func record(of id: MessageID) throws(StoreError) -> MessageRecord? {
      asked.withLock { $0 += 1 }
      if fails.withLock({ $0 }) { throw .unavailable("away") }
      return try store.record(of: id)
    }

    func record(account: String, clientID: String) throws(StoreError) -> MessageRecord? { nil }
    func records(account: String, clientID: String) throws(StoreError) -> [MessageRecord] { [] }
    func tracked(provider: String, reference: ProviderReference, recipient: PhoneNumber?) throws(StoreError)
      -> [TrackedMessage]
    { [] }
    func search(_ query: MessageQuery) throws(StoreError) -> [MessageRecord] { [] }
    func life(of id: MessageID) throws(StoreError) -> [LifeEvent] { [] }
    func tally() throws(StoreError) -> StoreTally { StoreTally() }
    func incoming(limit: Int) throws(StoreError) -> [IncomingMessage] { [] }
  }

  private struct Gate: StoreGate {
    let store: MemoryStore
    var isOverloaded: Bool { false }

    func submit(_ changes: [StoreChange], completion: @escaping StoreCompletion) {
      do throws(StoreError) {
        completion(.success(try store.commit(changes)[...]))
      } catch { completion(.failure(error)) }
    }
  }

  private static let viber = LaneName(provider: "v", channel: .viber)
  private static let sms = LaneName(provider: "s", channel: .sms)

  private let ledger = Ledger()
  private let executor = VirtualExecutor(seed: 3)

  private var remembered: [String: String] {
    (try? ledger.store.recover(now: executor.wallClock).remembered) ?? [:]
  }

  private func cascade(_ remembered: [String: String] = [:]) -> Cascade {
    var rule = RouteRule(name: "1", channels: [.sms, .viber], providers: ["v", "s"])
    rule.cascade = [.viber, .sms]
    rule.forwardingTime = .seconds(60)
    let router = Router(rules: [rule])
    return Cascade(
      executor: executor, gate: Gate(store: ledger.store), ledger: ledger, router: { router }, remembered: remembered,
      metrics: Metrics(), log: .silent)
  }

  /// Messages that viber has, and that are remembered for SMS.
  private func send(_ ids: [UInt64], by cascade: Cascade) throws {
    let wall = executor.wallClock
    let call = Call(
      id: CallID(rawValue: ids[0]), lane: Self.viber, messages: ids.map(MessageID.init(rawValue:)), startedAt: wall)
    let messages = ids.map { Sample.message($0, lanes: [Self.viber, Self.sms], acceptedAt: wall) }
    _ = try ledger.store.commit(messages.map { .accept($0, claimed: true) } + [.beginCall(call)])
    let outcomes = messages.map { CallOutcome(message: $0.id, outcome: .accepted(ProviderReference()), next: nil) }
    let kept = messages.compactMap { message in
      cascade.assumeIsolated { $0.sent(message, by: Self.viber, at: wall) }
    }
    _ = try ledger.store.commit([.outcomes(call.id, outcomes, at: wall, lease: nil)] + kept)
  }

  private func run(_ seconds: Int = 0) {
    let end = Mutex(false)
    executor.schedule(after: .seconds(seconds) + .milliseconds(50)) { end.withLock { $0 = true } }
    while !end.withLock({ $0 }), executor.step() {}
  }

  private func lane(_ id: UInt64) -> LaneName? { (try? ledger.store.record(of: MessageID(rawValue: id)))??.lane }

  private func report(_ id: UInt64, _ state: MessageState, lane: LaneName? = nil) -> StatusReport {
    StatusReport(id: MessageID(rawValue: id), state: state, raw: "raw", lane: lane)
  }

  @Test func aTurnThatCannotBeLookedUpComesAgain() throws {
    let cascade = cascade()
    try send([1], by: cascade)
    run(61)
    ledger.fails.withLock { $0 = true }
    cascade.assumeIsolated { $0.tick() }
    run(2)
    #expect(lane(1) == Self.viber)
    #expect(cascade.assumeIsolated { $0.waiting } == 1)
    ledger.fails.withLock { $0 = false }
    cascade.assumeIsolated { $0.tick() }
    run()
    #expect(lane(1) == Self.sms)
    #expect(cascade.assumeIsolated { $0.waiting } == 0)
  }

  @Test func aFailureThatCannotBeLookedUpEndsNothing() throws {
    let cascade = cascade()
    try send([1], by: cascade)
    ledger.fails.withLock { $0 = true }
    let ended = Mutex<[StatusReport]>([])
    cascade.assumeIsolated { cascade in
      cascade.sort([report(1, .undeliverable, lane: Self.viber)]) { ends in
        ended.withLock { $0 += ends }
      }
    }
    run(3)
    #expect(lane(1) == Self.viber)
    ledger.fails.withLock { $0 = false }
    run(2)
    #expect(lane(1) == Self.sms)
    #expect(ended.withLock { $0.isEmpty })
  }

  @Test func whatIsDeliveredOrMovedToTheLastChannelIsForgotten() throws {
    let cascade = cascade()
    try send([1, 2, 3], by: cascade)
    #expect(remembered.count == 3)
    let ended = Mutex<[MessageID]>([])
    cascade.assumeIsolated { cascade in
      cascade.sort([report(1, .delivered), report(2, .undeliverable), report(3, .enroute)]) { ends in
        ended.withLock { $0 += ends.map(\.id) }
      }
    }
    run()
    #expect(ended.withLock { $0.map(\.rawValue) } == [1, 3])
    #expect(remembered.keys.sorted() == ["cascade:3"])
    #expect(try ledger.store.commit([.purge(before: Sample.now, limit: 10)]) == [.count(2)])
  }

  @Test func whatHasEndedOtherwiseIsForgottenWhenItsTimeIsOver() throws {
    let cascade = cascade()
    try send([1], by: cascade)
    _ = try ledger.store.commit([.settle([report(1, .deleted)], at: executor.wallClock, lease: nil)])
    run(61)
    cascade.assumeIsolated { $0.tick() }
    run()
    #expect(remembered.isEmpty)
  }

  @Test func aLookReadsWhatIsDueAndNothingElse() throws {
    let cascade = cascade()
    try send(Array(1...1_200), by: cascade)
    run(30)
    try send([2_000], by: cascade)
    cascade.assumeIsolated { $0.tick() }
    run(1)
    #expect(ledger.asked.withLock { $0 } == 0)
    run(31)
    cascade.assumeIsolated { $0.tick() }
    run(1)
    #expect(ledger.asked.withLock { $0 } == 1_200)
    #expect(lane(1_200) == Self.sms)
    #expect(lane(2_000) == Self.viber)
  }

  @Test func whoTakesOverFromADeadNodeGoesOnWithItsCascades() throws {
    let dead = cascade()
    try send([1, 2], by: dead)
    let heir = cascade()
    let left = remembered
    heir.assumeIsolated { $0.adopt(left) }
    run(61)
    heir.assumeIsolated { $0.tick() }
    run()
    #expect(lane(1) == Self.sms)
    #expect(lane(2) == Self.sms)
  }

  @Test func aChannelThatBeganLaterThanWasRememberedHasItsWholeTime() throws {
    let first = cascade()
    try send([1], by: first)
    let early = remembered.mapValues { _ in String(executor.wallClock.milliseconds + 5_000) }
    let heir = cascade(early)
    run(10)
    heir.assumeIsolated { $0.tick() }
    run()
    #expect(lane(1) == Self.viber)
    run(51)
    heir.assumeIsolated { $0.tick() }
    run()
    #expect(lane(1) == Self.sms)
  }
}

@Suite struct DeadlinesTests {
  private func at(_ seconds: Int64) -> Timestamp { Timestamp(milliseconds: seconds * 1_000) }

  @Test func theyComeInOrderAndNotBeforeTheirTime() {
    var deadlines = Deadlines()
    let moments: [UInt64: Int64] = Dictionary(uniqueKeysWithValues: (0..<500).map { ($0, Int64($0 * 7_919 % 500)) })
    for (id, moment) in moments { deadlines.set(MessageID(rawValue: id), at(moment)) }
    let early = deadlines.takeDue(at(-1), limit: 10)
    #expect(early.isEmpty)
    var last: Int64 = -1
    for now: Int64 in [100, 250, 499] {
      let due = deadlines.takeDue(at(now), limit: .max)
      #expect(due.count == Int(now - last))
      #expect(due.map { moments[$0.rawValue] ?? -1 } == Array(last + 1...now))
      last = now
    }
    #expect(deadlines.isEmpty)
  }

  @Test func whatWasRemovedOrSetAnewDoesNotComeAtItsOldTime() {
    var deadlines = Deadlines()
    for id: UInt64 in 1...3 { deadlines.set(MessageID(rawValue: id), at(10)) }
    deadlines.set(MessageID(rawValue: 1), at(20))
    let removals = [deadlines.remove(MessageID(rawValue: 2)), deadlines.remove(MessageID(rawValue: 2))]
    #expect(removals == [true, false])
    let due = [10, 20].map { deadlines.takeDue(at($0), limit: 9) }
    #expect(due == [[MessageID(rawValue: 3)], [MessageID(rawValue: 1)]])
    #expect(deadlines.isEmpty)
  }

  @Test func noMoreAreTakenThanWasAskedFor() {
    var deadlines = Deadlines()
    for id: UInt64 in 1...1_000 { deadlines.set(MessageID(rawValue: id), at(1)) }
    for id: UInt64 in 1...990 { deadlines.remove(MessageID(rawValue: id)) }
    let counts = [4, 40].map { deadlines.takeDue(at(2), limit: $0).count }
    #expect(counts == [4, 6])
  }
}
