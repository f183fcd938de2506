import Messages
import Pacing
import Providers
import Store
import Telemetry

/// Settles calls whose answer was lost: asks the provider what became of them, again and again with growing pauses, and
/// decides by the policy of the route, or else of the provider, only where the provider cannot be asked or does not know for too long.
///
/// Nothing of such a call is sent again before it is settled, also across a crash: the open call is in the store.
package actor Settler {
  package nonisolated let executor: any EngineExecutor
  package nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

  private let pollClock: PollClock
  private let desk: ProviderDesk
  private let dispatcher: Dispatcher
  private let plan: Backoff
  private let adoptedPause: @Sendable () -> Duration
  private let log: Log
  private var open: [CallID: Work] = [:]
  private var lines: [String: Line] = [:]
  private var isDraining = false
  private var onSent: @Sendable (_ provider: String, _ firstPoll: Timestamp) -> Void = { _, _ in }
  private var onReceipts: @Sendable (StoreAnswer) -> Void = { _ in }
  private var reserveMany: @Sendable (_ provider: String) -> Duration = { _ in .zero }

  private struct Work {
    var call: Call
    /// Those that are not settled.
    var messages: [Message]
    var attempts = 0
    var since: Duration
    /// Whether the plan is through, and only messages of routes that hold them are left.
    var isHeld = false
    /// Whether the provider can be asked about it at all.
    var canAsk = true
  }

  /// Questions to one provider: a crash may leave many calls open, and they must not all be asked about at once.
  private struct Line {
    var waiting = Fifo<CallID>()
    var asking = 0
  }

  private static let questionsAtOnce = 2

  /// - Parameter adoptedPause: how long a call of a node that seems dead may still be under way.
  init(
    executor: any EngineExecutor, pollClock: PollClock, desk: ProviderDesk, dispatcher: Dispatcher,
    plan: Backoff = DeliveryTerms().settling,
    adoptedPause: @escaping @Sendable () -> Duration = { .zero }, log: Log
  ) {
    self.executor = executor
    self.pollClock = pollClock
    self.desk = desk
    self.dispatcher = dispatcher
    self.plan = plan
    self.adoptedPause = adoptedPause
    self.log = log
  }

  /// - Parameter reserveMany: takes a slot among the status questions about many, and tells how long it is until then.
  package func connect(
    sent: @escaping @Sendable (_ provider: String, _ firstPoll: Timestamp) -> Void,
    receipts: @escaping @Sendable (StoreAnswer) -> Void,
    reserveMany: @escaping @Sendable (_ provider: String) -> Duration
  ) {
    onSent = sent
    onReceipts = receipts
    self.reserveMany = reserveMany
  }

  /// Messages that are not settled.
  package var undecided: Int { open.values.reduce(0) { $0 + $1.messages.count } }

  /// Asks nothing more; what is open is in the store.
  package func drain() { isDraining = true }

  /// Takes over a call whose answer was lost.
  ///
  /// - Parameter isAdopted: whether an earlier run or another node made it, which may not be as dead as it seems: then
  ///   nothing is asked or decided before the call must be over.
  package func settle(_ lost: OpenCall, isAdopted: Bool = false) {
    guard !lost.messages.isEmpty, open[lost.call.id] == nil else { return }
    let lane = lost.call.lane
    log.warning(
      "call-ambiguous",
      ["lane": lane.description, "call": "\(lost.call.id.rawValue)", "messages": "\(lost.messages.count)"])
    open[lost.call.id] = Work(
      call: lost.call, messages: lost.messages.map { $0.over(lane.channel) }, since: executor.now)
    dispatcher.assumeIsolated { $0.undecided(lane, by: lost.messages.count) }
    let offer = desk.providers[lane.provider]?.offer(for: lane.channel)
    let own = max(plan.steps[0], offer?.settleDelay ?? .zero)
    look(at: lost.call.id, after: isAdopted ? max(own, adoptedPause()) : own)
  }

  // MARK: Asking

  private func look(at id: CallID, after pause: Duration) {
    executor.schedule(after: pause) { self.assumeIsolated { $0.look(at: id) } }
  }

  private func look(at id: CallID) {
    guard let work = open[id], !isDraining else { return }
    guard work.canAsk else { return goOn(with: id) }
    lines[work.call.lane.provider, default: Line()].waiting.append(id)
    askNext(work.call.lane.provider)
  }

  private func askNext(_ provider: String) {
    while lines[provider]?.asking ?? 0 < Self.questionsAtOnce, let id = lines[provider]?.waiting.popFirst() {
      guard let work = open[id] else { continue }
      open[id]?.attempts += 1
      lines[provider]?.asking += 1
      let adapter = desk.providers[provider]
      let pause = adapter?.settlesByMassQuestion(work.messages) ?? false ? reserveMany(provider) : .zero
      guard pause > .zero else {
        ask(id, work)
        continue
      }
      executor.schedule(after: pause) { self.assumeIsolated { $0.ask(id, work) } }
    }
  }

  private func ask(_ id: CallID, _ work: Work) {
    let provider = work.call.lane.provider
    desk.assumeIsolated { desk in
      desk.run(
        provider, make: { $0.settle(work.messages, note: work.call.note, context: $1) },
        done: { answer in self.assumeIsolated { $0.answered(id, provider, answer) } })
    }
  }

  private func answered(_ id: CallID, _ provider: String, _ answer: ProviderDesk.Answer<SettleReport>) {
    lines[provider]?.asking -= 1
    switch answer {
    case .answered(let report): take(report, of: id)
    case .notCalled(.cannotAsk): open[id]?.canAsk = false
    case .notCalled(.denied), .notCalled(.noCredential), .endless: break
    }
    goOn(with: id)
    askNext(provider)
  }

  private func take(_ report: SettleReport, of id: CallID) {
    guard let work = open[id] else { return }
    let decided = work.messages.compactMap { message -> (Message, SendOutcome)? in
      if let reference = report.sent[message.id] { return (message, .accepted(reference)) }
      guard report.notSent.contains(message.id) else { return nil }
      return (message, .retryLater(reason: "the provider says that it never had it"))
    }
    guard !decided.isEmpty else { return }
    let sent = decided.count { report.sent[$0.0.id] != nil }
    let metrics = dispatcher.metrics[work.call.lane.provider]
    metrics.settled(.sent, sent)
    metrics.settled(.notSent, decided.count - sent)
    decide(id, decided)
  }

  /// Asks again, waits, or decides.
  private func goOn(with id: CallID) {
    endOverdue(id)
    guard let work = open[id] else { return }
    if work.isHeld { return look(at: id, after: plan.longestPause) }
    if work.canAsk, let pause = plan.pause(after: work.attempts + 1, elapsed: executor.now - work.since) {
      return look(at: id, after: pause)
    }
    decideByPolicy(id, work)
    guard open[id] != nil else { return }
    open[id]?.isHeld = true
    look(at: id, after: plan.longestPause)
  }

  // MARK: Deciding

  private func decideByPolicy(_ id: CallID, _ work: Work) {
    let router = dispatcher.router()
    let usual = desk.terms(of: work.call.lane.provider).onUnknown
    decide(
      id, byPolicy: true,
      work.messages.compactMap { message in
        switch router.rule(for: message)?.onUnknown ?? usual {
        case .hold: nil
        case .fail: (message, Self.unknown("the provider's answer was lost and it cannot tell"))
        case .sent: (message, .accepted(ProviderReference()))
        case .resend: (message, .retryLater(reason: "the answer was lost; the route says to send again"))
        }
      })
  }

  /// A message whose validity is over is not waited for any longer.
  private func endOverdue(_ id: CallID) {
    guard let work = open[id] else { return }
    let wall = executor.wallClock
    decide(
      id, byPolicy: true,
      work.messages.filter { $0.validUntil <= wall }.map {
        ($0, Self.unknown("the provider's answer was lost, and the validity is over"))
      })
  }

  private static func unknown(_ reason: String) -> SendOutcome { .refused(.unknown, ProviderError(words: reason)) }

  private func decide(_ id: CallID, byPolicy: Bool = false, _ outcomes: [(Message, SendOutcome)]) {
    guard !outcomes.isEmpty, var work = open[id] else { return }
    if byPolicy { dispatcher.metrics[work.call.lane.provider].settled(.policy, outcomes.count) }
    let decided = Set(outcomes.lazy.map(\.0.id))
    work.messages.removeAll { decided.contains($0.id) }
    open[id] = work.messages.isEmpty ? nil : work
    write(work.call, outcomes)
  }

  private func write(_ call: Call, _ outcomes: [(Message, SendOutcome)]) {
    let wall = executor.wallClock
    let firstPoll = pollClock.now + (desk.providers[call.lane.provider]?.polling.delays.first ?? .seconds(5))
    var again: Set<LaneQueue> = []
    var wasSent = false
    let changes = outcomes.map { message, outcome -> CallOutcome in
      switch outcome {
      case .accepted:
        wasSent = true
        return CallOutcome(message: message.id, outcome: outcome, next: firstPoll)
      case .retryLater: again.insert(LaneQueue(lane: call.lane, account: message.account))
      case .refused, .unknown: break
      }
      return CallOutcome(message: message.id, outcome: outcome, lane: call.lane)
    }
    let (onSent, onReceipts, queues, anySent) = (onSent, onReceipts, again, wasSent)
    dispatcher.assumeIsolated { dispatcher in
      let remembered = outcomes.compactMap { message, outcome -> StoreChange? in
        guard case .accepted = outcome else { return nil }
        return dispatcher.cascade.assumeIsolated { $0.sent(message, by: call.lane, at: wall) }
      }
      dispatcher.store(.outcomes(call.id, changes, at: wall, lease: nil), and: remembered) { dispatcher, answer in
        if anySent { onSent(call.lane.provider, firstPoll) }
        onReceipts(answer)
        dispatcher.backlogGrew(queues)
        dispatcher.undecided(call.lane, by: -changes.count)
      }
    }
  }
}
