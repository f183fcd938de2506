import Delivery
import Messages
import Synchronization

/// A client's session: takes what it is offered, late, not now, never, or goes away with it.
final class WorldSink: ReceiptSink {
  private struct State {
    var held: [OutboxKey: OutboxItem] = [:]
    var isGone = false
  }

  let queue: String
  private let world: World
  private let outbox: ReceiptOutbox
  private let window: Int
  private let state = Mutex(State())

  init(queue: String, world: World, outbox: ReceiptOutbox) {
    self.queue = queue
    self.world = world
    self.outbox = outbox
    window = 1 + world.random.below(12)
  }

  func room() -> Int { state.withLock { $0.isGone ? 0 : max(0, window - $0.held.count) } }

  func offer(_ items: [OutboxItem]) {
    for item in items { world.offered(item) }
    state.withLock { state in
      for item in items { state.held[item.key] = item }
    }
    if world.random.chance(20) { return report(items.map(\.key)) }
    for item in items {
      world.executor.schedule(after: world.random.milliseconds(1...(world.isCalm ? 50 : 3_000))) {
        self.report([item.key])
      }
    }
  }

  private func report(_ keys: [OutboxKey]) {
    let items = state.withLock { state in keys.compactMap { state.held.removeValue(forKey: $0) } }
    let results = items.map { OutboxResult(item: $0, end: world.verdict()) }
    for result in results { world.reported(result) }
    guard !results.isEmpty else { return }
    outbox.assumeIsolated { $0.finished(results, by: queue) }
  }

  /// The session ends: what it held is returned, some of it only later.
  func vanish() {
    let items = state.withLock { state in
      state.isGone = true
      defer { state.held = [:] }
      return Array(state.held.values)
    }
    outbox.assumeIsolated { $0.detach(self, from: queue) }
    let results = items.map { OutboxResult(item: $0, end: .returned) }
    for result in results { world.reported(result) }
    guard !results.isEmpty else { return }
    if world.random.chance(50) { return outbox.assumeIsolated { $0.finished(results, by: queue) } }
    world.executor.schedule(after: world.random.milliseconds(0...2_000)) {
      self.outbox.assumeIsolated { $0.finished(results, by: self.queue) }
    }
  }
}
