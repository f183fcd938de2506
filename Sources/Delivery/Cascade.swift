import Messages
import Store
import Telemetry

/// Messages that go on over another channel when the one before does not deliver, where the bridge does that itself.
///
/// Which messages those are, and until when each channel has its chance, outlasts a crash: it is remembered in the store
/// with the outcome of the call.
package actor Cascade {
  package nonisolated let executor: any EngineExecutor
  package nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

  private let gate: any StoreGate
  private let ledger: any MessageLedger
  private let router: @Sendable () -> Router
  private let log: Log
  private let forwarded: Counter
  /// When the next channel has its turn.
  private var deadlines: [MessageID: Timestamp]
  private var onQueues: @Sendable ([LaneQueue]) -> Void = { _ in }

  private static let prefix = "cascade:"

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
    let kept = remembered.compactMap { key, value -> (MessageID, Timestamp)? in
      guard key.hasPrefix(Self.prefix), let id = MessageID(text: key.dropFirst(Self.prefix.count)) else { return nil }
      return Int64(value).map { (id, Timestamp(milliseconds: $0)) }
    }
    deadlines = Dictionary(kept, uniquingKeysWith: { first, _ in first })
  }

  /// Who hears that messages wait in the store again.
  package func connect(queues: @escaping @Sendable ([LaneQueue]) -> Void) { onQueues = queues }

  /// Messages whose channel has its chance.
  package var waiting: Int { deadlines.count }

  /// A provider has taken the message. Answers what is to be remembered of it in the same transaction; nil when no other
  /// channel comes after this one.
  func sent(_ message: Message, by lane: LaneName, at now: Timestamp) -> StoreChange? {
    guard !message.lanesOfLaterChannels(than: lane).isEmpty else { return nil }
    let deadline = now + (router().rule(for: message)?.forwardingTime ?? .seconds(3_600))
    deadlines[message.id] = deadline
    return .remember(
      key: Self.prefix + message.id.description, value: String(deadline.milliseconds), until: message.validUntil)
  }

  /// Once a second: channels whose time is over.
  package func tick() {
    let wall = executor.wallClock
    for (id, deadline) in deadlines where deadline <= wall {
      deadlines[id] = nil
      guard let record = record(id), let next = Self.next(for: record) else { continue }
      forward(record, to: next, reason: "\(record.lane.channel.word) has not delivered in time")
    }
  }

  /// Takes the failures out of reports for which another channel comes next, and ends the others.
  ///
  /// - Parameter lanes: the lanes that were asked about, by message, where that is known.
  func sorted(_ reports: [StatusReport], lanes: [MessageID: LaneName] = [:]) -> [StatusReport] {
    let isWanted = router().mayCascade || !deadlines.isEmpty
    guard isWanted, reports.contains(where: \.state.isFinal) else { return reports }
    return reports.filter { report in
      guard report.state.isFinal else { return true }
      guard report.state.leavesRoom else {
        deadlines[report.id] = nil
        return true
      }
      guard let record = record(report.id), record.message.lanes.steps.count > 1 else { return true }
      // A channel that has been given up says nothing about the one after it.
      if let asked = lanes[report.id], record.stage != .sent || record.lane != asked { return false }
      guard let next = Self.next(for: record), record.message.validUntil > executor.wallClock else { return true }
      deadlines[report.id] = nil
      forward(record, to: next, reason: "\(record.lane.channel.word) ended as \(report.state) (\(report.raw))")
      return false
    }
  }

  private func record(_ id: MessageID) -> MessageRecord? {
    do throws(StoreError) {
      return try ledger.record(of: id)
    } catch {
      log.warning("cascade-not-read", ["message": "\(id)", "error": "\(error)"])
      return nil
    }
  }

  private static func next(for record: MessageRecord) -> LaneName? {
    guard record.stage == .sent else { return nil }
    return record.message.lanesOfLaterChannels(than: record.lane).first
  }

  private func forward(_ record: MessageRecord, to lane: LaneName, reason: String) {
    let id = record.message.id
    gate.submit([.forward([id], from: record.lane, to: lane, reason: reason)]) { answers in
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
    case .failure: deadlines[id] = executor.wallClock + .seconds(1)
    }
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
