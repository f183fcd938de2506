import Messages
import Pacing
import Store
import Telemetry

/// Hands what is owed to clients to whichever of their sessions has room, at least once, until they have taken it or a
/// day is over. What is in memory is only a window on the store.
package actor ReceiptOutbox {
  package nonisolated let executor: any EngineExecutor
  package nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

  private let gate: any StoreGate
  private let metrics: OutboxMetrics
  private let log: Log
  private let grace: Duration
  private var queues: [String: Queue] = [:]
  private var onTaken: @Sendable ([IncomingMessage]) -> Void = { _ in }

  /// One account's outbox, or that of all mail.
  private struct Queue {
    var sinks: [any ReceiptSink] = []
    var turn = 0
    var urgent: [OutboxItem] = []
    var ready: [OutboxItem] = []
    var offered: Set<OutboxKey> = []
    /// The store may hold more.
    var owed = true
    var claiming = false
    var wakeAt: Duration?

    var waiting: Int { urgent.count + ready.count }
  }

  private static let window = 2_000
  private static let lease = Duration.seconds(120)

  /// - Parameter grace: how long after its message was taken in a receipt is held back.
  package init(
    executor: any EngineExecutor, gate: any StoreGate, grace: Duration = .milliseconds(250), metrics: Metrics, log: Log
  ) {
    self.executor = executor
    self.gate = gate
    self.grace = grace
    self.metrics = OutboxMetrics(metrics)
    self.log = log
  }

  /// - Parameter taken: hears of incoming messages that a client has acknowledged.
  package func connect(taken: @escaping @Sendable ([IncomingMessage]) -> Void) { onTaken = taken }

  // MARK: Sinks

  package func attach(_ sink: any ReceiptSink, to queue: String) {
    queues[queue, default: Queue()].sinks.append(sink)
    queues[queue]?.owed = true
    pump(queue)
  }

  package func detach(_ sink: any ReceiptSink, from queue: String) {
    queues[queue]?.sinks.removeAll { $0 === sink }
  }

  /// The sink has room again.
  package func roomGrew(in queue: String) { pump(queue) }

  /// Whether anybody is there to take anything.
  package var hasSinks: Bool { queues.values.contains { !$0.sinks.isEmpty } }

  /// The queues that something is owed to and that nobody takes from.
  package var unserved: Set<String> { Set(queues.filter { $0.value.owed && $0.value.sinks.isEmpty }.keys) }

  // MARK: What is owed

  /// The answer of a store change that may have brought receipts into being.
  package func take(_ answer: StoreAnswer) {
    switch answer {
    case .receipts(let receipts): leased(receipts)
    case .cancelled(_, let receipts): leased(receipts)
    case .receiptsOwed(let queues): owed(queues)
    default: break
    }
  }

  /// Something of these queues is in the store.
  package func owed(_ names: Set<String>) {
    for name in names {
      queues[name, default: Queue()].owed = true
      pump(name)
    }
  }

  private func leased(_ receipts: [OwedReceipt]) {
    var given: [OwedReceipt] = []
    for (name, group) in Dictionary(grouping: receipts, by: \.message.receiptQueue) {
      if queues[name]?.sinks.isEmpty ?? true || (queues[name]?.waiting ?? 0) > Self.window {
        given += group
        queues[name, default: Queue()].owed = true
      } else {
        for receipt in group { append(.receipt(receipt), to: name) }
        pump(name)
      }
    }
    if !given.isEmpty { giveBack(given) }
  }

  /// Nobody is there to take them: they wait in the store.
  private func giveBack(_ receipts: [OwedReceipt]) {
    let now = executor.wallClock
    let results = receipts.map {
      ReceiptResult(receipt: $0.receipt.number, message: $0.message.id, end: .again(at: now, reason: ""))
    }
    gate.submit([.receiptResults(results, at: now)]) { _ in }
  }

  private func append(_ item: OutboxItem, to name: String) {
    guard queues[name]?.offered.contains(item.key) == false else { return }
    if item.isUrgent { queues[name]?.urgent.append(item) } else { queues[name]?.ready.append(item) }
  }

  // MARK: Offering

  private func pump(_ name: String) {
    guard var queue = queues[name], !queue.sinks.isEmpty else { return }
    queues[name] = nil
    let wall = executor.wallClock
    var tooEarly: Duration?
    for _ in queue.sinks.indices {
      guard queue.waiting > 0, tooEarly == nil else { break }
      queue.turn = (queue.turn + 1) % queue.sinks.count
      let sink = queue.sinks[queue.turn]
      let room = sink.room()
      guard room > 0 else { continue }
      let items = next(&queue, room: room, wall: wall, tooEarly: &tooEarly)
      guard !items.isEmpty else { continue }
      for item in items { queue.offered.insert(item.key) }
      sink.offer(items)
    }
    queues[name] = queue
    if let tooEarly { wake(name, after: tooEarly) }
    if queue.owed, queue.waiting < Self.window / 4 { claim(name) }
  }

  private func next(
    _ queue: inout Queue, room: Int, wall: Timestamp, tooEarly: inout Duration?
  ) -> [OutboxItem] {
    var items: [OutboxItem] = []
    for line in [\Queue.urgent, \Queue.ready] {
      let waiting = queue[keyPath: line]
      let count = waiting.prefix(room - items.count).prefix { $0.notBefore(grace) <= wall }.count
      items += waiting[..<count]
      queue[keyPath: line].removeFirst(count)
      if items.count < room, count < waiting.count { tooEarly = waiting[count].notBefore(grace) - wall }
    }
    return items
  }

  private func wake(_ name: String, after pause: Duration) {
    let at = executor.now + max(pause, .milliseconds(1))
    if let planned = queues[name]?.wakeAt, planned <= at { return }
    queues[name]?.wakeAt = at
    executor.schedule(after: at - executor.now) {
      self.assumeIsolated { outbox in
        outbox.queues[name]?.wakeAt = nil
        outbox.pump(name)
      }
    }
  }

  // MARK: The store

  private func claim(_ name: String) {
    guard queues[name]?.claiming == false else { return }
    queues[name]?.claiming = true
    queues[name]?.owed = false
    let wall = executor.wallClock
    let until = wall + Self.lease
    gate.submit([
      .claimReceipts(account: name, now: wall, limit: Self.window, until: until),
      .claimIncoming(account: name, now: wall, limit: Self.window / 4, until: until),
    ]) { answers in
      self.executor.post { self.assumeIsolated { $0.claimed(name, answers.map(Array.init)) } }
    }
  }

  private func claimed(_ name: String, _ answers: Result<[StoreAnswer], StoreError>) {
    queues[name]?.claiming = false
    guard case .success(let answers) = answers else {
      queues[name]?.owed = true
      return wake(name, after: .seconds(1))
    }
    for answer in answers {
      switch answer {
      case .receipts(let receipts):
        for receipt in receipts { append(.receipt(receipt), to: name) }
        if receipts.count == Self.window { queues[name]?.owed = true }
      case .incoming(let messages):
        for message in messages { append(.incoming(message), to: name) }
        if messages.count == Self.window / 4 { queues[name]?.owed = true }
      default: break
      }
    }
    pump(name)
  }

  // MARK: Results

  /// What a sink made of what it was offered.
  package func finished(_ results: [OutboxResult], by queue: String) {
    let wall = executor.wallClock
    var receipts: [ReceiptResult] = []
    var incoming: [IncomingResult] = []
    var taken: [IncomingMessage] = []
    for result in results {
      queues[queue]?.offered.remove(result.item.key)
      let end = end(of: result, wall: wall)
      metrics.count(result.end, dropped: end)
      switch result.item {
      case .receipt(let owed):
        receipts.append(ReceiptResult(receipt: owed.receipt.number, message: owed.message.id, end: end))
      case .incoming(let message):
        incoming.append(IncomingResult(id: message.id, end: end))
        if end == .delivered { taken.append(message) }
      }
    }
    write(receipts, incoming, taken, at: wall, queue: queue)
    pump(queue)
  }

  private func end(of result: OutboxResult, wall: Timestamp) -> ReceiptResult.End {
    switch result.end {
    case .delivered: return .delivered
    case .refused(let reason): return .dropped(reason: reason)
    case .returned: return .again(at: wall, reason: "the session ended")
    case .later(let reason):
      let pause = Backoff.receipts.pause(after: result.item.attempts + 1, elapsed: wall - result.item.bornAt)
      return pause.map { .again(at: wall + $0, reason: reason) } ?? .dropped(reason: "not taken for a day: " + reason)
    }
  }

  private func write(
    _ receipts: [ReceiptResult], _ incoming: [IncomingResult], _ taken: [IncomingMessage], at wall: Timestamp,
    queue: String
  ) {
    var changes: [StoreChange] = []
    if !receipts.isEmpty { changes.append(.receiptResults(receipts, at: wall)) }
    if !incoming.isEmpty { changes.append(.incomingResults(incoming, at: wall)) }
    guard !changes.isEmpty else { return }
    let again = (receipts.map(\.end) + incoming.map(\.end)).compactMap { end -> Timestamp? in
      if case .again(let at, _) = end { at } else { nil }
    }
    gate.submit(changes) { answers in
      self.executor.post {
        self.assumeIsolated { outbox in
          // When the store fails, the lease runs out and the items come again: at least once.
          guard case .success = answers else { return }
          if !taken.isEmpty { outbox.onTaken(taken) }
          if let soonest = again.min() { outbox.lookAgain(queue, at: soonest) }
        }
      }
    }
  }

  private func lookAgain(_ name: String, at: Timestamp) {
    executor.schedule(after: max(.milliseconds(1), at - executor.wallClock)) {
      self.assumeIsolated { $0.owed([name]) }
    }
  }

  /// Every now and then: leases that ran out and retries of an earlier run are found again.
  package func tick() {
    for name in queues.keys where queues[name]?.sinks.isEmpty == false { owed([name]) }
  }
}
