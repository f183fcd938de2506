import Messages
import Pacing
import Providers
import Store
import Telemetry

/// Settles calls whose answer was lost: asks the provider what became of them, again and again with growing pauses, and
/// decides by the route's policy only where the provider cannot be asked or does not know for too long.
///
/// Nothing of such a call is sent again before it is settled, also across a crash: the open call is in the store.
package actor Settler {
  package nonisolated let executor: any EngineExecutor
  package nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

  private let desk: ProviderDesk
  private let dispatcher: Dispatcher
  private let log: Log
  private let metrics: DispatchMetrics
  private var open: [CallID: Work] = [:]
  private var onSent: @Sendable (_ provider: String, _ firstPoll: Timestamp) -> Void = { _, _ in }
  private var onReceipts: @Sendable (StoreAnswer) -> Void = { _ in }

  private struct Work {
    var call: Call
    var messages: [Message]
    var attempts = 0
    var since: Duration
  }

  /// When to ask, and for how long in all.
  package static let plan = Backoff(
    steps: [.seconds(2), .seconds(5), .seconds(15), .seconds(60), .seconds(300)], limit: .seconds(3_600))

  package init(executor: any EngineExecutor, desk: ProviderDesk, dispatcher: Dispatcher, metrics: Metrics, log: Log) {
    self.executor = executor
    self.desk = desk
    self.dispatcher = dispatcher
    self.log = log
    self.metrics = DispatchMetrics(metrics)
  }

  package func connect(
    sent: @escaping @Sendable (_ provider: String, _ firstPoll: Timestamp) -> Void,
    receipts: @escaping @Sendable (StoreAnswer) -> Void
  ) {
    onSent = sent
    onReceipts = receipts
  }

  /// Messages that are not settled.
  package var undecided: Int { open.values.reduce(0) { $0 + $1.messages.count } }

  /// Takes over a call whose answer was lost.
  package func settle(_ lost: OpenCall) {
    log.warning(
      "call-ambiguous", ["lane": lost.call.lane.description, "call": "\(lost.call.id.rawValue)", "messages": "\(lost.messages.count)"])
    open[lost.call.id] = Work(call: lost.call, messages: lost.messages, since: executor.now)
    ask(lost.call.id, after: Self.plan.steps[0])
  }

  private func ask(_ id: CallID, after pause: Duration) {
    executor.schedule(after: pause) { self.assumeIsolated { $0.ask(id) } }
  }

  private func ask(_ id: CallID) {
    guard let work = open[id] else { return }
    open[id]?.attempts += 1
    desk.assumeIsolated { desk in
      desk.run(
        work.call.lane.provider,
        make: { $0.settle(work.messages, note: work.call.note, context: $1) },
        done: { answer in self.assumeIsolated { $0.answered(id, answer) } })
    }
  }

  private func answered(_ id: CallID, _ answer: ProviderDesk.Answer<SettleReport>) {
    guard var work = open[id] else { return }
    var sent: [MessageID: ProviderReference] = [:]
    var notSent: Set<MessageID> = []
    var cannotAsk = false
    switch answer {
    case .answered(let report): (sent, notSent) = (report.sent, report.notSent)
    case .endless: break
    case .notCalled:
      let adapter = desk.providers[work.call.lane.provider]
      cannotAsk = adapter?.offer(for: work.call.lane.channel)?.canSettle != true
    }
    let decided = work.messages.filter { sent[$0.id] != nil || notSent.contains($0.id) }
    work.messages.removeAll { sent[$0.id] != nil || notSent.contains($0.id) }
    if !decided.isEmpty {
      metrics.settled("sent", work.call.lane.provider, decided.count { sent[$0.id] != nil })
      metrics.settled("not-sent", work.call.lane.provider, decided.count { notSent.contains($0.id) })
      write(work.call, decided.map { message in
        (message, sent[message.id].map { .accepted($0) } ?? .retryLater(reason: "the provider says it never had it"))
      })
    }
    open[id] = work.messages.isEmpty ? nil : work
    guard !work.messages.isEmpty else { return }
    if !cannotAsk, let pause = Self.plan.pause(after: work.attempts + 1, elapsed: executor.now - work.since) {
      return ask(id, after: pause)
    }
    open[id] = nil
    decideByPolicy(work)
  }

  private func decideByPolicy(_ work: Work) {
    metrics.settled("policy", work.call.lane.provider, work.messages.count)
    let router = dispatcher.router()
    write(work.call, work.messages.map { message in
      switch router.rule(for: message)?.onUnknown ?? .fail {
      case .fail:
        (message, .refused(.unknown, ProviderError(words: "the provider's answer was lost and it cannot be asked")))
      case .assumeSent: (message, .accepted(ProviderReference()))
      case .resend: (message, .retryLater(reason: "the answer was lost; the route says to send again"))
      }
    })
  }

  private func write(_ call: Call, _ outcomes: [(Message, SendOutcome)]) {
    let wall = executor.wallClock
    let firstPoll = wall + (desk.providers[call.lane.provider]?.polling.delays.first ?? .seconds(5))
    let queues = Set(outcomes.compactMap { message, outcome -> LaneQueue? in
      guard case .retryLater = outcome else { return nil }
      return LaneQueue(lane: call.lane, account: message.account)
    })
    let changes = outcomes.map { message, outcome -> CallOutcome in
      if case .accepted = outcome { return CallOutcome(message: message.id, outcome: outcome, next: firstPoll) }
      return CallOutcome(message: message.id, outcome: outcome, lane: call.lane)
    }
    let (onSent, onReceipts) = (onSent, onReceipts)
    dispatcher.assumeIsolated { dispatcher in
      dispatcher.store(.outcomes(call.id, changes, at: wall, lease: nil)) { dispatcher, answer in
        onSent(call.lane.provider, firstPoll)
        onReceipts(answer)
        dispatcher.backlogGrew(queues)
      }
    }
  }
}
