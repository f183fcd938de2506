import Admin
import Configuration
import Delivery
import Dispatch
import Listeners
import Messages
import PostgresStore
import Store
import Synchronization
import Telemetry
import Transport

/// The running bridge: everything made in the order in which it depends on each other, and taken down the other way round.
package final class BridgeProcess: Sendable {
  private let configuration: Configuration
  /// What the last reload brought.
  private let inForce: Mutex<Configuration>
  private let log: Log
  private let metrics: Metrics
  private let writer: StoreWriter
  private let space: FreeSpace
  private let engine: Engine
  private let smpp: SMPPService
  private let resubmissions: ResubmissionMemory
  private let tls: TLSContext?
  private let mail: MailAssembly
  private let admin: AdminService
  private let flow: FlowSampler
  private let loops: EventLoopGroup
  private let listeners: [OpenListener]
  private let exchange: ProviderExchange
  /// The store where several nodes share it.
  private let shared: PostgresStore?
  private let availability: StoreAvailability

  /// Runs until SIGTERM or SIGINT; false when it could not start, for which `say` has told the reason.
  ///
  /// - Parameters:
  ///   - reload: reads the configuration again on SIGHUP; nil when it has faults.
  ///   - say: takes sentences for the person at the terminal.
  package static func run(
    _ configuration: Configuration, reload: @escaping @Sendable () -> Configuration?,
    say: @escaping @Sendable (String) -> Void
  ) -> Bool {
    let hindrances = Readiness.hindrances(of: configuration)
    guard hindrances.isEmpty else {
      for sentence in hindrances { say("passerelle: " + sentence) }
      return false
    }
    do throws(StartFailure) {
      // Before anything listens: a signal must not find the default action.
      let signals = SignalDesk()
      let process = try BridgeProcess(configuration)
      process.start()
      say(process.banner)
      process.serve(until: signals, reload: reload)
      return true
    } catch {
      say("passerelle: " + error.sentence)
      return false
    }
  }

  private init(_ written: Configuration) throws(StartFailure) {
    let configuration = AccountAssembly.withDryRuns(written)
    self.configuration = configuration
    inForce = Mutex(configuration)
    ProcessLimits.ignoreBrokenPipes()
    _ = ProcessLimits.raiseDescriptorLimit()
    _ = ProcessLimits.capMallocArenas()
    let settings = configuration.log
    let log = StandardError.log(
      Log.Level(word: settings.level.rawValue) ?? .info, settings.format == .json ? .json : .logfmt,
      showsContent: !settings.maskNumbers)
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
    let company = opened.company(configuration)
    writer = StoreWriter(store: opened.store, metrics: metrics, inboxLimit: configuration.store.queueLimit * 4)
    space = FreeSpace(
      configuration.bridge.data, least: configuration.bridge.minimumFreeSpace, writer: writer, metrics: metrics,
      log: log)
    exchange = ProviderExchange(HTTPAssembly.lines(configuration), clock: { executor.now })
    let simulated = SimulatorAssembly(configuration.providers, real: exchange)
    engine = Engine(
      Engine.Parts(
        executor: executor, gate: writer, ledger: opened.ledger, recovery: recovery,
        providers: providers, exchange: simulated, router: RoutingAssembly.router(configuration, providers),
        callbackURLs: ProviderAssembly.callbackURLs(configuration),
        owner: MailAssembly.owner(configuration, IncomingAssembly.owner(configuration)),
        node: opened.node, company: company, terms: DeliveryAssembly.terms(configuration),
        retention: configuration.store.keepFinished,
        metrics: metrics,
        log: log))
    let engine = engine
    shared = opened.shared
    shared?.onNotice { engine.take($0) }
    let accounts = AccountDirectory(AccountAssembly.accounts(configuration), now: executor.now)
    smpp = SMPPService(
      accounts: accounts, logins: SMPPAssembly.logins(configuration), sessions: SessionDirectory(), engine: engine,
      settings: SMPPAssembly.settings(configuration), rejects: RejectRing(capacity: settings.rejectedKept),
      lists: ListDirectory(SMPPAssembly.lists(configuration)), metrics: metrics, log: log)
    loops =
      configuration.bridge.eventLoops > 0
      ? EventLoopGroup(count: configuration.bridge.eventLoops) : EventLoopGroup()
    availability = StoreAvailability(writer, shared, metrics, log)
    admin = AdminAssembly(
      configuration: configuration, engine: engine, smpp: smpp, store: availability, metrics: metrics, log: log
    ).service()
    flow = FlowSampler(admin)
    mail = try MailAssembly(
      configuration,
      MailAssembly.Shared(
        engine: engine, accounts: accounts, sessions: smpp.sessions, rejects: smpp.rejects, recovery: recovery,
        metrics: metrics, log: log))
    resubmissions = ResubmissionMemory(service: smpp, node: opened.node)
    resubmissions.recall(recovery)
    let pauses = AcceptPauses(metrics: metrics, log: log)
    listeners =
      try SMPPAssembly.listen(configuration, smpp, on: loops, tls: tls, pauses: pauses)
      + mail.listen(configuration, on: loops)
      + AdminAssembly.listen(configuration, admin, on: loops, tls: tls)
    ProcessAssembly.finish(configuration.bridge, log: log)
  }

  private static func recover(_ store: any MessageStore, _ now: Timestamp) throws(StartFailure) -> Recovery {
    do throws(StoreError) {
      return try store.recover(now: now)
    } catch {
      throw StartFailure(sentence: "the store cannot be read: \(error.sentence)")
    }
  }

  private func start() {
    writer.start()
    space.start()
    engine.start()
    for name in ProviderAssembly.held(configuration) { engine.hold(provider: name) }
    mail.start()
    flow.start()
    ReassemblySweeper(engine: engine, accounts: smpp.accounts, log: log).start()
    if let shared {
      let wallClock = { @Sendable [executor = engine.executor] in executor.wallClock }
      LimitSharing(
        store: shared, accounts: smpp.accounts, sessions: smpp.sessions, exchange: exchange, wallClock: wallClock
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

  private func serve(until signals: SignalDesk, reload: @escaping @Sendable () -> Configuration?) {
    let stopped = DispatchSemaphore(value: 0)
    signals.attach { [self] signal in
      switch signal {
      case .hangUp:
        ServiceManager.notify("RELOADING=1\n" + ServiceManager.monotonicLine)
        take(reload())
        ServiceManager.notify("READY=1")
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

  /// Puts what can change live in place; what cannot is named and waits for a restart.
  private func take(_ next: Configuration?) {
    guard let next = next.map(AccountAssembly.withDryRuns) else {
      return log.error("reload-refused", ["reason": "the new configuration has faults; the old one stays"])
    }
    smpp.accounts.replace(AccountAssembly.accounts(next), now: engine.executor.now)
    smpp.lists.replace(SMPPAssembly.lists(next))
    take(providersOf: next)
    mail.replace(next)
    admin.update(AdminAssembly.terms(next))
    renewCertificates()
    space.update(least: next.bridge.minimumFreeSpace)
    let plan = ReloadPlan(from: configuration, to: next)
    for change in plan.restart { log.warning("reload-needs-restart", ["key": "\(change.key)"]) }
    log.info("reloaded", ["changes": "\(plan.live.count)"])
  }

  /// Reads the certificates again from where they are; connections that stand keep what they have.
  private func renewCertificates() {
    do throws(TLSFailure) {
      try tls?.reload()
    } catch {
      log.error("certificates-refused", ["file": error.file, "reason": error.reason, "effect": "the old ones stay"])
    }
  }

  private func take(providersOf next: Configuration) {
    do throws(StartFailure) {
      let providers = try ProviderAssembly.providers(next)
      let previous = inForce.withLock { $0 }
      exchange.replace(HTTPAssembly.lines(next))
      engine.intake.routing.router = RoutingAssembly.router(next, providers)
      engine.replace(providers: providers, changed: ProviderAssembly.changed(from: previous, to: next))
      let (before, after) = (ProviderAssembly.held(previous), ProviderAssembly.held(next))
      for name in after.subtracting(before) { engine.hold(provider: name) }
      for name in before.subtracting(after) { engine.resume(provider: name) }
      inForce.withLock { $0 = next }
    } catch {
      log.error("reload-refused", ["reason": error.sentence])
    }
  }

  /// Unbinds every client, lets what is under way end, closes the store.
  private func stop(_ done: @escaping @Sendable () -> Void) {
    ServiceManager.notify("STOPPING=1")
    log.info("stopping")
    Task { [self] in
      for open in listeners { await open.listener.stop() }
      await smpp.endSessions(patience: configuration.smpp.unbindTimeout + .seconds(1))
      resubmissions.write()
      await mail.endSessions(patience: .seconds(2))
      await withCheckedContinuation { ended in
        engine.drain(patience: configuration.bridge.drainTimeout) { ended.resume() }
      }
      await mail.stop()
      await exchange.stop(grace: .seconds(1))
      // A database that does not come back must not keep us: what it did not confirm was acknowledged to nobody.
      shared?.interrupt()
      writer.stop(done)
    }
  }
}
