import Messages
import Pacing
import Providers
import Store
import Telemetry

/// Sends what has been accepted: one lane for each provider and channel, few large calls under load, a lone message at
/// once, an intent on disk before each call and an outcome after it.
package actor Dispatcher {
  package nonisolated let executor: any EngineExecutor
  package nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

  let gate: any StoreGate
  let desk: ProviderDesk
  let admission: LaneAdmission
  let router: @Sendable () -> Router
  let log: Log
  let metrics: DispatchMetrics
  var lanes: [LaneName: Lane] = [:]
  private var callIDs: CallIDs
  private var backlog: Set<LaneQueue> = []
  private var claiming: Set<LaneQueue> = []
  private var alarms: Set<LaneName> = []
  private var draining = false
  private var onSent: @Sendable (_ provider: String, _ firstPoll: Timestamp) -> Void = { _, _ in }
  private var onReceipts: @Sendable (StoreAnswer) -> Void = { _ in }
  private var onUnsettled: @Sendable (OpenCall) -> Void = { _ in }

  package init(
    executor: any EngineExecutor, gate: any StoreGate, desk: ProviderDesk, admission: LaneAdmission,
    router: @escaping @Sendable () -> Router, node: Int, metrics: Metrics, log: Log
  ) {
    self.executor = executor
    self.gate = gate
    self.desk = desk
    self.admission = admission
    self.router = router
    self.log = log
    self.metrics = DispatchMetrics(metrics)
    callIDs = CallIDs(node: node)
  }

  /// Who hears of what the dispatcher brings about.
  package func connect(
    sent: @escaping @Sendable (_ provider: String, _ firstPoll: Timestamp) -> Void,
    receipts: @escaping @Sendable (StoreAnswer) -> Void, unsettled: @escaping @Sendable (OpenCall) -> Void
  ) {
    onSent = sent
    onReceipts = receipts
    onUnsettled = unsettled
  }

  // MARK: Taking in

  /// Messages that are on disk and have a place in memory.
  package func accepted(_ messages: [Message]) {
    var touched: Set<LaneName> = []
    for message in messages {
      guard let name = message.lanes.first else { continue }
      touched.insert(name)
      enqueue(message, in: name)
    }
    for name in touched { pump(name) }
  }

  /// Messages wait in the store.
  package func backlogGrew(_ queues: some Sequence<LaneQueue>) {
    for queue in queues {
      backlog.insert(queue)
      admission.noteBacklog(queue)
      claim(queue)
    }
  }

  /// The messages ended while they waited (a cancel): they are dropped from memory.
  package func withdrawn(_ ids: Set<MessageID>) {
    for name in Array(lanes.keys) {
      guard let removed = lanes[name]?.queue.remove(where: { ids.contains($0.id) }) else { continue }
      for message in removed { admission.leave(LaneQueue(lane: name, account: message.account)) }
    }
  }

  /// Starts no more calls; those under way end by themselves.
  package func drain() { draining = true }

  package var callsUnderWay: Int { lanes.values.reduce(0) { $0 + $1.inFlight.inFlight } }

  // MARK: Lanes

  func withLane<T>(_ name: LaneName, _ body: (inout Lane) -> T) -> T? {
    if lanes[name] == nil {
      guard let offer = desk.providers[name.provider]?.offer(for: name.channel) else { return nil }
      lanes[name] = Lane(name: name, offer: offer)
    }
    guard var lane = lanes[name] else { return nil }
    lanes[name] = nil
    defer { lanes[name] = lane }
    return body(&lane)
  }

  private func enqueue(_ message: Message, in name: LaneName) {
    if withLane(name, { $0.queue.append(message) }) == nil {
      moveOn([message], from: name, notBefore: nil, reason: "provider \(name.provider) does not serve \(name.channel.word)")
    }
  }

  /// Makes as many calls as the lane may make now.
  func pump(_ name: LaneName) {
    while !draining {
      let now = executor.now
      guard let readiness = withLane(name, { $0.readiness(now: now) }) else { return }
      switch readiness {
      case .idle: return refill(name)
      case .wait(let pause): return wake(name, after: pause)
      case .ready: startCall(name, now: now)
      }
    }
  }

  private func wake(_ name: LaneName, after pause: Duration) {
    executor.schedule(after: max(pause, .milliseconds(1))) { self.assumeIsolated { $0.pump(name) } }
  }

  private func startCall(_ name: LaneName, now: Duration) {
    guard let provider = desk.providers[name.provider] else { return }
    let wall = executor.wallClock
    let batch: [Message] = withLane(name) { lane in
      let candidates = lane.queue.take(lane.offer.batch)
      let fits = max(1, min(candidates.count, provider.take(from: candidates[...])))
      lane.queue.putBack(candidates[fits...])
      return Array(candidates[..<fits])
    } ?? []
    for message in batch { admission.leave(LaneQueue(lane: name, account: message.account)) }
    let alive = batch.filter { $0.validUntil > wall }
    if alive.count < batch.count { expire(batch.filter { $0.validUntil <= wall }) }
    guard !alive.isEmpty else { return }
    _ = withLane(name) { $0.callStarted(now: now) }
    let id = callIDs.next(now: wall)
    let note = provider.note(for: alive, call: String(id.rawValue))
    let call = Call(id: id, lane: name, messages: alive.map(\.id), startedAt: wall, note: note)
    gate.submit([.beginCall(call)]) { answers in
      self.executor.post { self.assumeIsolated { $0.intentWritten(call, alive, answers.map(\.first)) } }
    }
    refill(name)
  }

  private func intentWritten(_ call: Call, _ batch: [Message], _ answer: Result<StoreAnswer?, StoreError>) {
    var batch = batch
    switch answer {
    case .success(.refused(let gone)?):
      let gone = Set(gone)
      batch.removeAll { gone.contains($0.id) }
    case .success: break
    case .failure(let error):
      log.error("intent-not-written", ["lane": call.lane.description, "error": "\(error)"])
      return intentFailed(call, batch)
    }
    guard !batch.isEmpty else {
      _ = withLane(call.lane) { $0.callEnded(.carryOn, now: executor.now) }
      return pump(call.lane)
    }
    perform(call, batch)
  }

  /// The store cannot note the call: nothing was sent; the messages wait in memory until it can.
  private func intentFailed(_ call: Call, _ batch: [Message]) {
    let now = executor.now
    _ = withLane(call.lane) { lane in
      lane.queue.putBack(batch)
      lane.callEnded(.hold(.seconds(1), reason: "the store is not writable"), now: now)
    }
    for message in batch { _ = admission.enter(LaneQueue(lane: call.lane, account: message.account)) }
    pump(call.lane)
  }

  private func perform(_ call: Call, _ batch: [Message]) {
    let started = executor.now
    let gate = gate
    metrics.calls(call.lane.provider).add()
    desk.assumeIsolated { desk in
      desk.run(
        call.lane.provider,
        journal: { note, then in
          gate.submit([.noteCall(call.id, note: note)]) { answers in
            if case .success = answers { then(true) } else { then(false) }
          }
        },
        make: { provider, context in provider.send(batch, note: call.note, context: context) },
        done: { answer in self.assumeIsolated { $0.answered(call, batch, answer, started: started) } })
    }
  }

  private func answered(
    _ call: Call, _ batch: [Message], _ answer: ProviderDesk.Answer<SendReport>, started: Duration
  ) {
    let now = executor.now
    metrics.duration(call.lane.provider).record(now - started)
    let report: SendReport
    switch answer {
    case .answered(let answered): report = answered
    case .notCalled(let reason):
      report = SendReport(all: batch, .retryLater(reason: reason), lane: .hold(.seconds(5), reason: reason))
    case .endless: report = SendReport(all: batch, .unknown(reason: "the provider's answers made no sense"))
    }
    if report.lane == .renewCredential {
      desk.assumeIsolated { $0.forgetCredential(of: call.lane.provider) }
    }
    note(report.lane, of: call.lane)
    let failed = report.lane == .carryOn && !report.outcomes.isEmpty && report.outcomes.values.allSatisfy(\.isFailure)
    _ = withLane(call.lane) { lane in
      if failed { lane.callFailed(now: now) } else { lane.callEnded(report.lane, now: now) }
    }
    writeOutcomes(call, batch, report)
    pump(call.lane)
  }

  // MARK: Outcomes

  private func writeOutcomes(_ call: Call, _ batch: [Message], _ report: SendReport) {
    let wall = executor.wallClock
    let plan = desk.providers[call.lane.provider]?.polling
    let firstPoll = wall + (plan?.delays.first ?? .seconds(5))
    var unknown: [Message] = []
    var requeued: Set<LaneQueue> = []
    var tally: [String: Int] = [:]
    let outcomes = batch.map { message in
      let outcome = report.outcomes[message.id] ?? .unknown(reason: "the provider's answer does not name it")
      tally[outcome.word, default: 0] += 1
      switch outcome {
      case .accepted: return CallOutcome(message: message.id, outcome: outcome, next: firstPoll)
      case .refused: return CallOutcome(message: message.id, outcome: outcome)
      case .unknown:
        unknown.append(message)
        return CallOutcome(message: message.id, outcome: outcome)
      case .retryLater:
        let (lane, after) = nextLane(for: message, after: call.lane, advice: report.lane)
        requeued.insert(LaneQueue(lane: lane, account: message.account))
        return CallOutcome(message: message.id, outcome: outcome, next: after.map { wall + $0 }, lane: lane)
      }
    }
    metrics.outcomes(tally, call.lane.provider)
    for queue in requeued { admission.noteBacklog(queue) }
    let waiting = requeued
    let open = unknown.isEmpty ? nil : OpenCall(call: call, messages: unknown)
    let wasSent = outcomes.contains { if case .accepted = $0.outcome { true } else { false } }
    store(.outcomes(call.id, outcomes, at: wall, lease: nil)) { dispatcher, answer in
      if wasSent { dispatcher.onSent(call.lane.provider, firstPoll) }
      dispatcher.onReceipts(answer)
      if let open { dispatcher.onUnsettled(open) }
      dispatcher.claimLater(waiting, after: outcomes.compactMap(\.next).min().map { $0 - dispatcher.executor.wallClock })
    }
  }

  /// Which lane gets a message next that certainly was not sent, and after what pause.
  private func nextLane(for message: Message, after lane: LaneName, advice: LaneAdvice) -> (LaneName, Duration?) {
    let place = message.lanes.firstIndex(of: lane) ?? 0
    let following = place + 1 < message.lanes.count ? message.lanes[place + 1] : nil
    switch advice {
    case .carryOn, .stop:
      // Nobody there, or it will not have us: the next provider gets it at once.
      if let following { return (following, nil) }
      let first = message.lanes.first ?? lane
      return (advice == .carryOn ? first : lane, .seconds(1))
    case .slowDown(let pause), .hold(let pause, _): return (lane, pause)
    case .renewCredential: return (lane, nil)
    }
  }

  private func claimLater(_ queues: Set<LaneQueue>, after pause: Duration?) {
    guard !queues.isEmpty else { return }
    executor.schedule(after: max(pause ?? .zero, .zero) + .milliseconds(1)) {
      self.assumeIsolated { $0.backlogGrew(queues) }
    }
  }

  /// Messages in memory whose lane cannot have them go to the next lane of their route.
  func moveOn(_ messages: [Message], from lane: LaneName, notBefore: Timestamp?, reason: String) {
    let moves = Dictionary(grouping: messages) { message -> LaneName in
      let place = message.lanes.firstIndex(of: lane) ?? 0
      return message.lanes[(place + 1) % max(1, message.lanes.count)]
    }
    for (target, group) in moves {
      for message in group { admission.leave(LaneQueue(lane: lane, account: message.account)) }
      let queues = Set(group.map { LaneQueue(lane: target, account: $0.account) })
      store(.release(group.map(\.id), to: target, notBefore: notBefore, reason: reason)) { dispatcher, _ in
        dispatcher.claimLater(queues, after: notBefore.map { $0 - dispatcher.executor.wallClock })
      }
    }
  }

  private func expire(_ messages: [Message]) {
    let now = executor.wallClock
    let reports = messages.map { StatusReport(id: $0.id, state: .expired, at: now, raw: "validity") }
    store(.settle(reports, at: now, lease: nil)) { dispatcher, answer in dispatcher.onReceipts(answer) }
  }

  /// Commits one change and goes on with its answer; a store that fails is tried again, since what it shall note has
  /// happened already.
  func store(_ change: StoreChange, then: @escaping @Sendable (isolated Dispatcher, StoreAnswer) -> Void) {
    gate.submit([change]) { answers in
      self.executor.post {
        self.assumeIsolated { dispatcher in
          switch answers.map({ $0.first ?? .done }) {
          case .success(let answer): then(dispatcher, answer)
          case .failure(let error):
            dispatcher.log.error("outcome-not-written", ["error": "\(error)"])
            dispatcher.executor.schedule(after: .seconds(1)) {
              self.assumeIsolated { $0.store(change, then: then) }
            }
          }
        }
      }
    }
  }

  // MARK: The store's queue

  private func refill(_ name: LaneName) {
    for queue in backlog where queue.lane == name { claim(queue) }
  }

  private func claim(_ queue: LaneQueue) {
    guard !draining, !claiming.contains(queue) else { return }
    let room = admission.roomToClaim(queue, atMost: 2_000)
    guard room > 0 else { return }
    claiming.insert(queue)
    gate.submit([.claim(queue.lane, account: queue.account, limit: room)]) { answers in
      self.executor.post { self.assumeIsolated { $0.claimed(queue, asked: room, answers.map(\.first)) } }
    }
  }

  private func claimed(_ queue: LaneQueue, asked: Int, _ answer: Result<StoreAnswer?, StoreError>) {
    claiming.remove(queue)
    guard case .success(.messages(let messages)?) = answer else {
      admission.claimed(queue, asked: asked, got: 0)
      return claimLater([queue], after: .seconds(1))
    }
    admission.claimed(queue, asked: asked, got: messages.count)
    if messages.count < asked { backlog.remove(queue) }
    for message in messages { enqueue(message, in: queue.lane) }
    pump(queue.lane)
  }

  // MARK: Holding

  /// Once a second: messages held for too long go to the next provider of their route.
  package func tick() {
    let now = executor.now
    for name in Array(lanes.keys) {
      guard let since = lanes[name]?.heldSince else { continue }
      let router = router()
      let late = withLane(name) { lane in
        lane.queue.remove { message in
          guard message.lanes.count > 1 else { return false }
          return now - since >= router.rule(for: message)?.failoverAfter ?? .seconds(30)
        }
      }
      if let late, !late.isEmpty {
        moveOn(late, from: name, notBefore: nil, reason: "held too long by \(name.provider)")
      }
      pump(name)
    }
  }

  /// An operator has mended what stopped the lanes of a provider.
  package func resume(provider: String) {
    for name in lanes.keys where name.provider == provider {
      _ = withLane(name) { $0.resume() }
      pump(name)
    }
  }

  /// An operator stops the lanes of a provider; messages stay.
  package func stop(provider: String, reason: String) {
    let now = executor.now
    for name in lanes.keys where name.provider == provider { _ = withLane(name) { $0.stop(now: now, reason: reason) } }
  }

  private func note(_ advice: LaneAdvice, of lane: LaneName) {
    switch advice {
    case .stop(let reason), .hold(_, let reason):
      if alarms.insert(lane).inserted {
        log.error("lane-held", ["lane": lane.description, "reason": reason])
        metrics.held(lane.provider).set(1)
      }
    case .carryOn, .slowDown, .renewCredential:
      if alarms.remove(lane) != nil {
        log.info("lane-resumed", ["lane": lane.description])
        metrics.held(lane.provider).set(0)
      }
    }
  }
}

extension SendOutcome {
  /// Whether the call as a whole reached nobody or was not answered.
  var isFailure: Bool {
    switch self {
    case .accepted, .refused: false
    case .retryLater, .unknown: true
    }
  }

  /// The word it is counted under.
  var word: String {
    switch self {
    case .accepted: "accepted"
    case .refused: "refused"
    case .retryLater: "retry"
    case .unknown: "ambiguous"
    }
  }
}
