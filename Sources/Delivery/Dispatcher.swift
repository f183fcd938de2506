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

  let pollClock: PollClock
  let gate: any StoreGate
  let desk: ProviderDesk
  let admission: LaneAdmission
  let cascade: Cascade
  let router: @Sendable () -> Router
  let terms: DeliveryTerms
  let company: NodeCompany?
  let log: Log
  let metrics: ProviderMeters
  let ended: EndedCounters
  package internal(set) var lanes: [LaneName: Lane] = [:]
  package let startedAt: Timestamp
  /// What kept messages from being taken since ``startedAt``, by provider.
  package internal(set) var troubles: [String: ProviderTroubles] = [:]
  var callIDs: CallIDs
  /// Queues that have messages in the store, as far as we know: accounts by lane.
  var backlog: [LaneName: Set<String>] = [:]
  var claiming: Set<LaneQueue> = []
  /// Queues that grew while a claim of theirs was under way.
  var grewMeanwhile: Set<LaneQueue> = []
  /// What replaced the note of a call's intent, while the call is under way.
  var journaled: [CallID: String] = [:]
  var alarms: Set<LaneName> = []
  var unserved: Set<LaneName> = []
  /// What an operator holds, by hand or by a setting.
  package internal(set) var heldProviders: Set<String> = []
  var routeHolds = RouteHolds()
  var isDraining = false
  private var unwritten = 0
  private(set) var onSent: OnSent = { _, _, _ in }
  private(set) var keepsPolls: KeepsPolls = { _, _, _ in false }
  private(set) var onReceipts: @Sendable (StoreAnswer) -> Void = { _ in }
  private(set) var onUnsettled: @Sendable (OpenCall) -> Void = { _ in }

  /// - Parameter callFloor: the highest number of the calls that an earlier run left open.
  init(
    executor: any EngineExecutor, pollClock: PollClock, gate: any StoreGate, desk: ProviderDesk,
    admission: LaneAdmission,
    cascade: Cascade, router: @escaping @Sendable () -> Router, terms: DeliveryTerms = DeliveryTerms(), node: Int,
    company: NodeCompany? = nil, callFloor: CallID? = nil, metrics: Metrics, log: Log
  ) {
    self.executor = executor
    self.pollClock = pollClock
    startedAt = executor.wallClock
    self.gate = gate
    self.desk = desk
    self.admission = admission
    self.cascade = cascade
    self.router = router
    self.terms = terms
    self.company = company
    self.log = log
    ended = EndedCounters(metrics)
    self.metrics = ProviderMeters(metrics, providers: desk.providers.keys)
    callIDs = CallIDs(node: node, floor: callFloor)
  }

  /// Hears that messages went out, when they are asked about first, and which of them it must remember by itself.
  package typealias OnSent = @Sendable (_ provider: String, _ firstPoll: Timestamp, _ kept: [TrackedMessage]) -> Void
  /// Whether so many messages that went out are remembered by who asks about them.
  package typealias KeepsPolls = @Sendable (_ provider: String, _ count: Int, _ firstPoll: Timestamp) -> Bool

  /// Who hears of what the dispatcher brings about.
  package func connect(
    sent: @escaping OnSent, keepsPolls: @escaping KeepsPolls,
    receipts: @escaping @Sendable (StoreAnswer) -> Void, unsettled: @escaping @Sendable (OpenCall) -> Void
  ) {
    onSent = sent
    self.keepsPolls = keepsPolls
    onReceipts = receipts
    onUnsettled = unsettled
  }

  // MARK: Taking in

  /// Messages that are on disk and have a place in memory.
  package func accepted(_ messages: [Message]) {
    var touched: Set<LaneName> = []
    var start = 0
    while start < messages.count {
      let lane = messages[start].lanes.first
      let end = messages[start...].firstIndex { $0.lanes.first != lane } ?? messages.count
      if let lane {
        enqueue(messages[start..<end], in: lane)
        touched.insert(lane)
      }
      start = end
    }
    for name in touched { pump(name) }
  }

  /// The messages are not to be sent from memory any more (they were cancelled or replaced): they are dropped there.
  /// Answers those that were, by lane.
  @discardableResult
  package func withdrawn(_ ids: Set<MessageID>) -> [LaneName: [Message]] {
    var dropped: [LaneName: [Message]] = [:]
    for name in Array(lanes.keys) {
      guard let removed = withLane(name, { $0.queue.remove { ids.contains($0.id) } }), !removed.isEmpty else {
        continue
      }
      leave(removed, name)
      dropped[name] = removed
      pump(name)
    }
    return dropped
  }

  /// What ``withdrawn(_:)`` took out is to be sent after all.
  package func putBack(_ messages: [LaneName: [Message]]) {
    for (name, messages) in messages {
      for message in messages { admission.reenter(LaneQueue(lane: name, account: message.account), 1) }
      enqueue(messages[...], in: name)
      pump(name)
    }
  }

  /// Starts no more calls; those under way end by themselves.
  package func drain() { isDraining = true }

  /// Calls that are not over, and results that are not on disk.
  package var workUnderWay: Int { lanes.values.reduce(unwritten) { $0 + $1.inFlight.inFlight } }

  /// Messages that wait in memory.
  package var waiting: Int { lanes.values.reduce(0) { $0 + $1.queue.count } }

  // MARK: Lanes

  func withLane<T>(_ name: LaneName, _ body: (inout Lane) -> T) -> T? {
    guard var lane = lanes.removeValue(forKey: name) ?? newLane(name) else { return nil }
    defer { lanes[name] = lane }
    return body(&lane)
  }

  private func newLane(_ name: LaneName) -> Lane? {
    guard let offer = desk.providers[name.provider]?.offer(for: name.channel) else { return nil }
    var lane = Lane(name: name, offer: offer, terms: terms, provider: desk.terms(of: name.provider))
    if heldProviders.contains(name.provider) { lane.holdByOperator(now: executor.now) }
    return lane
  }

  /// Puts messages, whose places are taken, into the lane's queue, or sends them on where it cannot have them.
  func enqueue(_ messages: ArraySlice<Message>, in name: LaneName) {
    let now = executor.now
    guard isServed(name), let impediment = withLane(name, { $0.impediment(now: now) }) else {
      return leaveUnserved(messages, name)
    }
    unserved.remove(name)
    var here = messages
    if impediment == .passOn {
      let elsewhere = messages.filter { otherLane(for: $0, than: name) != nil }
      if !elsewhere.isEmpty {
        moveOn(elsewhere, from: name, reason: "\(name.provider) cannot have it now")
        here = messages.filter { otherLane(for: $0, than: name) == nil }[...]
      }
    }
    _ = withLane(name) { lane in
      for message in here { lane.queue.append(message.over(name.channel)) }
    }
  }

  /// Makes as many calls as the lane may make now.
  func pump(_ name: LaneName) {
    guard isServed(name) else {
      leaveUnserved(name)
      return refill(name)
    }
    while !isDraining {
      let now = executor.now
      guard let readiness = withLane(name, { $0.readiness(now: now) }) else { return refill(name) }
      switch readiness {
      case .idle: return refill(name)
      case .wait(let pause):
        wake(name, at: now + pause)
        return refill(name)
      case .ready: guard startCall(name, now: now) else { return }
      }
    }
  }

  private func wake(_ name: LaneName, at moment: Duration) {
    let now = executor.now
    let moment = max(moment, now + .milliseconds(1))
    if let planned = lanes[name]?.wakeAt, planned > now, planned <= moment { return }
    lanes[name]?.wakeAt = moment
    executor.schedule(after: moment - now) {
      self.assumeIsolated { dispatcher in
        if dispatcher.lanes[name]?.wakeAt == moment { dispatcher.lanes[name]?.wakeAt = nil }
        dispatcher.pump(name)
      }
    }
  }

  /// Gives back the places of messages that have left the lane's queue.
  func leave(_ messages: some Sequence<Message>, _ name: LaneName) {
    var counts: [String: Int] = [:]
    for message in messages { counts[message.account, default: 0] += 1 }
    for (account, count) in counts { admission.leave(LaneQueue(lane: name, account: account), count) }
  }

  // MARK: The store

  /// Commits a change, and others with it, and goes on with its answer; a store that fails is tried again, since what it
  /// shall note has happened already.
  func store(
    _ change: StoreChange, and others: [StoreChange] = [],
    then: @escaping @Sendable (isolated Dispatcher, StoreAnswer) -> Void
  ) {
    unwritten += 1
    submit([change] + others, then)
  }

  private func submit(
    _ changes: [StoreChange], _ then: @escaping @Sendable (isolated Dispatcher, StoreAnswer) -> Void
  ) {
    gate.submit(changes) { answers in
      self.executor.post { self.assumeIsolated { $0.written(changes, answers.map { $0.first ?? .done }, then) } }
    }
  }

  private func written(
    _ changes: [StoreChange], _ answer: Result<StoreAnswer, StoreError>,
    _ then: @escaping @Sendable (isolated Dispatcher, StoreAnswer) -> Void
  ) {
    switch answer {
    case .success(let answer):
      unwritten -= 1
      then(self, answer)
    case .failure(let error):
      log.error("outcome-not-written", ["error": "\(error)"])
      executor.schedule(after: .seconds(1)) { self.assumeIsolated { $0.submit(changes, then) } }
    }
  }
}
