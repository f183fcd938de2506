import Messages
import Store
import Telemetry

/// Messages that go on over another channel when the one before does not deliver, where the bridge does that itself.
///
/// Which messages those are, and until when each channel has its chance, outlasts a crash: it is remembered in the store
/// with the outcome of the call, and forgotten when no other channel can come any more.
package actor Cascade {
  package nonisolated let executor: any EngineExecutor
  package nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

  private let gate: any StoreGate
  private let ledger: any MessageLedger
  private let router: @Sendable () -> Router
  private let log: Log
  private let forwarded: Counter
  /// When the next channel has its turn.
  private var deadlines = Deadlines()
  /// Whether messages whose time is over are being looked up.
  private var isLooking = false
  /// Reports whose messages are being looked up.
  private var unsorted = 0
  private var onQueues: @Sendable ([LaneQueue]) -> Void = { _ in }

  /// Messages that are looked up at a time.
  private static let atOnce = 500
  /// Reports that wait for a store that cannot be read, at most; past it they are let go, and the provider is asked again.
  private static let unsortedLimit = 20_000

  /// - Parameter remembered: what the last run left, by key.
  package init(
    executor: any EngineExecutor, gate: any StoreGate, ledger: any MessageLedger,
    router: @escaping @Sendable () -> Router, remembered: [String: String], metrics: Metrics, log: Log
  ) {
    self.executor = executor
    self.gate = gate
    self.ledger = ledger
    self.router = router
    self.log = log
    forwarded = metrics.counter(
      "passerelle_messages_forwarded_total", "Messages that went on over the next channel of their cascade.")
    for (id, deadline) in Self.kept(remembered) { deadlines.set(id, deadline) }
  }

  /// Who hears that messages wait in the store again.
  package func connect(queues: @escaping @Sendable ([LaneQueue]) -> Void) { onQueues = queues }

  /// Messages whose channel has its chance.
  package var waiting: Int { deadlines.count }

  // MARK: What is remembered

  private static func key(_ id: MessageID) -> String { Recovery.cascadePrefix + id.description }

  private static func kept(_ remembered: [String: String]) -> [(MessageID, Timestamp)] {
    let prefix = Recovery.cascadePrefix
    return remembered.compactMap { key, value in
      guard key.hasPrefix(prefix), let id = MessageID(text: key.dropFirst(prefix.count)) else { return nil }
      return Int64(value).map { (id, Timestamp(milliseconds: $0)) }
    }
  }

  /// Takes what a dead node had remembered. Those of living nodes are among it: whoever is first moves a message on, and
  /// the other one then finds it moved.
  func adopt(_ remembered: [String: String]) {
    for (id, deadline) in Self.kept(remembered) where !deadlines.contains(id) { deadlines.set(id, deadline) }
  }

  /// What has run out is of no account, and goes with the next purge.
  private func forget(_ ids: [MessageID]) {
    guard !ids.isEmpty else { return }
    let past = Timestamp(milliseconds: 0)
    gate.submit(ids.map { .remember(key: Self.key($0), value: "", until: past) }) { _ in }
  }

  /// A provider has taken the message. Answers what is to be remembered of it in the same transaction; nil when no other
  /// channel comes after this one.
  func sent(_ message: Message, by lane: LaneName, at now: Timestamp) -> StoreChange? {
    guard !message.lanesOfLaterChannels(than: lane).isEmpty else { return nil }
    let deadline = now + time(of: message)
    deadlines.set(message.id, deadline)
    return .remember(key: Self.key(message.id), value: String(deadline.milliseconds), until: message.validUntil)
  }

  private func time(of message: Message) -> Duration {
    router().rule(for: message)?.forwardingTime ?? .seconds(3_600)
  }

  // MARK: The clock

  /// Once a second: channels whose time is over.
  package func tick() {
    guard !isLooking else { return }
    let due = deadlines.takeDue(executor.wallClock, limit: Self.atOnce)
    guard !due.isEmpty else { return }
    isLooking = true
    read(due) { cascade, records in
      cascade.isLooking = false
      cascade.overdue(due, records)
      cascade.tick()
    }
  }

  private func overdue(_ ids: [MessageID], _ records: [MessageID: MessageRecord?]) {
    let wall = executor.wallClock
    var over: [MessageID] = []
    for id in ids {
      guard let known = records[id] else {
        deadlines.set(id, wall + .seconds(1))
        continue
      }
      guard let record = known, !record.hasNoOtherChannel else {
        over.append(id)
        continue
      }
      guard let sentAt = record.sentAt, let next = Self.next(for: record) else {
        // That it was sent is not written yet. In any other stage it has its time before it.
        if record.stage == .calling { deadlines.set(id, wall + .seconds(10)) }
        continue
      }
      let end = sentAt + time(of: record.message)
      guard end <= wall else {
        deadlines.set(id, end)
        continue
      }
      forward(record, to: next, reason: "\(record.lane.channel.word) has not delivered in time")
    }
    forget(over)
  }

  // MARK: Reports

  /// Takes the failures out of reports for which another channel comes next. `then` gets the others: at once those that
  /// certainly end their messages, the rest when the messages have been looked up.
  func sort(_ reports: [StatusReport], then: @escaping @Sendable ([StatusReport]) -> Void) {
    let isWanted = router().mayCascade || !deadlines.isEmpty
    guard isWanted, reports.contains(where: \.state.isFinal) else { return then(reports) }
    var (clear, doubtful): ([StatusReport], [StatusReport]) = ([], [])
    for report in reports { if report.state.leavesRoom { doubtful.append(report) } else { clear.append(report) } }
    forget(clear.filter { $0.state.isFinal && deadlines.remove($0.id) }.map(\.id))
    if !clear.isEmpty { then(clear) }
    guard !doubtful.isEmpty else { return }
    unsorted += doubtful.count
    look(at: doubtful, then)
  }

  private func look(at reports: [StatusReport], _ then: @escaping @Sendable ([StatusReport]) -> Void) {
    read(reports.map(\.id)) { cascade, records in
      cascade.sort(reports.filter { records[$0.id] != nil }, records, then)
      let unread = reports.filter { records[$0.id] == nil }
      guard !unread.isEmpty else { return }
      guard cascade.unsorted <= Self.unsortedLimit else { return cascade.unsorted -= unread.count }
      cascade.executor.schedule(after: .seconds(1)) { cascade.assumeIsolated { $0.look(at: unread, then) } }
    }
  }

  private func sort(
    _ reports: [StatusReport], _ records: [MessageID: MessageRecord?],
    _ then: @Sendable ([StatusReport]) -> Void
  ) {
    unsorted -= reports.count
    let ends = reports.filter { report in
      guard let record = records[report.id] ?? nil, record.message.lanes.steps.count > 1 else { return true }
      // A channel that has been given up says nothing about the one after it.
      if let asked = report.lane, record.stage != .sent || record.lane != asked { return false }
      guard let next = Self.next(for: record), record.message.validUntil > executor.wallClock else { return true }
      deadlines.remove(report.id)
      forward(record, to: next, reason: "\(record.lane.channel.word) ended as \(report.state) (\(report.raw))")
      return false
    }
    forget(ends.filter { deadlines.remove($0.id) }.map(\.id))
    if !ends.isEmpty { then(ends) }
  }

  // MARK: Moving on

  /// Looks messages up beside the executor. Those that could not be read are missing; nil stands for those that are not
  /// there.
  private func read(
    _ ids: [MessageID], then: @escaping @Sendable (isolated Cascade, [MessageID: MessageRecord?]) -> Void
  ) {
    executor.aside { [executor, ledger, log] in
      var records: [MessageID: MessageRecord?] = [:]
      do throws(StoreError) {
        for id in ids { records.updateValue(try ledger.record(of: id), forKey: id) }
      } catch {
        log.warning("cascade-not-read", ["messages": "\(ids.count - records.count)", "error": "\(error)"])
      }
      let read = records
      executor.post { self.assumeIsolated { then($0, read) } }
    }
  }

  private static func next(for record: MessageRecord) -> LaneName? {
    guard record.stage == .sent else { return nil }
    return record.message.lanesOfLaterChannels(than: record.lane).first
  }

  private func forward(_ record: MessageRecord, to lane: LaneName, reason: String) {
    let id = record.message.id
    var changes = [StoreChange.forward([id], from: record.lane, to: lane, reason: reason)]
    if record.message.lanesOfLaterChannels(than: lane).isEmpty {
      changes.append(.remember(key: Self.key(id), value: "", until: Timestamp(milliseconds: 0)))
    }
    gate.submit(changes) { answers in
      self.executor.post { self.assumeIsolated { $0.written(id, answers.map(\.first)) } }
    }
  }

  private func written(_ id: MessageID, _ answer: Result<StoreAnswer?, StoreError>) {
    switch answer {
    case .success(.lanes(let queues)?):
      guard !queues.isEmpty else { return }
      forwarded.add()
      onQueues(queues)
    case .success: break
    // The provider is asked again, and the clock looked at again.
    case .failure: deadlines.set(id, executor.wallClock + .seconds(1))
    }
  }
}

extension MessageRecord {
  /// Whether none can follow the channel that it is in, whatever comes.
  fileprivate var hasNoOtherChannel: Bool {
    stage == .ended || message.lanesOfLaterChannels(than: lane).isEmpty
  }
}

extension MessageState {
  /// Whether another channel may still do it: it certainly did not arrive.
  fileprivate var leavesRoom: Bool {
    switch self {
    case .undeliverable, .rejected, .expired: true
    case .scheduled, .enroute, .delivered, .deleted, .accepted, .unknown: false
    }
  }
}
