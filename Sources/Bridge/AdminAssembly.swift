import Admin
import Configuration
import Delivery
import HTTP
import Listeners
import Messages
import Pacing
import Providers
import SMSText
import Store
import Telemetry
import Translation
import Transport

/// The admin listener of the configuration, and what it shows and does.
struct AdminAssembly {
  let inForce: SettingsInForce
  let engine: Engine
  let smpp: SMPPService
  let store: StoreAvailability
  let metrics: Metrics
  let log: Log
  let auditLog: Log
  /// What the store remembers.
  let kept: [String: String]
  let node: Int
  let reload: @Sendable (@escaping AdminSources.Done<AdminViews.Reload>) -> Void
  let alarms: @Sendable () -> [AlarmNotice]
  /// What is left at the providers that were asked, by name.
  let balances: @Sendable () -> [String: Double]

  func service() -> AdminService {
    AdminService(sources: sources(), terms: Self.terms(inForce.now), metrics: metrics, log: log)
  }

  static func terms(_ configuration: Configuration) -> AdminTerms {
    let admin = configuration.admin
    var terms = AdminTerms()
    terms.token = admin.token.map { Array($0.value.utf8) }
    terms.readToken = admin.readToken.map { Array($0.value.utf8) }
    terms.openProbes = admin.openMetrics
    terms.networks = admin.networks.compactMap(\.transportNetwork)
    terms.proxyNetworks = admin.proxyNetworks.compactMap(\.transportNetwork)
    terms.maxConnections = admin.maxConnections
    terms.limits.request.body = admin.maxRequest
    terms.limits.requestTimeout = admin.requestTimeout
    return terms
  }

  /// Opens the admin addresses and, where they are apart, those of callbacks.
  static func listen(
    _ configuration: Configuration, _ service: AdminService, on loops: EventLoopGroup, tls: TLSContext?
  ) throws(StartFailure) -> [OpenListener] {
    var options = ListenerOptions()
    if configuration.admin.tls, let tls { options.tls = .implicit(tls) }
    var open: [OpenListener] = []
    for address in configuration.admin.listen {
      open.append(try OpenListener("Console", address, options, loops) { service.handler(for: $0) })
    }
    for address in configuration.admin.callbackListen {
      open.append(
        try OpenListener("Callbacks", address, options, loops) { service.handler(for: $0, door: .callbacks) })
    }
    return open
  }

  // MARK: Sources

  private func sources() -> AdminSources {
    let (engine, smpp) = (engine, smpp)
    var sources = AdminSources(
      ledger: engine.ledger, wallClock: { engine.executor.wallClock },
      storeWritable: { done in
        let probe = StoreChange.remember(key: "probe", value: "", until: nil)
        engine.gate.submit([probe]) { answers in if case .success = answers { done(true) } else { done(false) } }
      })
    sources.version = "0.1.0"
    sources.notReady = { [store] in
      if !store.isAvailable { return ["the store cannot be written"] }
      return engine.intake.isOverloaded ? ["the store is behind"] : []
    }
    sources.sessions = { smpp.sessions.all.map(AdminViews.Session.init) }
    sources.rejected = { smpp.rejects.all.map(AdminViews.Rejected.init) }
    sources.settings = { [inForce] in EffectiveSettings.text(inForce.now) }
    sources.reload = reload
    sources.alarms = alarms
    sources.auditLog = auditLog
    sources.trail = trail()
    sources.providers = providers()
    sources.ask(through: engine.desk)
    sources.callbackSecrets = { [inForce] in ProviderAssembly.callbackSecrets(inForce.now) }
    sources.callback = { provider, request, done in engine.callback(provider, request, done: done) }
    sources.preview = { AdminViews.Preview(MessageSize($0)) }
    sources.encodingReason = { EncodingReason.sentence($0) }
    let quotes = QuoteDesk(engine: engine, accounts: smpp.accounts, inForce: inForce)
    sources.quote = { quotes.quote($0, $1) }
    sources.lists = { [inForce] in inForce.now.lists.map(AdminViews.DistributionList.init) }
    sources.texts = { [inForce] in inForce.now.texts.map(AdminViews.CannedText.init) }
    sources.resume = { provider, done in
      engine.resume(provider: provider)
      done(.done("messages for \(provider) go out again"))
    }
    sources.stop = { provider, done in
      engine.hold(provider: provider)
      done(.done("messages for \(provider) are held"))
    }
    sources.send = { draft, done in Self.send(draft, engine, smpp.accounts, done) }
    sources.deeds = Self.deeds(engine, smpp.accounts)
    return sources
  }

  /// The trail of this node, with what earlier runs left in the store.
  private func trail() -> AuditTrail {
    let (prefix, gate) = ("audit/\(node)/", engine.gate)
    let texts = kept.filter { $0.key.utf8.starts(with: prefix.utf8) }.map(\.value)
    return AuditTrail(kept: texts) { place, text, done in
      gate.submit([.remember(key: prefix + String(place), value: text, until: nil)]) { _ in done() }
    }
  }

  private func providers() -> @Sendable (@escaping AdminSources.Done<[AdminViews.Provider]>) -> Void {
    let (engine, inForce, balances) = (engine, inForce, balances)
    return { done in
      let (configured, balances) = (inForce.now.providers, balances())
      engine.executor.post {
        done(
          configured.map { settings in
            var view = engine.dispatcher.assumeIsolated { Self.view(of: settings, $0) }
            view.inquiries = engine.desk.providers[settings.name]?.inquiries ?? []
            view.balance = balances[settings.name]
            return view
          })
      }
    }
  }

  private static func view(of settings: ConfiguredProvider, _ dispatcher: isolated Dispatcher) -> AdminViews.Provider {
    let now = dispatcher.executor.now
    let lanes = dispatcher.lanes.filter { $0.key.provider == settings.name }.map { AdminViews.Lane($0.value, now: now) }
    var view = AdminViews.Provider(
      name: settings.name, kind: settings.kind.rawValue,
      lanes: lanes.sorted { $0.channel.rawValue < $1.channel.rawValue },
      undecidedCalls: dispatcher.undecided(at: settings.name))
    view.balanceAlarm = settings.balanceAlarm
    if dispatcher.heldProviders.contains(settings.name) {
      let hold: AdminViews.Provider.Hold = settings.maintenance ? .bySetting : .byHand
      view.operatorHold = hold.rawValue
    }
    view.errorsSince = dispatcher.startedAt
    view.errors = ProviderTroubles.Class.allCases.compactMap { each in
      (dispatcher.troubles[settings.name]?.lines[each]).map { line in
        AdminViews.ErrorClass(name: each.rawValue, messages: line.count, words: line.words, at: line.at)
      }
    }
    return view
  }

  private static func send(
    _ draft: AdminViews.Draft, _ engine: Engine, _ accounts: AccountDirectory,
    _ done: @escaping AdminSources.Done<AdminViews.Sent>
  ) {
    guard let entry = accounts.named(draft.account) else { return done(.refused("there is no such account")) }
    let new = QuoteDesk.message(draft, at: engine.executor.wallClock)
    switch engine.intake.prepare(new, account: entry.account.terms, meter: entry.meter, now: engine.executor.now) {
    case .failure(let refusal): done(.refused(RefusalTable.row(refusal).words))
    case .success(let message):
      var batch = Intake.Batch()
      batch.messages = [message]
      batch.charges = [(entry.meter, message.segments)]
      engine.intake.commit(batch) { refusal in
        done(refusal.map { .refused(RefusalTable.row($0).words) } ?? .accepted(message.id))
      }
    }
  }

  private static func deeds(
    _ engine: Engine, _ accounts: AccountDirectory
  ) -> [AdminViews.MessageDeed: @Sendable (MessageID, @escaping AdminSources.Done<AdminViews.Deed>) -> Void] {
    [
      .cancel: { id, done in cancel(id, engine, done) },
      .hold: { id, done in engine.hold(id) { done(AdminViews.Deed($0) { _ in "held" }) } },
      .release: { id, done in engine.release(id) { done(AdminViews.Deed($0) { _ in "let go" }) } },
      .replay: { id, done in
        let terms: @Sendable (String) -> (AccountTerms, AccountMeter)? = { name in
          accounts.named(name).map { ($0.account.terms, $0.meter) }
        }
        engine.replay(id, terms: terms) { deed in
          done(AdminViews.Deed(deed) { made in "sent again" + (made.map { " as \($0)" } ?? "") })
        }
      },
    ]
  }

  private static func cancel(_ id: MessageID, _ engine: Engine, _ done: @escaping AdminSources.Done<AdminViews.Deed>) {
    engine.cancel(.message(id)) { result in
      switch result {
      case .success(let ids): done(ids.isEmpty ? .refused("it is with a provider or has ended") : .done("cancelled"))
      case .failure: done(.refused("the store cannot be written now"))
      }
    }
  }
}

extension AdminViews.Deed {
  /// - Parameter words: what was brought about.
  init(_ deed: Engine.Deed, _ words: (MessageID?) -> String) {
    switch deed {
    case .done(let made): self = .done(words(made), made: made)
    case .refused(let reason): self = .refused(reason)
    case .notFound: self = .notFound
    }
  }
}

extension AdminViews.DistributionList {
  init(_ list: ListSettings) {
    self.init(
      name: list.name, members: list.members, provider: list.provider, listID: list.listID, accounts: list.accounts)
  }
}

extension AdminViews.CannedText {
  init(_ text: TextSettings) { self.init(id: text.id, text: text.text, accounts: text.accounts) }
}

extension AdminViews.Session {
  init(_ facts: SessionDirectory.Facts) {
    self.init(
      id: facts.id, account: facts.account, systemID: facts.systemID, kind: facts.kind, peer: facts.peer,
      version: facts.version, isTLS: facts.isTLS, since: facts.since)
    quirks = facts.quirks
  }
}

extension AdminViews.Rejected {
  init(_ entry: RejectRing.Entry) {
    self.init(
      at: entry.at, protocolName: entry.protocolName, peer: entry.peer, account: entry.account, answer: entry.answer,
      field: entry.field, offset: entry.offset, reason: entry.reason, bytes: entry.bytes)
  }
}

extension AdminViews.Lane {
  init(_ lane: Delivery.Lane, now: Duration) {
    let (reason, stopped): (String?, Bool) =
      switch lane.hold {
      case .none: (lane.trouble(now: now), false)
      case .until(_, let reason): (reason, false)
      case .stopped(let reason): (reason, true)
      }
    self.init(
      channel: lane.name.channel, waiting: lane.queue.count, calls: lane.inFlight.inFlight, hold: reason,
      isStopped: stopped)
  }
}
