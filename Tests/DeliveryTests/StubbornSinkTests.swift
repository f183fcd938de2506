import Delivery
import Messages
import Pacing
import Store
import Synchronization
import Testing

@testable import Simulation

/// A sink that has its own idea of when things are offered again.
private final class StubbornSink: ReceiptSink {
  let retry: Backoff?
  private let outbox: ReceiptOutbox
  private let now: @Sendable () -> Timestamp
  private let end: @Sendable (OutboxItem) -> OutboxResult.End
  private let times = Mutex<[Timestamp]>([])

  init(
    _ world: World, _ outbox: ReceiptOutbox, retry: Backoff?, end: @escaping @Sendable (OutboxItem) -> OutboxResult.End
  ) {
    self.outbox = outbox
    self.retry = retry
    self.end = end
    let executor = world.executor
    now = { executor.wallClock }
  }

  var offered: [Timestamp] { times.withLock { $0 } }

  func room() -> Int { 10 }

  func offer(_ items: [OutboxItem]) {
    times.withLock { $0 += items.map { _ in now() } }
    let results = items.map { OutboxResult(item: $0, end: end($0)) }
    outbox.assumeIsolated { $0.finished(results, by: "red") }
  }
}

/// True once.
private final class FirstTime: Sendable {
  private let asked = Mutex(false)

  var isNow: Bool {
    asked.withLock { asked in
      defer { asked = true }
      return !asked
    }
  }
}

@Suite struct StubbornSinkTests {
  /// One receipt of the account `red`, offered to a sink that answers as given for two days.
  private func offers(
    retry: Backoff?, _ end: @escaping @Sendable (OutboxItem) -> OutboxResult.End
  ) throws -> [Duration] {
    let rules = [RouteRule(name: "1", prefixes: ["1"], providers: ["a"])]
    let world = World(
      seed: 7, World.Plan(providers: [ScriptedProvider(name: "a")], rules: rules, terms: DeliveryTerms()))
    world.boot()
    let outbox = try #require(world.engine?.outbox)
    let sink = StubbornSink(world, outbox, retry: retry, end: end)
    outbox.assumeIsolated { $0.attach(sink, to: "red") }
    for _ in 0..<60 where sink.offered.isEmpty {
      world.submit(count: 1, to: "1")
      world.advance(to: world.executor.now + .seconds(60))
    }
    world.advance(to: world.executor.now + .seconds(2 * 86_400))
    let first = try #require(sink.offered.first)
    return sink.offered.map { $0 - first }
  }

  @Test func aSinkWithAScheduleOfItsOwnIsGivenUpByThat() throws {
    let retry = Backoff(steps: [.seconds(60)], limit: .seconds(3_600))
    let own = try offers(retry: retry) { _ in .later("busy") }
    #expect(own.count > 30 && (own.last ?? .zero) < .seconds(2 * 3_600))
    let usual = try offers(retry: nil) { _ in .later("busy") }
    #expect((usual.last ?? .zero) > .seconds(86_000))
  }

  @Test func whatComesTooEarlyComesAgainAtItsTime() throws {
    let first = FirstTime()
    let told = try offers(retry: nil) { item in
      guard case .receipt(let owed) = item, first.isNow else { return .delivered }
      return .early(until: owed.receipt.at + .seconds(40_000))
    }
    #expect(told.count > 1)
    #expect(told.contains { $0 >= .seconds(39_000) && $0 <= .seconds(40_100) })
  }
}
