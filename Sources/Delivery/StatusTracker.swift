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

  private let pollClock: PollClock
  private let gate: any StoreGate
  private let desk: ProviderDesk
  private let cascade: Cascade
  private let log: Log
  private let ended: EndedCounters
  /// How many other nodes ask the same providers.
  private let others: @Sendable () -> Int
  /// How soon we look again when nothing was due.
  private let idleLook: Duration
  private var questions: [String: Counter]
  private let metrics: Metrics
  private var polls: [String: PollLine] = [:]
  /// What went out a moment ago, by provider.
  private var fresh: [String: FreshPolls] = [:]
  /// Providers of which memory had its turn, so that what is due in the store is next.
  private var storesTurn: Set<String> = []
  private var isDraining = false
  private var unwritten = 0
  private var onReceipts: @Sendable (StoreAnswer) -> Void = { _ in }
  private var lease: @Sendable () -> Bool = { false }

  /// How long a claimed message is kept from being asked about again when no answer comes.
  private static let patience = pollLease

  init(
    executor: any EngineExecutor, pollClock: PollClock, gate: any StoreGate, desk: ProviderDesk, cascade: Cascade,
    idleLook: Duration = DeliveryTerms().idlePoll, others: @escaping @Sendable () -> Int = { 0 }, metrics: Metrics,
    log: Log
  ) {
    ended = EndedCounters(metrics)
    self.idleLook = idleLook
    self.others = others
    self.executor = executor
    self.pollClock = pollClock
    self.gate = gate
    self.desk = desk
    self.cascade = cascade
    self.log = log
    self.metrics = metrics
    let counters = desk.providers.keys.map { name in
      (name, Self.counter(metrics, name))
    }
    questions = Dictionary(counters, uniquingKeysWith: { first, _ in first })
  }

  /// - Parameter lease: whether receipts should be handed straight to the outbox rather than wait in the store.
  package func connect(receipts: @escaping @Sendable (StoreAnswer) -> Void, lease: @escaping @Sendable () -> Bool) {
    onReceipts = receipts
    self.lease = lease
  }

  /// Begins to ask every provider; what was left from before is asked about first.
  package func start() {
    for name in desk.providers.keys { expect(name, after: .milliseconds(50)) }
  }

  /// Another adapter is in force: what waits is asked about by its plan.
  package func renewed(_ provider: String) {
    if questions[provider] == nil { questions[provider] = Self.counter(metrics, provider) }
    guard let plan = desk.providers[provider]?.polling else { return }
    _ = withLine(provider) { $0.follow(plan) }
    expect(provider, after: .milliseconds(50))
  }

  private static func counter(_ metrics: Metrics, _ provider: String) -> Counter {
    metrics.counter(
      "passerelle_status_questions_total", "Status questions put to a provider.", [("provider", provider)])
  }

  package func drain() { isDraining = true }

  /// Whether so many messages that are about to go out, and due then, need not be claimed but are handed over with
  /// ``expect(_:at:_:)``.
  package func keeps(_ count: Int, of provider: String, due: Timestamp) -> Bool {
    fresh[provider, default: FreshPolls()].takes(count, due: due, now: pollClock.now)
  }

  /// Messages of the provider are due at that moment: those in the store, and these.
  package func expect(_ provider: String, at due: Timestamp, _ kept: [TrackedMessage] = []) {
    if !kept.isEmpty { fresh[provider, default: FreshPolls()].append(kept, due: due) }
    expect(provider, after: max(.zero, due - pollClock.now) + .milliseconds(5))
  }

  /// A provider reports by itself: what it says of messages that we hold.
  package func reported(_ reports: [StatusReport]) {
    guard !reports.isEmpty else { return }
    for report in reports where report.state.isFinal {
      for provider in fresh.keys { fresh[provider]?.remove(report.id) }
    }
    settle(reports)
  }

  /// Asks about these as soon as the provider's limits allow.
  package func look(_ messages: [TrackedMessage], provider: String) {
    guard !messages.isEmpty, withLine(provider, { $0.hasRoomForHints }) ?? false else { return }
    for message in messages { fresh[provider]?.remove(message.id) }
    enqueue(messages, of: provider, budget: .max)
    step(provider)
  }

  /// When somebody else may put a question about many to the provider, by the rhythm that it allows: the slot is theirs.
  package func reserveMany(_ provider: String) -> Duration {
    let now = executor.now
    return max(.zero, (withLine(provider) { $0.reserveMany(now: now) } ?? now) - now)
  }

  // MARK: Rhythm

  private func withLine<T>(_ provider: String, _ body: (inout PollLine) -> T) -> T? {
    guard var line = polls.removeValue(forKey: provider) ?? desk.providers[provider].map({ PollLine(plan: $0.polling) })
    else { return nil }
    defer { polls[provider] = line }
    line.share(among: 1 + others())
    return body(&line)
  }

  private func expect(_ provider: String, after pause: Duration) {
    let at = executor.now + pause
    _ = withLine(provider) { $0.expect(at: at) }
    wake(provider)
  }

  private func wake(_ provider: String) {
    let now = executor.now
    guard !isDraining, let moment = withLine(provider, { $0.nextWake(now: now) }) ?? nil else { return }
    executor.schedule(after: max(.zero, moment - now)) {
      self.assumeIsolated { tracker in
        _ = tracker.withLine(provider) { $0.woke(at: moment) }
        tracker.step(provider)
      }
    }
  }

  /// Puts the questions that may be put now, and claims more when none is left.
  private func step(_ provider: String) {
    guard !isDraining else { return }
    let now = executor.now
    while let question = withLine(provider, { $0.nextQuestion(now: now) }) ?? nil { ask(provider, question) }
    if let limit = withLine(provider, { $0.nextClaim(now: now) }) ?? nil { claim(provider, limit) }
    wake(provider)
  }

  /// Takes what is due out of memory, and in turn with that out of the store.
  private func claim(_ provider: String, _ limit: Int) {
    let now = pollClock.now
    let kept = storesTurn.remove(provider) == nil ? fresh[provider]?.take(limit, now: now) ?? [] : []
    guard kept.isEmpty else {
      storesTurn.insert(provider)
      _ = withLine(provider) { $0.claimEnded() }
      return took(kept, of: provider, pause: .zero)
    }
    let change = StoreChange.claimPolls(provider: provider, now: now, limit: limit, until: now + Self.patience)
    gate.submit([change]) { answers in
      self.executor.post { self.assumeIsolated { $0.claimed(provider, limit, answers.map(\.first)) } }
    }
  }

  private func claimed(_ provider: String, _ limit: Int, _ answer: Result<StoreAnswer?, StoreError>) {
    _ = withLine(provider) { $0.claimEnded() }
    guard case .success(.tracked(let messages)?) = answer else { return expect(provider, after: .seconds(1)) }
    took(
      messages, of: provider, pause: messages.isEmpty ? idleLook : messages.count == limit ? .zero : .milliseconds(200))
  }

  /// These are due. - Parameter pause: after which there may be more.
  private func took(_ messages: [TrackedMessage], of provider: String, pause: Duration) {
    let now = executor.now
    if let opening = withLine(provider, { $0.isCrowd(messages.count) ? $0.crowdOpening(now: now) : nil }) ?? nil {
      return wait(for: opening, with: messages, of: provider)
    }
    _ = withLine(provider) { $0.expect(at: now + pause) }
    if !messages.isEmpty {
      let budget = withLine(provider) { $0.budget } ?? 1
      enqueue(messages, of: provider, budget: budget)
    }
    step(provider)
  }

  /// So many are due that they wait until the provider may be asked about all at once.
  private func wait(for opening: Duration, with messages: [TrackedMessage], of provider: String) {
    let pause = opening - executor.now
    gate.submit([.pollAgain(messages.map(\.id), at: pollClock.now + pause)]) { _ in }
    _ = withLine(provider) { $0.expect(at: opening) }
    step(provider)
  }

  // MARK: Questions

  /// What went with one call stands together, as a provider tells about a call in one answer.
  private static func standTogether(_ a: TrackedMessage, _ b: TrackedMessage) -> Bool {
    let (one, other) = (a.reference, b.reference)
    if a.lane.channel != b.lane.channel { return a.lane.channel.rawValue < b.lane.channel.rawValue }
    if one.batch != other.batch { return (one.batch ?? "") < (other.batch ?? "") }
    return a.id < b.id
  }

  /// Cuts what is due into questions; what goes beyond the budget is due again.
  private func enqueue(_ messages: [TrackedMessage], of provider: String, budget: Int) {
    guard let adapter = desk.providers[provider] else { return }
    let messages = messages.sorted(by: Self.standTogether)
    let end = executor.now + Self.patience
    let references = messages.map {
      TrackedReference(id: $0.id, channel: $0.lane.channel, reference: $0.reference, recipient: $0.recipient)
    }
    var start = 0
    var asked = 0
    while start < references.count, asked < budget {
      let left = references[start...]
      let count = max(1, min(left.count, adapter.takeForStatus(from: left)))
      let question = PollLine.Question(
        messages: Array(messages[start..<start + count]), references: Array(left.prefix(count)), until: end)
      _ = withLine(provider) { $0.append(question) }
      start += count
      asked += 1
    }
    _ = withLine(provider) { $0.adaptClaims(kept: start, of: messages.count) }
    guard start < messages.count else { return }
    gate.submit([.pollAgain(messages[start...].map(\.id), at: pollClock.now)]) { _ in }
  }

  private func ask(_ provider: String, _ question: PollLine.Question) {
    desk.assumeIsolated { desk in
      desk.run(
        provider, make: { $0.status(of: question.references, context: $1) },
        done: { answer in self.assumeIsolated { $0.answered(provider, question.messages, answer) } })
    }
  }

  private func answered(
    _ provider: String, _ asked: [TrackedMessage], _ answer: ProviderDesk.Answer<StatusAnswer>
  ) {
    questions[provider]?.add()
    _ = withLine(provider) { $0.questionEnded() }
    if case .answered(let status) = answer {
      take(status.lane, provider)
      if !status.reports.isEmpty {
        let lanes = Dictionary(asked.map { ($0.id, $0.lane) }, uniquingKeysWith: { first, _ in first })
        settle(status.reports.map { $0.about(lanes[$0.id]) })
      }
      again(asked, provider, known: Set(status.reports.lazy.filter { $0.state.isFinal }.map(\.id)))
    } else {
      again(asked, provider, known: [])
    }
    step(provider)
  }

  private func take(_ advice: LaneAdvice, _ provider: String) {
    let now = executor.now
    switch advice {
    case .carryOn: break
    case .renewCredential:
      desk.assumeIsolated { $0.forgetCredential(of: provider) }
      _ = withLine(provider) { $0.hold(until: now + .seconds(1)) }
    case .noMoney: break
    case .slowDown(let pause), .hold(let pause, _): _ = withLine(provider) { $0.hold(until: now + pause) }
    case .stop(let reason):
      log.error("status-refused", ["provider": provider, "reason": reason])
      _ = withLine(provider) { $0.hold(until: now + .seconds(60)) }
    }
  }

  /// Sets the next question about those that have not ended, by their age.
  private func again(_ asked: [TrackedMessage], _ provider: String, known: Set<MessageID>) {
    guard let plan = desk.providers[provider]?.polling else { return }
    let wall = executor.wallClock
    var groups: [Duration: [MessageID]] = [:]
    for message in asked where !known.contains(message.id) {
      groups[plan.pause(atAge: wall - message.sentAt), default: []].append(message.id)
    }
    guard !groups.isEmpty else { return }
    let now = pollClock.now
    gate.submit(groups.map { .pollAgain($0.value, at: now + $0.key) }) { _ in }
    for pause in groups.keys { expect(provider, after: pause + .milliseconds(5)) }
  }

  private func settle(_ reports: [StatusReport]) {
    cascade.assumeIsolated { cascade in
      cascade.sort(reports) { ends in self.assumeIsolated { $0.settleSorted(ends) } }
    }
  }

  private func settleSorted(_ reports: [StatusReport]) {
    guard !reports.isEmpty else { return }
    for report in reports where report.state.isFinal { ended.count(report.state) }
    write(reports)
  }

  private func write(_ reports: [StatusReport]) {
    let wall = executor.wallClock
    let until = lease() ? wall + ReceiptOutbox.lease : nil
    gate.submit([.settle(reports, at: wall, lease: until)]) { answers in
      self.executor.post { self.assumeIsolated { $0.written(reports, answers.map(\.first)) } }
    }
  }

  /// A store that fails is tried again. Past the limit the reports are let go: the messages are due again when the claim on
  /// them is over, and the provider still knows.
  private func written(_ reports: [StatusReport], _ answer: Result<StoreAnswer?, StoreError>) {
    if case .success(let answer) = answer {
      if let answer { onReceipts(answer) }
      return
    }
    guard !isDraining, unwritten + reports.count <= Self.unwrittenLimit else { return }
    unwritten += reports.count
    executor.schedule(after: .seconds(1)) {
      self.assumeIsolated { tracker in
        tracker.unwritten -= reports.count
        tracker.write(reports)
      }
    }
  }

  /// Reports that wait for a store that fails, at most.
  private static let unwrittenLimit = 20_000
}

extension StatusReport {
  /// The same about a lane.
  fileprivate func about(_ lane: LaneName?) -> StatusReport {
    var report = self
    report.lane = lane
    return report
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
