import Dispatch
import HTTP
import Messages
import Pacing
import Providers
import Store
import Synchronization
import Telemetry

/// The engine put together: what listeners and the console talk to.
package final class Engine: Sendable {
  package let intake: Intake
  package let assembler: Assembler
  package let dispatcher: Dispatcher
  package let settler: Settler
  package let tracker: StatusTracker
  package let outbox: ReceiptOutbox
  package let incoming: IncomingCollector
  package let desk: ProviderDesk
  package let providers: ProviderBox
  package let ledger: any MessageLedger
  package let gate: any StoreGate
  /// Where listeners wait for what a provider made of a message.
  package let outcomes: OutcomeWatch
  package let executor: any EngineExecutor
  /// Where the ledger is read for callbacks: neither on the engine's executor nor on a listener's loop.
  let lookups = DispatchQueue(label: "passerelle.callbacks")
  /// Whether other nodes may share the store.
  package let hasCompany: Bool
  /// Accounts whose messages providers are being asked to stop.
  let stopping = CancelsUnderWay()
  /// Messages that are being sent again just now.
  let replays = Mutex<Set<MessageID>>([])
  let log: Log
  private let maintenance: Maintenance
  private let recovery: Recovery

  /// What the engine is made of.
  package struct Parts: Sendable {
    package var executor: any EngineExecutor
    package var gate: any StoreGate
    package var ledger: any MessageLedger
    package var recovery: Recovery
    package var providers: [any Provider]
    /// The operator's terms for each provider, by its name.
    package var providerTerms: [String: ProviderTerms]
    package var exchange: any HTTPExchange
    package var router: Router
    package var callbackURLs: [String: String]
    /// The account that gets what was sent to a number, by provider and number.
    package var owner: @Sendable (_ provider: String, _ number: String) -> String?
    package var node: Int
    /// What being one of several nodes on a store asks for; nil when there is one only.
    package var company: NodeCompany?
    package var terms: DeliveryTerms
    package var retention: Duration
    package var metrics: Metrics
    package var log: Log

    package init(
      executor: any EngineExecutor, gate: any StoreGate, ledger: any MessageLedger, recovery: Recovery,
      providers: [any Provider], providerTerms: [String: ProviderTerms] = [:], exchange: any HTTPExchange,
      router: Router,
      callbackURLs: [String: String] = [:],
      owner: @escaping @Sendable (_ provider: String, _ number: String) -> String? = { _, _ in nil }, node: Int = 0,
      company: NodeCompany? = nil, terms: DeliveryTerms = DeliveryTerms(), retention: Duration = .seconds(14 * 86_400),
      metrics: Metrics, log: Log
    ) {
      self.executor = executor
      self.gate = gate
      self.ledger = ledger
      self.recovery = recovery
      self.providers = providers
      self.providerTerms = providerTerms
      self.exchange = exchange
      self.router = router
      self.callbackURLs = callbackURLs
      self.owner = owner
      self.node = node
      self.company = company
      self.terms = terms
      self.retention = retention
      self.metrics = metrics
      self.log = log
    }
  }

  package init(_ parts: Parts) {
    let (executor, metrics, log) = (parts.executor, parts.metrics, parts.log)
    outcomes = OutcomeWatch(EventLog(parts.gate, log))
    let gate: any StoreGate = outcomes
    self.executor = executor
    self.gate = gate
    self.log = log
    ledger = parts.ledger
    recovery = parts.recovery
    hasCompany = parts.company != nil
    let terms = parts.terms
    let admission = LaneAdmission(laneLimit: terms.laneLimit, queueLimit: terms.queueLimit)
    providers = ProviderBox(parts.providers, terms: parts.providerTerms)
    desk = ProviderDesk(
      providers: providers, exchange: parts.exchange, executor: executor, callbackURLs: parts.callbackURLs,
      log: log)
    let routing = RouterBox(parts.router)
    let cascade = Cascade(
      executor: executor, gate: gate, ledger: parts.ledger, router: { routing.router },
      remembered: parts.recovery.remembered, metrics: metrics, log: log)
    let pollClock = PollClock(executor)
    dispatcher = Dispatcher(
      executor: executor, pollClock: pollClock, gate: gate, desk: desk, admission: admission, cascade: cascade,
      router: { routing.router }, terms: terms, node: parts.node, company: parts.company,
      callFloor: parts.recovery.openCalls.map(\.call.id).max { $0.rawValue < $1.rawValue },
      metrics: metrics, log: log)
    assembler = Assembler()
    let intake = Intake(
      router: routing, providers: providers, gate: gate, admission: admission, dispatcher: dispatcher,
      ids: MessageIDGenerator(node: parts.node, floor: parts.recovery.highestID),
      counted: CountedIDs(
        remembered: parts.recovery.remembered, node: parts.node, isShared: parts.company != nil, gate: gate),
      assembler: assembler, isShared: parts.company != nil, metrics: metrics)
    self.intake = intake
    settler = Settler(
      executor: executor, pollClock: pollClock, desk: desk, dispatcher: dispatcher, plan: terms.settling,
      adoptedPause: { [company = parts.company] in company?.longestCall() ?? .zero }, log: log)
    tracker = StatusTracker(
      executor: executor, pollClock: pollClock, gate: gate, desk: desk, cascade: cascade, idleLook: terms.idlePoll,
      others: { [company = parts.company] in company?.others() ?? 0 }, metrics: metrics, log: log)
    outbox = ReceiptOutbox(
      executor: executor, gate: gate, retry: terms.receiptRetry, grace: terms.receiptGrace, metrics: metrics, log: log)
    let prefix = IncomingCollector.cursorKey("")
    let cursors = parts.recovery.remembered.filter { $0.key.hasPrefix(prefix) }.map {
      (String($0.key.dropFirst(prefix.count)), $0.value)
    }
    incoming = IncomingCollector(
      executor: executor, gate: gate, desk: desk, outbox: outbox, rhythm: terms.incomingRhythm,
      cursors: Dictionary(cursors, uniquingKeysWith: { first, _ in first }), owner: parts.owner,
      nextID: { intake.nextID(now: $0) }, log: log)
    maintenance = Maintenance(
      executor: executor, gate: gate, dispatcher: dispatcher, outbox: outbox, retention: parts.retention,
      receiptLifetime: terms.receiptRetry.limit, receiptLimit: terms.receiptLimit, upkeep: terms.upkeep,
      step: terms.tick, log: log)
  }

  /// Takes up what the last run left and begins to work.
  package func start() {
    takeUp(recovery.parts)
    executor.post { [self] in
      connect()
      outbox.assumeIsolated { $0.owed(recovery.owed) }
      dispatcher.assumeIsolated { $0.backlogGrew(recovery.queues) }
      settler.assumeIsolated { settler in
        for call in recovery.openCalls { settler.settle(call, isAdopted: true) }
      }
      tracker.assumeIsolated { $0.start() }
      incoming.assumeIsolated { $0.start() }
      maintenance.assumeIsolated { $0.start() }
    }
  }

  /// Puts those of the terms in force that may change while it works: the limit of receipts, and the rhythm of upkeep.
  package func update(_ terms: DeliveryTerms) {
    executor.post { [maintenance] in maintenance.assumeIsolated { $0.update(terms) } }
  }

  private func connect() {
    let (outbox, tracker, settler, incoming) = (outbox, tracker, settler, incoming)
    let sent: @Sendable (String, Timestamp) -> Void = { provider, at in
      tracker.assumeIsolated { $0.expect(provider, at: at) }
    }
    let receipts: @Sendable (StoreAnswer) -> Void = { answer in outbox.assumeIsolated { $0.take(answer) } }
    dispatcher.assumeIsolated {
      $0.connect(
        sent: { provider, at, kept in tracker.assumeIsolated { $0.expect(provider, at: at, kept) } },
        keepsPolls: { provider, count, at in tracker.assumeIsolated { $0.keeps(count, of: provider, due: at) } },
        receipts: receipts
      ) { call in settler.assumeIsolated { $0.settle(call) } }
    }
    settler.assumeIsolated {
      $0.connect(sent: sent, receipts: receipts) { provider in tracker.assumeIsolated { $0.reserveMany(provider) } }
    }
    tracker.assumeIsolated {
      $0.connect(receipts: receipts, lease: { outbox.assumeIsolated { $0.wantsLeases } })
    }
    let dispatcher = dispatcher
    dispatcher.assumeIsolated { own in
      own.cascade.assumeIsolated { cascade in
        cascade.connect { queues in dispatcher.assumeIsolated { $0.backlogGrew(queues) } }
      }
    }
    outbox.assumeIsolated { $0.connect(taken: { messages in incoming.assumeIsolated { $0.taken(messages) } }) }
  }

  /// Lets its parts go of each other, and of the sinks that were attached: otherwise they hold each other for good. For an
  /// engine of which nothing is under way any more; on its executor.
  package func letGo() {
    dispatcher.assumeIsolated { own in
      own.connect(
        sent: { _, _, _ in }, keepsPolls: { _, _, _ in false }, receipts: { _ in }, unsettled: { _ in })
      own.cascade.assumeIsolated { $0.connect { _ in } }
    }
    settler.assumeIsolated { $0.connect(sent: { _, _ in }, receipts: { _ in }, reserveMany: { _ in .zero }) }
    tracker.assumeIsolated { $0.connect(receipts: { _ in }, lease: { false }) }
    outbox.assumeIsolated { $0.letGo() }
  }

  /// Starts nothing new and waits, as long as `patience`, for the calls under way to end; then `done`.
  package func drain(patience: Duration, done: @escaping @Sendable () -> Void) {
    executor.post { [self] in
      maintenance.assumeIsolated { $0.stop() }
      tracker.assumeIsolated { $0.drain() }
      incoming.assumeIsolated { $0.drain() }
      settler.assumeIsolated { $0.drain() }
      dispatcher.assumeIsolated { $0.drain() }
      awaitCalls(until: executor.now + patience, done)
    }
  }

  private func awaitCalls(until end: Duration, _ done: @escaping @Sendable () -> Void) {
    let underWay = dispatcher.assumeIsolated { $0.workUnderWay }
    guard underWay > 0, executor.now < end else {
      outbox.assumeIsolated { $0.drain() }
      return done()
    }
    executor.schedule(after: .milliseconds(20)) { self.awaitCalls(until: end, done) }
  }
}
