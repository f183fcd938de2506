import Messages
import Pacing
import Providers
import Store
import Telemetry

/// Asks the providers what has become of what they have: in batches, by the age of the message and within each provider's
/// own limits. A callback only makes it look sooner.
package actor StatusTracker {
  package nonisolated let executor: any EngineExecutor
  package nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

  private let gate: any StoreGate
  private let desk: ProviderDesk
  private let log: Log
  private let metrics: Metrics
  private var polls: [String: Poll] = [:]
  private var draining = false
  private var onReceipts: @Sendable (StoreAnswer) -> Void = { _ in }
  private var lease: @Sendable () -> Bool = { false }

  /// One provider's polling.
  private struct Poll {
    var plan: PollingPlan
    var nextAt: Duration?
    var lastAt: Duration?
    var claiming = false
    var inFlight = 0
    var heldUntil: Duration = .zero
  }

  /// How long a claimed message is kept from being asked about again when no answer comes.
  private static let patience = Duration.seconds(120)
  private static let batch = 2_000

  package init(executor: any EngineExecutor, gate: any StoreGate, desk: ProviderDesk, metrics: Metrics, log: Log) {
    self.executor = executor
    self.gate = gate
    self.desk = desk
    self.metrics = metrics
    self.log = log
  }

  /// - Parameter lease: whether receipts should be handed straight to the outbox rather than wait in the store.
  package func connect(receipts: @escaping @Sendable (StoreAnswer) -> Void, lease: @escaping @Sendable () -> Bool) {
    onReceipts = receipts
    self.lease = lease
  }

  /// Begins to ask every provider; what was left from before is asked about first.
  package func start() {
    for name in desk.providers.keys { look(at: name, after: .milliseconds(50)) }
  }

  package func drain() { draining = true }

  /// Messages of the provider are due at that moment.
  package func expect(_ provider: String, at due: Timestamp) {
    look(at: provider, after: max(.zero, due - executor.wallClock) + .milliseconds(5))
  }

  /// A provider reports by itself: what it says of messages that we hold.
  package func reported(_ reports: [StatusReport]) {
    guard !reports.isEmpty else { return }
    settle(reports)
  }

  /// Asks about these now.
  package func look(_ messages: [TrackedMessage], provider: String) {
    question(provider, messages)
  }

  // MARK: Rhythm

  private func look(at provider: String, after pause: Duration) {
    guard !draining, let plan = desk.providers[provider]?.polling else { return }
    var poll = polls[provider] ?? Poll(plan: plan)
    let now = executor.now
    var at = max(now + pause, poll.heldUntil)
    if let last = poll.lastAt { at = max(at, last + plan.spacing) }
    if let next = poll.nextAt, next <= at, next > now {
      polls[provider] = poll
      return
    }
    poll.nextAt = at
    polls[provider] = poll
    let due = at
    executor.schedule(after: due - now) { self.assumeIsolated { $0.due(provider, due) } }
  }

  private func due(_ provider: String, _ at: Duration) {
    guard var poll = polls[provider], poll.nextAt == at else { return }
    poll.nextAt = nil
    guard !poll.claiming, poll.inFlight < poll.plan.concurrency, !draining else {
      polls[provider] = poll
      return look(at: provider, after: .milliseconds(100))
    }
    poll.claiming = true
    poll.lastAt = executor.now
    polls[provider] = poll
    claim(provider)
  }

  private func claim(_ provider: String) {
    let wall = executor.wallClock
    let change = StoreChange.claimPolls(
      provider: provider, now: wall, limit: Self.batch, until: wall + Self.patience)
    gate.submit([change]) { answers in
      self.executor.post { self.assumeIsolated { $0.claimed(provider, answers.map(\.first)) } }
    }
  }

  private func claimed(_ provider: String, _ answer: Result<StoreAnswer?, StoreError>) {
    polls[provider]?.claiming = false
    guard case .success(.tracked(let messages)?) = answer else { return look(at: provider, after: .seconds(1)) }
    if messages.isEmpty { return look(at: provider, after: .seconds(2)) }
    look(at: provider, after: messages.count == Self.batch ? .zero : .milliseconds(200))
    question(provider, messages)
  }

  // MARK: Questions

  private func question(_ provider: String, _ messages: [TrackedMessage]) {
    guard let adapter = desk.providers[provider] else { return }
    var left = messages.map {
      TrackedReference(id: $0.id, channel: $0.lane.channel, reference: $0.reference, recipient: $0.recipient)
    }[...]
    let byID = Dictionary(messages.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
    while !left.isEmpty {
      let count = max(1, min(left.count, adapter.takeForStatus(from: left)))
      let chunk = Array(left.prefix(count))
      left = left.dropFirst(count)
      polls[provider]?.inFlight += 1
      desk.assumeIsolated { desk in
        desk.run(
          provider, make: { $0.status(of: chunk, context: $1) },
          done: { answer in self.assumeIsolated { $0.answered(provider, chunk.compactMap { byID[$0.id] }, answer) } })
      }
    }
  }

  private func answered(
    _ provider: String, _ asked: [TrackedMessage], _ answer: ProviderDesk.Answer<StatusAnswer>
  ) {
    polls[provider]?.inFlight -= 1
    metrics.counter(
      "passerelle_status_questions_total", "Status questions put to a provider.", [("provider", provider)]
    ).add()
    guard case .answered(let status) = answer else { return again(asked, provider, known: []) }
    take(status.lane, provider)
    if !status.reports.isEmpty { settle(status.reports) }
    again(asked, provider, known: Set(status.reports.lazy.filter { $0.state.isFinal }.map(\.id)))
  }

  private func take(_ advice: LaneAdvice, _ provider: String) {
    switch advice {
    case .carryOn: break
    case .renewCredential: desk.assumeIsolated { $0.forgetCredential(of: provider) }
    case .slowDown(let pause), .hold(let pause, _): polls[provider]?.heldUntil = executor.now + pause
    case .stop(let reason):
      log.error("status-refused", ["provider": provider, "reason": reason])
      polls[provider]?.heldUntil = executor.now + .seconds(60)
    }
  }

  /// Sets the next question about those that have not ended, by their age.
  private func again(_ asked: [TrackedMessage], _ provider: String, known: Set<MessageID>) {
    guard let plan = desk.providers[provider]?.polling else { return }
    let wall = executor.wallClock
    let open = asked.filter { !known.contains($0.id) }
    let groups = Dictionary(grouping: open) { plan.pause(atAge: wall - $0.sentAt) }
    for (pause, group) in groups {
      gate.submit([.pollAgain(group.map(\.id), at: wall + pause)]) { _ in }
      look(at: provider, after: pause + .milliseconds(5))
    }
  }

  private func settle(_ reports: [StatusReport]) {
    let wall = executor.wallClock
    let until = lease() ? wall + .seconds(60) : nil
    gate.submit([.settle(reports, at: wall, lease: until)]) { answers in
      self.executor.post {
        self.assumeIsolated { tracker in
          // A store that fails now is asked again by the next poll: the provider still knows.
          if case .success(let answers) = answers, let answer = answers.first { tracker.onReceipts(answer) }
        }
      }
    }
  }
}

extension PollingPlan {
  /// The pause before the next question about a message that was handed over so long ago.
  package func pause(atAge age: Duration) -> Duration {
    var asked = Duration.zero
    for delay in delays {
      asked += delay
      if asked > age { return delay }
    }
    return delays.last ?? .seconds(60)
  }
}
