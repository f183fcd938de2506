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
  private let retry: Backoff
  private let grace: Duration
  private var queues: [String: OutboxQueue] = [:]
  private var sinks: [String: Sinks] = [:]
  private var isDraining = false
  /// By queue: destinations for which a client wants nothing of what had come up to a moment.
  private var unwanted: [String: [String: Timestamp]] = [:]
  /// Results that wait for a store that fails.
  private var unwritten = 0
  private var onTaken: @Sendable ([IncomingMessage]) -> Void = { _ in }

  /// The sinks of a queue, and whose turn it is.
  private struct Sinks {
    var all: [any ReceiptSink] = []
    var turn = 0
    var isPumping = false
    var pumpsAgain = false
  }

  /// Results that may wait for a store that fails, at most.
  private static let unwrittenLimit = 20_000
  /// Items of a queue that wait in memory, at most about this many.
  package static let window = 2_000
  /// How long a receipt that this node has in memory is kept from others.
  package static let lease = Duration.seconds(120)
  /// Our clock and the database's may differ by that much, and a commit may take as long.
  private static let leaseMargin = Duration.seconds(20)
  /// After a session has gone, so that one that goes and comes does not make us spin.
  private static let returnPause = Duration.milliseconds(500)

  package init(
    executor: any EngineExecutor, gate: any StoreGate, retry: Backoff = .receipts,
    grace: Duration = DeliveryTerms().receiptGrace, metrics: Metrics, log: Log
  ) {
    self.executor = executor
    self.gate = gate
    self.retry = retry
    self.grace = grace
    self.metrics = OutboxMetrics(metrics)
  }

  /// - Parameter taken: hears of incoming messages that a client has acknowledged.
  package func connect(taken: @escaping @Sendable ([IncomingMessage]) -> Void) { onTaken = taken }

  /// Knows nobody any more.
  func letGo() {
    onTaken = { _ in }
    sinks = [:]
  }

  // MARK: Sinks

  package func attach(_ sink: any ReceiptSink, to queue: String) {
    sinks[queue, default: Sinks()].all.append(sink)
    queues[queue, default: OutboxQueue()].owes = true
    pump(queue)
  }

  package func detach(_ sink: any ReceiptSink, from queue: String) {
    sinks[queue]?.all.removeAll { $0 === sink }
    guard sinks[queue]?.all.isEmpty ?? false else { return }
    sinks[queue] = nil
    release(queue)
  }

  /// The sink has room again.
  package func roomGrew(in queue: String) { pump(queue) }

  /// Whether receipts had better be handed to us as they are written: somebody is there, and memory has room.
  package var wantsLeases: Bool {
    !isDraining && !sinks.isEmpty && sinks.keys.allSatisfy { queues[$0]?.waiting ?? 0 < Self.window }
  }

  /// The queues that something may be owed to and that nobody takes from.
  package var unserved: Set<String> { Set(queues.keys.filter { queues[$0]?.owes == true && sinks[$0] == nil }) }

  /// Items in memory, waiting or with a sink.
  package var inMemory: Int { queues.values.reduce(0) { $0 + $1.count } }

  /// Offers nothing more; what waits in memory is given back to the store.
  package func drain() {
    isDraining = true
    for name in Array(queues.keys) { release(name) }
  }

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
      queues[name, default: OutboxQueue()].owes = true
      pump(name)
    }
  }

  private func leased(_ receipts: [OwedReceipt]) {
    guard !receipts.isEmpty else { return }
    var refused: [OutboxItem] = []
    var touched: Set<String> = []
    let now = executor.now
    for receipt in receipts {
      let name = receipt.message.receiptQueue
      if sinks[name] == nil || isDraining || queues[name]?.waiting ?? 0 > 2 * Self.window {
        queues[name, default: OutboxQueue()].owes = true
        refused.append(.receipt(receipt))
      } else {
        _ = queues[name, default: OutboxQueue()].append(
          .receipt(receipt), until: now + Self.lease - Self.leaseMargin, now: now)
        touched.insert(name)
      }
    }
    giveBack(refused)
    for name in touched { pump(name) }
  }

  /// Nobody is there to take them: they wait in the store.
  private func giveBack(_ items: [OutboxItem]) {
    guard !items.isEmpty else { return }
    let now = executor.wallClock
    write(items.map { ($0, .returned(at: now, reason: "nobody is there")) }, at: now) { _ in }
  }

  private func release(_ name: String) {
    let waiting = queues[name]?.takeWaiting() ?? []
    giveBack(waiting)
    if !waiting.isEmpty { queues[name]?.owes = true }
  }

  // MARK: Offering

  /// Hands out what may be handed out now. A sink that reports at once, while it is offered to, is heard afterwards.
  private func pump(_ name: String) {
    guard !isDraining, sinks[name] != nil else { return }
    guard sinks[name]?.isPumping == false else {
      sinks[name]?.pumpsAgain = true
      return
    }
    sinks[name]?.isPumping = true
    repeat {
      sinks[name]?.pumpsAgain = false
      offer(name)
    } while sinks[name]?.pumpsAgain ?? false
    sinks[name]?.isPumping = false
    guard let queue = queues[name] else { return }
    if queue.owes, queue.waiting < Self.window / 4 { claim(name) }
  }

  private func offer(_ name: String) {
    let (now, wall) = (executor.now, executor.wallClock)
    var tooEarly: Duration?
    for _ in 0..<(sinks[name]?.all.count ?? 0) {
      guard queues[name]?.waiting ?? 0 > 0, let sink = nextSink(name) else { break }
      let room = sink.room()
      guard room > 0 else { continue }
      let items =
        queues[name]?.next(room, now: now, wall: wall, grace: grace, tooEarly: &tooEarly) ?? []
      if items.isEmpty { break }
      let wanted = unwanted[name] == nil ? items : withoutUnwanted(items, of: name)
      if !wanted.isEmpty { sink.offer(wanted) }
    }
    if let tooEarly { look(at: name, after: tooEarly, isOwed: false) }
  }

  /// Drops what the client has refused with all else for its destination.
  private func withoutUnwanted(_ items: [OutboxItem], of name: String) -> [OutboxItem] {
    let isUnwanted = { (item: OutboxItem) -> Bool in
      guard let destination = item.destination, let until = self.unwanted[name]?[destination] else { return false }
      return item.bornAt <= until
    }
    let dropped = items.filter(isUnwanted)
    if !dropped.isEmpty {
      finished(dropped.map { OutboxResult(item: $0, end: .refused("refused with all to its destination")) }, by: name)
    }
    return items.filter { !isUnwanted($0) }
  }

  /// Destinations remembered so for one queue.
  private static let unwantedLimit = 1_000

  private func refuseAll(like item: OutboxItem, of name: String, at: Timestamp) {
    guard let destination = item.destination else { return }
    unwanted[name, default: [:]][destination] = at
    guard let table = unwanted[name], table.count > Self.unwantedLimit else { return }
    if let oldest = table.min(by: { $0.value < $1.value }) { unwanted[name]?[oldest.key] = nil }
  }

  private func nextSink(_ name: String) -> (any ReceiptSink)? {
    guard let count = sinks[name]?.all.count, count > 0 else { return nil }
    let turn = ((sinks[name]?.turn ?? 0) + 1) % count
    sinks[name]?.turn = turn
    return sinks[name]?.all[turn]
  }

  /// Looks again after a pause, unless that is arranged already. What is arranged for later comes with ``tick()``.
  private func look(at name: String, after pause: Duration, isOwed: Bool) {
    let now = executor.now
    let moment = now + max(pause, .milliseconds(1))
    if let planned = queues[name]?.lookAt, planned > now, planned <= moment {
      // The planned look comes first; one for what the store holds must still come after.
      if isOwed, moment - planned < .seconds(10) { relook(name, moment) }
      return
    }
    queues[name]?.lookAt = moment
    relook(name, moment, isOwed: isOwed)
  }

  private func relook(_ name: String, _ moment: Duration, isOwed: Bool = true) {
    executor.schedule(after: moment - executor.now) {
      self.assumeIsolated { outbox in
        if outbox.queues[name]?.lookAt == moment { outbox.queues[name]?.lookAt = nil }
        if isOwed { outbox.queues[name]?.owes = true }
        outbox.pump(name)
      }
    }
  }

  // MARK: The store

  private func claim(_ name: String) {
    guard queues[name]?.isClaiming == false else { return }
    queues[name]?.isClaiming = true
    queues[name]?.owes = false
    let wall = executor.wallClock
    let leaseEnd = executor.now + Self.lease - Self.leaseMargin
    let until = wall + Self.lease
    gate.submit([
      .claimReceipts(account: name, now: wall, limit: Self.window, until: until),
      .claimIncoming(account: name, now: wall, limit: Self.window / 4, until: until),
    ]) { answers in
      self.executor.post { self.assumeIsolated { $0.claimed(name, answers.map(Array.init), until: leaseEnd) } }
    }
  }

  private func claimed(_ name: String, _ answers: Result<[StoreAnswer], StoreError>, until: Duration) {
    queues[name]?.isClaiming = false
    guard case .success(let answers) = answers else {
      queues[name]?.owes = true
      return look(at: name, after: .seconds(1), isOwed: true)
    }
    for answer in answers {
      switch answer {
      case .receipts(let receipts):
        for receipt in receipts { append(.receipt(receipt), to: name, until: until) }
        if receipts.count == Self.window { queues[name]?.owes = true }
      case .incoming(let messages):
        for message in messages { append(.incoming(message), to: name, until: until) }
        if messages.count == Self.window / 4 { queues[name]?.owes = true }
      default: break
      }
    }
    if sinks[name] == nil || isDraining { release(name) }
    pump(name)
  }

  private func append(_ item: OutboxItem, to name: String, until: Duration) {
    _ = queues[name]?.append(item, until: until, now: executor.now)
  }

  // MARK: Results

  /// What a sink made of what it was offered.
  package func finished(_ results: [OutboxResult], by queue: String) {
    let wall = executor.wallClock
    let retry = sinks[queue]?.all.first?.retry ?? retry
    var ends: [(OutboxItem, ReceiptResult.End)] = []
    ends.reserveCapacity(results.count)
    var soonest: Timestamp?
    for result in results {
      queues[queue]?.finished(result.item.key)
      if case .refusedAll = result.end { refuseAll(like: result.item, of: queue, at: wall) }
      let end = Self.end(of: result, wall: wall, retry: retry)
      metrics.count(end)
      if let at = end.next?.at { soonest = min(soonest ?? at, at) }
      ends.append((result.item, end))
    }
    let again = soonest
    write(ends, at: wall) { outbox in
      guard let again else { return }
      outbox.look(at: queue, after: again - outbox.executor.wallClock, isOwed: true)
    }
    pump(queue)
  }

  private static func end(of result: OutboxResult, wall: Timestamp, retry: Backoff) -> ReceiptResult.End {
    switch result.end {
    case .delivered: return .delivered
    case .refused(let reason), .refusedAll(let reason): return .dropped(reason: reason)
    case .returned: return .returned(at: wall + returnPause, reason: "the session ended")
    case .early(let moment): return .returned(at: moment, reason: "its time has not come")
    case .later(let reason):
      let pause = retry.pause(after: result.item.attempts + 1, elapsed: wall - result.item.bornAt)
      return pause.map { .again(at: wall + $0, reason: reason) } ?? .dropped(reason: "not taken in time: " + reason)
    }
  }

  /// When the store fails for long, the leases run out and the items come again: at least once.
  private func write(
    _ ends: [(OutboxItem, ReceiptResult.End)], at wall: Timestamp,
    then: @escaping @Sendable (isolated ReceiptOutbox) -> Void
  ) {
    var receipts: [ReceiptResult] = []
    var incoming: [IncomingResult] = []
    var taken: [IncomingMessage] = []
    for (item, end) in ends {
      switch item {
      case .receipt(let owed):
        receipts.append(ReceiptResult(receipt: owed.receipt.number, message: owed.message.id, end: end))
      case .incoming(let message):
        incoming.append(IncomingResult(id: message.id, end: end))
        if end == .delivered { taken.append(message) }
      }
    }
    var changes: [StoreChange] = []
    if !receipts.isEmpty { changes.append(.receiptResults(receipts, at: wall)) }
    if !incoming.isEmpty { changes.append(.incomingResults(incoming, at: wall)) }
    guard !changes.isEmpty else { return }
    let acknowledged = taken
    // Past the lease the items come again whatever is written.
    submit(changes, weight: ends.count, until: executor.now + Self.lease - Self.leaseMargin) { outbox in
      if !acknowledged.isEmpty { outbox.onTaken(acknowledged) }
      then(outbox)
    }
  }

  /// A store that fails is tried again, so that what a client has taken does not come to it a second time.
  private func submit(
    _ changes: [StoreChange], weight: Int, until: Duration,
    then: @escaping @Sendable (isolated ReceiptOutbox) -> Void
  ) {
    gate.submit(changes) { answers in
      self.executor.post {
        self.assumeIsolated { outbox in
          if case .success = answers { return then(outbox) }
          outbox.submitLater(changes, weight: weight, until: until, then: then)
        }
      }
    }
  }

  /// So many receipts were given up in the store: nobody took them.
  package func expired(_ count: Int) { metrics.expired.add(count) }

  private func submitLater(
    _ changes: [StoreChange], weight: Int, until: Duration,
    then: @escaping @Sendable (isolated ReceiptOutbox) -> Void
  ) {
    guard executor.now + .seconds(1) < until, unwritten + weight <= Self.unwrittenLimit else { return }
    unwritten += weight
    executor.schedule(after: .seconds(1)) {
      self.assumeIsolated { outbox in
        outbox.unwritten -= weight
        outbox.submit(changes, weight: weight, until: until, then: then)
      }
    }
  }

  /// Every now and then: leases that ran out and retries of an earlier run are found again.
  package func tick() { owed(Set(sinks.keys)) }
}
