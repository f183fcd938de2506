import Delivery
import HTTP
import Listeners
import Messages
import Pacing
import Providers
import Store
import Synchronization
import Telemetry
import Transport

/// The engine with everything around it simulated: clients, providers, disk, time, crashes. One seed, one story.
final class World: @unchecked Sendable {  // a world runs one job at a time
  /// What the world has seen, for the checks.
  struct Facts {
    var violations: [String] = []
    /// Messages whose submit was acknowledged, as they were.
    var acknowledged: [MessageID: Message] = [:]
    /// Committed or not, nobody can know: the answer never came.
    var submitted: [MessageID: Message] = [:]
    var withSink: Set<OutboxKey> = []
    /// Receipts that a client took, or refused for good.
    var taken: [MessageID: [Int: [Int64: MessageState]]] = [:]
    var crashes = 0
    var storeFails: StoreError?
    var isCalm = false
    var calmSince: Timestamp?
  }

  let seed: UInt64
  let random: SharedRandom
  let executor: VirtualExecutor
  let store = MemoryStore()
  let exchange: SimulatedExchange<FarSide>
  let providers: [ScriptedProvider]
  let router: Router
  let terms: DeliveryTerms
  let company: NodeCompany?
  let providerTerms: [String: ProviderTerms]
  let metrics = Metrics()
  let accounts: [AccountTerms]
  let facts = Mutex(Facts())
  private let running = Mutex<Running?>(nil)
  /// Whether there are SMPP clients and mail servers around, and with them listeners.
  let hasClients: Bool
  let windows: [String: Int]
  let isShort: Bool
  /// Of messages that name none.
  let validity: Duration
  private(set) var services: Services?
  /// Which life of the process it is.
  private(set) var life = 0
  var lines: [Line] = []
  /// Connections of lives that are over.
  private var dead: [Connection] = []
  private var lives: [Running] = []
  var serial = 0
  var witness = Witness()
  private(set) lazy var peers = ["bank", "bank", "shop"].map { SMPPPeer(self, account: $0) }
  private(set) lazy var mailPeer = MailPeer(self)

  /// One life of the process.
  private struct Running: Sendable {
    var engine: Engine
    var gate: SimulatedGate
    var sinks: [WorldSink] = []
  }

  /// What a test fixes; the rest is drawn from the seed.
  struct Plan {
    var providers: [ScriptedProvider]?
    var rules: [RouteRule]?
    var terms: DeliveryTerms?
    var company: NodeCompany?
    var hasClients = false
    /// A storm of seconds and messages that live for minutes, so that many stories fit into a minute.
    var isShort = false
    var providerTerms: [String: ProviderTerms] = [:]
  }

  init(seed: UInt64, _ plan: Plan = Plan()) {
    self.seed = seed
    let random = SharedRandom(seed)
    self.random = random
    executor = VirtualExecutor(seed: seed)
    exchange = SimulatedExchange(FarSide(seed: seed), on: executor) { $0.answer($1, now: $2) }
    providerTerms = plan.providerTerms
    providers = plan.providers ?? Self.providers(random)
    router = Router(rules: plan.rules ?? Self.rules(random))
    terms = plan.terms ?? Self.terms(random)
    company = plan.company
    hasClients = plan.hasClients
    isShort = plan.isShort
    let validity = Duration.seconds(plan.isShort ? 600 : 3_600)
    self.validity = validity
    windows = ["bank": 1 + random.below(20), "shop": 4 + random.below(60)]
    accounts = ["red", "green", "blue"].map { AccountTerms(name: $0, defaultValidity: validity) }
  }

  private static func providers(_ random: SharedRandom) -> [ScriptedProvider] {
    ["a", "b"].map { name in
      ScriptedProvider(
        name: name, batch: 1 + random.below(20), canSettle: random.chance(70), needsLogin: random.chance(40),
        createsFirst: random.chance(30), spacing: random.chance(30) ? .seconds(3) : .zero, hasIncoming: true)
    }
  }

  private static func rules(_ random: SharedRandom) -> [RouteRule] {
    let policies = RouteRule.UnknownPolicy.allCases.filter { $0 != .resend }
    func rule(_ prefix: String, _ providers: [String], _ strategy: RouteRule.Strategy = .ordered) -> RouteRule {
      RouteRule(
        name: prefix, prefixes: [prefix], providers: providers, strategy: strategy,
        onUnknown: policies[random.below(policies.count)], failoverAfter: .seconds(10 + random.below(30)))
    }
    return [rule("1", ["a"]), rule("2", ["a", "b"]), rule("3", ["b", "a"], .weighted([1, 1]))]
  }

  private static func terms(_ random: SharedRandom) -> DeliveryTerms {
    var terms = DeliveryTerms()
    terms.queueLimit = 4 + random.below(30)
    terms.laneLimit = 10 + random.below(60)
    terms.undecidedLimit = 10 + random.below(40)
    terms.settling = Backoff(steps: terms.settling.steps, limit: .seconds(300))
    terms.tick = .seconds(3)
    terms.idlePoll = .seconds(7)
    return terms
  }

  var isCalm: Bool { facts.withLock { $0.isCalm } }
  var engine: Engine? { running.withLock { $0?.engine } }

  func violated(_ what: String) {
    let now = executor.now
    facts.withLock { $0.violations.append("\(now): \(what)") }
  }

  // MARK: Lives

  /// The process starts, on what the last one left on disk.
  func boot() {
    guard let recovery = try? store.recover(now: executor.wallClock) else { return violated("no recovery") }
    let gate = SimulatedGate(store, executor: executor, random: random) { [unowned self] in
      self.facts.withLock { $0.storeFails }
    }
    let engine = Engine(
      Engine.Parts(
        executor: executor, gate: gate, ledger: store, recovery: recovery, providers: providers,
        providerTerms: providerTerms, exchange: exchange, router: router, owner: { Self.owner($1) }, company: company,
        terms: terms, retention: .seconds(90 * 86_400), metrics: metrics, log: .silent))
    running.withLock { $0 = Running(engine: engine, gate: gate) }
    life += 1
    engine.start()
    if hasClients { services = Services(self, engine, recovery) }
  }

  /// `kill -9` and a new start.
  func crash() {
    executor.crash()
    bury()
    life += 1
    services = nil
    for line in lines { line.serverDied() }
    lines = []
    facts.withLock {
      $0.crashes += 1
      $0.withSink = []
    }
    executor.scheduleWorld(after: random.milliseconds(0...5_000)) { self.boot() }
  }

  /// What the dead process was made of is let go of when the story is over: then its memory says nothing of the next.
  private func bury() {
    dead += lines.compactMap(\.connection)
    running.withLock { running in
      if let last = running { lives.append(last) }
      running = nil
    }
  }

  /// The story is over: lets go of all that goes round in circles.
  func end() {
    bury()
    executor.end()
    for connection in dead { connection.abort() }
    for _ in 0..<10_000 where !executor.step() { break }
    for connection in dead { connection.handler = nil }
    for life in lives {
      life.gate.letGo()
      life.engine.letGo()
    }
    executor.end()
    for line in lines { line.letGo() }
    for peer in peers { peer.letGo() }
    mailPeer.letGo()
    services = nil
    (lines, dead, lives, peers) = ([], [], [], [])
  }

  // MARK: Clients

  func bind(_ queue: String) {
    guard let engine else { return }
    let sink = WorldSink(queue: queue, world: self, outbox: engine.outbox)
    running.withLock { $0?.sinks.append(sink) }
    engine.outbox.assumeIsolated { $0.attach(sink, to: queue) }
  }

  func unbind() {
    let sink = running.withLock { running -> WorldSink? in
      guard let count = running?.sinks.count, count > 0 else { return nil }
      return running?.sinks.remove(at: random.below(count))
    }
    sink?.vanish()
  }

  func isBound(_ queue: String) -> Bool {
    running.withLock { $0?.sinks.contains { $0.queue == queue } ?? false }
  }

  @discardableResult
  func submit(
    count: Int, to prefix: String? = nil, validity: Duration? = nil, dueIn: Duration? = nil, priority: UInt8? = nil,
    channel: Channel = .sms
  ) -> [MessageID] {
    guard let engine else { return [] }
    var batch = Intake.Batch()
    let account = accounts[random.below(accounts.count)]
    let meter = AccountMeter(terms: account, now: executor.now)
    for _ in 0..<count {
      let wall = executor.wallClock
      let new = NewMessage(
        origin: .smpp(
          SMPPOrigin(serviceType: "", source: Address("S"), destination: Address("1"), interfaceVersion: 52)),
        recipient: PhoneNumber(trusted: "\(prefix ?? "\(1 + random.below(3))")\(1_000_000 + random.below(1_000_000))"),
        sender: random.chance(80) ? "S" : "T", text: "x", channel: channel,
        priority: priority ?? (random.chance(15) ? 2 : 0),
        acceptedAt: wall,
        dueAt: dueIn.map { wall + $0 }
          ?? (prefix == nil && random.chance(10) ? wall + random.milliseconds(500...25_000) : nil),
        validUntil: wall
          + (validity ?? prefix.map { _ in .seconds(3_600) }
            ?? .seconds(random.chance(10) ? 30 : 300 + random.below(isShort ? 300 : 1_500))),
        receipt: random.chance(85) ? [.success, .failure] : random.chance(50) ? [.failure] : [])
      switch engine.intake.prepare(new, account: account, meter: meter, now: executor.now) {
      case .success(let message): batch.messages.append(message)
      case .failure(let refusal): violated("refused \(refusal)")
      }
    }
    let messages = batch.messages
    facts.withLock { for message in messages { $0.submitted[message.id] = message } }
    engine.intake.commit(batch) { refusal in
      guard refusal == nil else { return }
      self.facts.withLock { for message in messages { $0.acknowledged[message.id] = message } }
    }
    return messages.map(\.id)
  }

  /// A client cancels or replaces something, or an operator holds and resumes.
  func interfere() {
    guard let engine else { return }
    let ids = facts.withLock { $0.acknowledged.keys.sorted() }
    guard !ids.isEmpty else { return }
    let id = ids[random.below(ids.count)]
    switch random.below(5) {
    case 0: engine.cancel(.message(id)) { _ in }
    case 1, 2:
      engine.replace(id, with: Replacement(text: "new", dueAt: random.chance(50) ? executor.wallClock : nil)) { _ in }
    case 3: engine.hold(provider: providers[random.below(2)].name)
    default: engine.resume(provider: providers[random.below(2)].name)
    }
  }

  // MARK: What sinks see

  func offered(_ item: OutboxItem) {
    let wall = executor.wallClock
    guard case .receipt(let owed) = item else { return }
    let message = owed.message
    facts.withLock { facts in
      if !facts.withSink.insert(item.key).inserted {
        facts.violations.append("receipt \(owed.receipt.number) with two sinks")
      }
      if facts.acknowledged[message.id] == nil, facts.crashes == 0 {
        facts.violations.append("receipt before the acknowledgement of \(message.id)")
      }
      if wall < message.acceptedAt + terms.receiptGrace, wall >= message.acceptedAt {
        facts.violations.append("receipt within the grace of \(message.id)")
      }
    }
  }

  func verdict() -> OutboxResult.End {
    if isCalm || random.chance(75) { return .delivered }
    return random.chance(95) ? .later("busy") : .refused("never")
  }

  func reported(_ result: OutboxResult) {
    if case .incoming(let message) = result.item {
      if result.end == .delivered || result.end == .refused("never") {
        witness.incomingTaken.insert(message.providerID)
      }
      if case .refused = result.end { witness.incomingRefused.insert(message.providerID) }
    }
    guard case .receipt(let owed) = result.item else { return }
    facts.withLock { facts in
      facts.withSink.remove(result.item.key)
      switch result.end {
      case .delivered, .refused, .refusedAll:
        facts.taken[owed.message.id, default: [:]][owed.receipt.part, default: [:]][owed.receipt.number] =
          owed.receipt.state
      case .later, .returned, .early: break
      }
    }
  }
}
