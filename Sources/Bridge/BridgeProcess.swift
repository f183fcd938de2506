import Admin
import Configuration
import Delivery
import Dispatch
import Listeners
import Messages
import PostgresStore
import Store
import Telemetry
import Transport

/// The running bridge: everything made in the order in which it depends on each other, and taken down the other way round.
package final class BridgeProcess: Sendable {
  /// As it was at the start.
  let configuration: Configuration
  let inForce: SettingsInForce
  /// Reads the configuration again.
  let read: @Sendable () -> LoadedConfiguration
  let log: Log
  private let metrics: Metrics
  private let writer: StoreWriter
  let notices: AccountNotices
  let space: FreeSpace
  let waiting: WaitingLimit
  let engine: Engine
  let smpp: SMPPService
  private let resubmissions: ResubmissionMemory
  let mail: MailAssembly
  let admin: AdminService
  let tls: TLSContext?
  private let flow: FlowSampler
  private let loops: EventLoopGroup
  private let listeners: [OpenListener]
  private let reloading: ReloadDoor
  let alarms: AlarmWatch
  private let balances: BalanceAssembly
  private let alarmDesk: AlarmDesk
  let exchange: ProviderExchange
  /// The store where several nodes share it.
  private let shared: PostgresStore?
  private let availability: StoreAvailability

  /// Runs until SIGTERM or SIGINT; false when it could not start, for which `say` has told the reason.
  ///
  /// - Parameters:
  ///   - reload: reads the configuration again.
  ///   - say: takes sentences for the person at the terminal.
  package static func run(
    _ configuration: Configuration, reload: @escaping @Sendable () -> LoadedConfiguration,
    say: @escaping @Sendable (String) -> Void
  ) -> Bool {
    let hindrances = Readiness.hindrances(of: configuration)
    guard hindrances.isEmpty else {
      for sentence in hindrances { say("passerelle: " + sentence) }
      return false
    }
    // Before there are other threads. Whether the system does it is found out when the rest is given up.
    _ = Privileges.renounce()
    do throws(StartFailure) {
      // Before anything listens: a signal must not find the default action.
      let signals = SignalDesk()
      let process = try BridgeProcess(configuration, reload)
      process.start()
      say(process.banner)
      process.serve(until: signals)
      return true
    } catch {
      say("passerelle: " + error.sentence)
      return false
    }
  }

  private init(
    _ written: Configuration, _ read: @escaping @Sendable () -> LoadedConfiguration
  ) throws(StartFailure) {
    let configuration = AccountAssembly.withDryRuns(written)
    self.configuration = configuration
    let inForce = SettingsInForce(configuration)
    self.inForce = inForce
    self.read = read
    ProcessLimits.ignoreBrokenPipes()
    _ = ProcessLimits.raiseDescriptorLimit()
    _ = ProcessLimits.capMallocArenas()
    let log = StandardError.log(configuration.log)
    self.log = log
    metrics = Metrics()
    try StoreAssembly.makeFolder(configuration.bridge.data)
    try ProcessAssembly.dropPrivileges(configuration.bridge, log: log)
    let tls = try TLSAssembly.context(configuration, log: log)
    self.tls = tls
    let opened = try StoreAssembly.open(configuration)
    let providers = try ProviderAssembly.providers(configuration)
    let executor = QueueExecutor()
    let recovery = try Self.recover(opened.store, executor.wallClock)
    let company = opened.company(inForce)
    writer = StoreWriter(
      store: opened.store, metrics: metrics, inboxLimit: configuration.store.queueLimit * 4,
      share: WriterInbox.Share(rows: configuration.store.maxCommit))
    space = FreeSpace(
      configuration.bridge.data, least: configuration.bridge.minimumFreeSpace, writer: writer, metrics: metrics,
      log: log)
    waiting = WaitingLimit(opened.ledger, most: configuration.store.maxWaiting, writer: writer, log: log)
    exchange = ProviderExchange(HTTPAssembly.lines(configuration), clock: { executor.now })
    let simulated = SimulatorAssembly(configuration.providers, real: exchange)
    engine = Engine(
      Engine.Parts(
        executor: executor, gate: writer, ledger: opened.ledger, recovery: recovery,
        providers: providers, providerTerms: ProviderAssembly.terms(configuration), exchange: simulated,
        router: RoutingAssembly.router(configuration, providers),
        callbackURLs: ProviderAssembly.callbackURLs(configuration),
        owner: { MailAssembly.owner(inForce.now, IncomingAssembly.owner(inForce.now))($0, $1) },
        node: opened.node, company: company, terms: DeliveryAssembly.terms(configuration),
        retention: configuration.store.keepFinished,
        metrics: metrics,
        log: log))
    let engine = engine
    shared = opened.shared
    shared?.onNotice { engine.take($0) }
    let accounts = AccountDirectory(AccountAssembly.accounts(configuration), now: executor.now)
    accounts.recall(recovery.remembered, wallClock: executor.wallClock)
    smpp = SMPPService(
      accounts: accounts, logins: SMPPAssembly.logins(configuration), sessions: SessionDirectory(), engine: engine,
      settings: SMPPAssembly.settings(configuration), rejects: RejectRing(capacity: configuration.log.rejectedKept),
      lists: ListDirectory(SMPPAssembly.lists(configuration)), metrics: metrics, log: log)
    loops =
      configuration.bridge.eventLoops > 0
      ? EventLoopGroup(count: configuration.bridge.eventLoops) : EventLoopGroup()
    availability = StoreAvailability(writer, shared, metrics, log)
    mail = try MailAssembly(
      configuration,
      MailAssembly.Shared(
        engine: engine, accounts: accounts, sessions: smpp.sessions, rejects: smpp.rejects, recovery: recovery,
        metrics: metrics, log: log))
    resubmissions = ResubmissionMemory(service: smpp, node: opened.node)
    let resubmissions = resubmissions
    try Self.reading { () throws(StoreError) in try resubmissions.recall(recovery) }
    let desk = AlarmDesk(inForce: inForce, mail: mail, metrics: metrics, log: log)
    alarmDesk = desk
    let notices = AccountNotices(
      inForce: inForce, accounts: accounts, mail: mail, executor: executor, metrics: metrics, log: log)
    self.notices = notices
    for guardian in [smpp.logins, mail.guardian] {
      guardian.onLockOut { notices.lockedOut($0, from: $1.description) }
    }
    balances = BalanceAssembly(engine: engine, inForce: inForce, log: log)
    let readings = AlarmAssembly(engine: engine, inForce: inForce, balances: balances, space: space)
    let alarms = AlarmWatch(
      terms: AlarmAssembly.terms(configuration), metrics: metrics, log: log, read: { readings.read($0) },
      tell: { desk.tell($0) })
    self.alarms = alarms
    let reloading = ReloadDoor()
    self.reloading = reloading
    admin = AdminAssembly(
      inForce: inForce, engine: engine, smpp: smpp, store: availability, metrics: metrics, log: log,
      auditLog: try StandardError.auditLog(configuration), kept: recovery.remembered, node: opened.node,
      reload: { reloading.reload($0) }, alarms: { alarms.standing(at: engine.executor.wallClock) },
      balances: { [balances] in balances.known }
    ).service()
    flow = FlowSampler(admin)
    let pauses = AcceptPauses(metrics: metrics, log: log)
    listeners =
      try SMPPAssembly.listen(configuration, smpp, on: loops, tls: tls, pauses: pauses)
      + mail.listen(configuration, on: loops, pauses: pauses)
      + AdminAssembly.listen(configuration, admin, on: loops, tls: tls)
    ProcessAssembly.finish(configuration.bridge, log: log)
  }

  private static func recover(_ store: any MessageStore, _ now: Timestamp) throws(StartFailure) -> Recovery {
    try reading { () throws(StoreError) in try store.recover(now: now) }
  }

  private static func reading<Found>(_ read: () throws(StoreError) -> Found) throws(StartFailure) -> Found {
    do throws(StoreError) {
      return try read()
    } catch {
      throw StartFailure(sentence: "the store cannot be read: \(error.sentence)")
    }
  }

  private func start() {
    // A certificate that was made at the start is not new to the first reload.
    _ = inForce.replace(configuration)
    reloading.open { [weak self] in self?.reload() ?? .refused(["the bridge is stopping"]) }
    writer.start()
    space.start()
    waiting.start()
    engine.start()
    for name in ProviderAssembly.held(configuration) { engine.hold(provider: name) }
    mail.start(configuration)
    flow.start()
    balances.start()
    alarms.start()
    notices.start()
    ReassemblySweeper(engine: engine, accounts: smpp.accounts, log: log).start()
    if let shared {
      let wallClock = { @Sendable [executor = engine.executor] in executor.wallClock }
      LimitSharing(
        store: shared, accounts: smpp.accounts, sessions: smpp.sessions, exchange: exchange, wallClock: wallClock,
        metrics: metrics, log: log
      ).start()
    }
    availability.start()
    OutbindCaller(service: smpp, loops: loops).start()
    resubmissions.start()
  }

  /// Where everything listens, and what to try first.
  private var banner: String {
    var lines = ["Passerelle \(configuration.bridge.name) is running."]
    for open in listeners { lines.append("  \(open.purpose) on \(open.listener.address)") }
    if let account = configuration.accounts.first(where: { $0.name == "demo" }), account.systemID == "demo" {
      lines.append("Account demo, password demo; token of the console: demo. From this machine only.")
      let program = CommandLine.arguments.first ?? "passerelle"
      lines.append("Try it: \(program) send --simulate --to 375291234567 --text \"Hello\"")
    }
    return lines.joined(separator: "\n")
  }

  // MARK: Signals

  private func reloadOnSignal() {
    reloading.reload { [self] result in
      let answer =
        switch result {
        case .done(let live, let restart): "in force: \(live.count), after a restart: \(restart.count)"
        case .refused(let faults): "refused: \(faults.first ?? "")"
        }
      admin.audit(
        AuditTrail.Entry(at: engine.executor.wallClock, who: "signal", what: "reload", target: "SIGHUP", answer: answer)
      )
    }
  }

  private func serve(until signals: SignalDesk) {
    let stopped = DispatchSemaphore(value: 0)
    signals.attach { [self] signal in
      switch signal {
      case .hangUp: reloadOnSignal()
      default: stop { stopped.signal() }
      }
    }
    ServiceManager.notify("READY=1")
    if let interval = ServiceManager.watchdogInterval() {
      Watchdog(engine.executor, loops.loops, interval: interval).start()
    }
    stopped.wait()
    signals.cancel()
  }

  /// Unbinds every client, lets what is under way end, closes the store.
  private func stop(_ done: @escaping @Sendable () -> Void) {
    ServiceManager.notify("STOPPING=1")
    log.info("stopping")
    alarms.stop()
    balances.stop()
    Task { [self] in
      for open in listeners { await open.listener.stop() }
      await smpp.endSessions(patience: configuration.smpp.unbindTimeout + .seconds(1))
      resubmissions.write()
      await mail.endSessions(patience: .seconds(2))
      await withCheckedContinuation { ended in
        engine.drain(patience: inForce.now.bridge.drainTimeout) { ended.resume() }
      }
      await alarmDesk.stop()
      await mail.stop()
      await exchange.stop(grace: .seconds(1))
      // A database that does not come back must not keep us: what it did not confirm was acknowledged to nobody.
      shared?.interrupt()
      writer.stop(done)
    }
  }
}
