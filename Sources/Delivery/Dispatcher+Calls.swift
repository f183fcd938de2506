import Messages
import Pacing
import Providers
import Store
import Telemetry

/// One call: the batch, its intent, the request, what came of it.
extension Dispatcher {
  /// The lane said that it is ready. Takes at least one message out of its queue; false when it has no provider.
  func startCall(_ name: LaneName, now: Duration) -> Bool {
    guard let provider = desk.providers[name.provider] else { return false }
    let wall = executor.wallClock
    let (batch, dead, held) = takeBatch(name, of: provider, wall)
    if !dead.isEmpty { expire(dead, in: name) }
    if !held.isEmpty { holdBack(held, in: name, wall) }
    guard !batch.isEmpty else { return true }
    leave(batch, name)
    _ = withLane(name) { $0.callStarted(now: now) }
    let id = callIDs.next(now: wall)
    let note = provider.note(for: batch, call: String(id.rawValue))
    let call = Call(id: id, lane: name, messages: batch.map(\.id), startedAt: wall, note: note)
    let tenure = company?.tenure()
    gate.submit([.beginCall(call)]) { answers in
      self.executor.post { self.assumeIsolated { $0.intentWritten(call, tenure, batch, answers.map(\.first)) } }
    }
    return true
  }

  /// What goes into the next call, what is too late for any, and what its route keeps back.
  private func takeBatch(
    _ name: LaneName, of provider: any Provider, _ wall: Timestamp
  ) -> (batch: [Message], dead: [Message], held: [Message]) {
    let router = router()
    return withLane(name) { lane in
      var alive = lane.queue.take(max(1, lane.offer.batch))
      let dead = alive.filter { $0.validUntil <= wall }
      if !dead.isEmpty { alive.removeAll { $0.validUntil <= wall } }
      let held = router.holdsAny ? alive.filter { router.rule(for: $0)?.isHeld ?? false } : []
      if !held.isEmpty {
        let ids = Set(held.lazy.map(\.id))
        alive.removeAll { ids.contains($0.id) }
      }
      guard !alive.isEmpty else { return ([], dead, held) }
      let (order, fits) = Self.fill(alive, of: provider)
      lane.queue.putBack(order[fits...])
      return (fits == order.count ? order : Array(order[..<fits]), dead, held)
    } ?? ([], [], [])
  }

  /// The order in which the most of the waiting messages go into one call, and how many. Where a provider takes one sender
  /// a call, those of the first one's are put together; their order among themselves stays.
  private static func fill(_ waiting: [Message], of provider: any Provider) -> (order: [Message], fits: Int) {
    let fits = max(1, min(waiting.count, provider.take(from: waiting[...])))
    guard fits < waiting.count else { return (waiting, fits) }
    let sender = waiting[0].sender
    let alike = waiting.filter { $0.sender == sender }
    guard alike.count > fits else { return (waiting, fits) }
    let grouped = alike + waiting.filter { $0.sender != sender }
    let more = min(grouped.count, provider.take(from: grouped[...]))
    return more > fits ? (grouped, more) : (waiting, fits)
  }

  private func expire(_ messages: [Message], in name: LaneName) {
    leave(messages, name)
    let now = executor.wallClock
    let reports = messages.map { StatusReport(id: $0.id, state: .expired, at: now, raw: "validity") }
    store(.settle(reports, at: now, lease: nil)) { dispatcher, answer in dispatcher.onReceipts(answer) }
  }

  private func intentWritten(
    _ call: Call, _ tenure: Int?, _ batch: [Message], _ answer: Result<StoreAnswer?, StoreError>
  ) {
    var batch = batch
    switch answer {
    case .success(.refused(let gone)?) where !gone.isEmpty:
      let gone = Set(gone)
      // What was replaced meanwhile waits in the store in its new form.
      backlogGrew(
        Set(batch.lazy.filter { gone.contains($0.id) }.map { LaneQueue(lane: call.lane, account: $0.account) }))
      batch.removeAll { gone.contains($0.id) }
    case .success: break
    case .failure(let error):
      log.error("intent-not-written", ["lane": call.lane.description, "error": "\(error)"])
      return intentFailed(call, batch)
    }
    guard batch.isEmpty else { return perform(call, tenure, batch) }
    let now = executor.now
    _ = withLane(call.lane) { $0.callEnded(.abandoned, now: now) }
    pump(call.lane)
  }

  /// The store cannot note the call: nothing was sent; the messages wait in memory until it can.
  private func intentFailed(_ call: Call, _ batch: [Message]) {
    let now = executor.now
    for message in batch { admission.reenter(LaneQueue(lane: call.lane, account: message.account), 1) }
    _ = withLane(call.lane) { lane in
      lane.queue.putBack(batch)
      lane.callEnded(.abandoned, now: now)
      lane.pause(until: now + .seconds(1), reason: "the store is not writable")
    }
    pump(call.lane)
  }

  /// - Parameter tenure: this node's when the intent was handed in: with it ends the right to make requests of the call,
  ///   since another node may settle it then.
  private func perform(_ call: Call, _ tenure: Int?, _ batch: [Message]) {
    let started = executor.now
    let company = company
    metrics[call.lane.provider].calls.add()
    desk.assumeIsolated { desk in
      desk.run(
        call.lane.provider, mayCall: { company.map { $0.tenure() == tenure && tenure != nil } ?? true },
        journal: { note, then in self.journal(call.id, note, then) },
        make: { provider, context in provider.send(batch, note: call.note, context: context) },
        done: { answer in self.assumeIsolated { $0.answered(call, batch, answer, started: started) } })
    }
  }

  /// Makes the new note durable; settling after a lost answer looks for what it names.
  private nonisolated func journal(_ call: CallID, _ note: String, _ then: @escaping @Sendable (Bool) -> Void) {
    gate.submit([.noteCall(call, note: note)]) { answers in
      self.executor.post {
        self.assumeIsolated { dispatcher in
          guard case .success = answers else { return then(false) }
          dispatcher.journaled[call] = note
          then(true)
        }
      }
    }
  }

  private func answered(
    _ call: Call, _ batch: [Message], _ answer: ProviderDesk.Answer<SendReport>, started: Duration
  ) {
    let now = executor.now
    metrics[call.lane.provider].duration.record(now - started)
    let report = report(of: answer, batch)
    let new = troubles[call.lane.provider, default: ProviderTroubles()].add(report, at: executor.wallClock)
    metrics[call.lane.provider].count(new)
    if report.lane == .renewCredential {
      desk.assumeIsolated { $0.forgetCredential(of: call.lane.provider) }
    }
    alarm(report.lane, of: call.lane)
    let failed = report.lane == .carryOn && !report.isPartial && report.outcomes.values.allSatisfy { $0.failure != nil }
    let reason = failed ? report.outcomes.values.lazy.compactMap(\.failure).first ?? "nobody answers" : ""
    _ = withLane(call.lane) { $0.callEnded(failed ? .failed : .answered(report.lane), now: now, reason: reason) }
    var call = call
    if let note = journaled.removeValue(forKey: call.id) { call.note = note }
    writeOutcomes(call, batch, report, took: now - started)
    shed(call.lane)
    pump(call.lane)
  }

  private func report(of answer: ProviderDesk.Answer<SendReport>, _ batch: [Message]) -> SendReport {
    switch answer {
    case .answered(let report): report
    case .notCalled(.denied(let reason)):
      SendReport(all: batch, .retryLater(reason: reason), lane: .stop(reason: reason))
    case .notCalled(.noCredential(let reason)): SendReport(all: batch, .retryLater(reason: reason))
    case .notCalled(.cannotAsk(let reason)):
      SendReport(all: batch, .retryLater(reason: reason), lane: .hold(.seconds(60), reason: reason))
    case .endless: SendReport(all: batch, .unknown(reason: "the provider's answers made no sense"))
    }
  }

  // MARK: Outcomes

  private func writeOutcomes(_ call: Call, _ batch: [Message], _ report: SendReport, took: Duration) {
    let wall = executor.wallClock
    let firstPoll = pollClock.now + (desk.providers[call.lane.provider]?.polling.delays.first ?? .seconds(5))
    // Messages that the tracker remembers are, to the store, claimed by it from the beginning.
    let keeps = keepsPolls(call.lane.provider, batch.count, firstPoll)
    let nextPoll = keeps ? pollClock.now + pollLease : firstPoll
    var kept: [TrackedMessage] = []
    let isPartial = report.isPartial
    var unknown: [Message] = []
    var remembered: [StoreChange] = []
    var requeued: Set<LaneQueue> = []
    var tally = OutcomeTally()
    var outcomes: [CallOutcome] = []
    outcomes.reserveCapacity(batch.count)
    for message in batch {
      let outcome = report.outcomes[message.id] ?? .unknown(reason: "the provider's answer does not name it")
      tally.add(outcome)
      switch outcome {
      case .accepted(let reference):
        outcomes.append(CallOutcome(message: message.id, outcome: outcome, next: nextPoll, took: took))
        if keeps { kept.append(TrackedMessage(message, sentBy: call.lane, as: reference, at: wall)) }
        if let change = cascade.assumeIsolated({ $0.sent(message, by: call.lane, at: wall) }) {
          remembered.append(change)
        }
      case .refused(_, let error) where !message.lanesOfLaterChannels(than: call.lane).isEmpty:
        let later = message.lanesOfLaterChannels(than: call.lane)
        guard let next = later.first(where: { isUsable($0) }) ?? later.first else { break }
        requeued.insert(LaneQueue(lane: next, account: message.account))
        let outcome = SendOutcome.retryLater(reason: "\(call.lane.channel.word) refused: " + error.words)
        outcomes.append(CallOutcome(message: message.id, outcome: outcome, lane: next, took: took))
      case .refused(let state, _):
        ended.count(state)
        outcomes.append(CallOutcome(message: message.id, outcome: outcome, took: took))
      case .unknown:
        unknown.append(message)
        outcomes.append(CallOutcome(message: message.id, outcome: outcome, took: took))
      case .retryLater:
        let (lane, pause) = isPartial ? (call.lane, nil) : nextPlace(for: message, after: call.lane, report.lane)
        // With a pause the message is scheduled, and heard of again when it is due.
        if pause == nil { requeued.insert(LaneQueue(lane: lane, account: message.account)) }
        outcomes.append(
          CallOutcome(message: message.id, outcome: outcome, next: pause.map { wall + $0 }, lane: lane, took: took))
      }
    }
    metrics[call.lane.provider].count(tally)
    let waiting = requeued
    let open = unknown.isEmpty ? nil : OpenCall(call: call, messages: unknown)
    let (wasSent, tracked) = (tally.accepted > 0, kept)
    store(.outcomes(call.id, outcomes, at: wall, lease: nil), and: remembered) { dispatcher, answer in
      if wasSent { dispatcher.onSent(call.lane.provider, firstPoll, tracked) }
      dispatcher.onReceipts(answer)
      if let open { dispatcher.onUnsettled(open) }
      dispatcher.backlogGrew(waiting)
    }
  }

  /// Which lane gets a message next that certainly was not sent, and after what pause.
  private func nextPlace(
    for message: Message, after lane: LaneName, _ advice: LaneAdvice
  ) -> (lane: LaneName, pause: Duration?) {
    switch advice {
    // The lane itself holds it, and lets it go to another when that takes too long.
    case .slowDown, .hold, .noMoney, .renewCredential: return (lane, nil)
    case .carryOn, .stop:
      let open = message.lanes(from: lane)
      let place = open.firstIndex(of: lane).map { $0 + 1 } ?? open.startIndex
      if let next = open[place...].first(where: { isUsable($0) }) { return (next, nil) }
      if advice != .carryOn { return (otherLane(for: message, than: lane) ?? lane, nil) }
      let first = open.first { isUsable($0) } ?? open.first ?? lane
      return (first, Self.pause(forAge: executor.wallClock - message.dueAt))
    }
  }

  /// The pause before all providers of a route are tried again: the longer, the longer it has been tried.
  static func pause(forAge age: Duration) -> Duration { max(.seconds(1), min(.seconds(30), age / 2)) }
}

extension TrackedMessage {
  /// A message that has just gone out.
  fileprivate init(_ message: Message, sentBy lane: LaneName, as reference: ProviderReference, at: Timestamp) {
    self.init(
      id: message.id, lane: lane, reference: reference, recipient: message.recipient, sentAt: at,
      validUntil: message.validUntil)
  }
}
