import Delivery
import Messages
import Pacing
import Store
import Synchronization

/// The promises, as questions to the world.
extension World {
  /// Whether everything that was acknowledged has ended and all has been told.
  var isSettled: Bool {
    guard let tally = try? store.tally() else { return false }
    let open = tally.stages.filter { $0.key != .ended }.values.reduce(0, +)
    return open == 0 && tally.receiptsOwed == 0 && tally.openCalls == 0 && (!hasClients || clientsAreSettled)
  }

  /// After each step.
  func checkStep() {
    let twice = exchange.withFarSide { farSide in
      defer { farSide.handedTwice = [] }
      return farSide.handedTwice
    }
    for id in twice { violated("message \(id) handed over twice") }
    checkMarked()
    guard executor.steps % 64 == 0, let engine else { return }
    let lanes = 2
    let places = max(terms.laneLimit, 16 * accounts.count) + terms.queueLimit * accounts.count
    let inCalls = providers.reduce(0) { $0 + $1.batch * 3 }
    let waiting = engine.dispatcher.assumeIsolated { $0.waiting }
    if waiting > lanes * places + inCalls { violated("\(waiting) messages in memory") }
    let receipts = engine.outbox.assumeIsolated { $0.inMemory }
    if receipts > accounts.count * 3 * ReceiptOutbox.window { violated("\(receipts) receipts in memory") }
  }

  /// When all is over.
  func checkEnd() {
    guard isSettled else {
      let tally = (try? store.tally()).map { "\($0)" } ?? ""
      violated("never settled: \(tally) \(stuck())")
      return checkClients()
    }
    let (acknowledged, submitted, taken) = facts.withLock { ($0.acknowledged, $0.submitted, $0.taken) }
    for (id, message) in acknowledged.sorted(by: { $0.key < $1.key }) where !isStored(message) {
      violated("message \(id) is lost")
    }
    if hasClients { checkClients() }
    for (id, message) in submitted.sorted(by: { $0.key < $1.key }) {
      guard isStored(message), let record = try? store.record(of: id) else { continue }
      check(record, told: taken[id] ?? [:])
      checkForgotten(record)
    }
    let farSide = exchange.withFarSide { $0 }
    for id in farSide.taken.keys.sorted() where (try? store.record(of: id)) == nil {
      violated("message \(id) was handed over without being stored")
    }
    for (id, entry) in farSide.taken { check(id, entry) }
  }

  /// Whether that very message is stored: an id whose message never came to the disk may be given again after a crash, when
  /// the wall clock has been set back.
  private func isStored(_ message: Message) -> Bool {
    guard let stored = try? store.record(of: message.id)?.message else { return false }
    return stored.account == message.account && stored.acceptedAt == message.acceptedAt
  }

  private func check(_ record: MessageRecord, told: [Int: [Int64: MessageState]]) {
    let id = record.message.id
    if !record.state.isFinal { violated("message \(id) ended as \(record.state)") }
    for (part, request) in record.message.parts.map(\.receipt).enumerated() {
      let states = told[part] ?? [:]
      if states.count > 1 { violated("message \(id) has \(states.count) ends: \(states)") }
      if request.wants(record.state), states.isEmpty { violated("message \(id): \(record.state) was not told") }
      if let state = states.values.first, state != record.state {
        violated("message \(id) ended as \(record.state), told was \(state)")
      }
    }
  }

  /// A message that had minutes of calm weather before the end of its validity must have been sent.
  ///
  /// One whose call's answer was lost may not be repeated before its provider has been asked (promise 2 of the README), and
  /// the pause between two questions that began in the storm may last as long as settling does at all: it has that
  /// much more time.
  private func checkForgotten(_ record: MessageRecord) {
    let message = record.message
    // Where answers cannot be asked about, those that are undecided rightly stop a lane.
    guard record.state == .expired, record.sentAt == nil, providers.allSatisfy(\.canSettle),
      let calm = facts.withLock({ $0.calmSince })
    else { return }
    var life: [LifeEvent] = []
    if let events = try? store.life(of: message.id) { life = events }
    let wasInDoubt = life.contains { $0.text.hasPrefix("unknown") || $0.text.contains("it never had it") }
    let patience = Duration.seconds(240) + (wasInDoubt ? terms.settling.limit : .zero)
    guard max(calm, message.dueAt) + patience < message.validUntil else { return }
    let words = life.map { "\($0.at.milliseconds) \($0.kind) \($0.text)" }
    violated("message \(message.id) on \(record.lane) was forgotten: \(words.joined(separator: ", "))")
  }

  private func check(_ id: MessageID, _ entry: FarSide.Taken) {
    guard let record = try? store.record(of: id) else { return }
    if record.state == .delivered, entry.ends?.state != .delivered { violated("message \(id) is not delivered") }
    if record.state == .deleted { violated("message \(id) was handed over though cancelled") }
    if record.sentAt != nil, record.lane.provider != entry.provider {
      violated("message \(id) was sent by \(entry.provider), not \(record.lane)")
    }
  }

  private func stuck() -> String {
    var query = MessageQuery(limit: 1_000)
    query.limit = 1_000
    let records = (try? store.search(query)) ?? []
    return records.filter { $0.stage != .ended }.prefix(5).map {
      "\($0.message.id) \($0.stage) \($0.lane) owed \($0.receiptsOwed)"
    }.joined(separator: "; ")
  }
}
