import Delivery
import Dispatch
import Glibc
import Listeners
import Messages
import Providers
import SMPP
import Store
import Synchronization
import Telemetry
import Translation
import Transport

/// A gateway on a loopback port: SMPP listener, engine on a store in memory, and the simulated provider.
final class TestGateway: Sendable {
  let port: UInt16
  let service: SMPPService
  let engine: Engine
  let store: TroubledStore
  let provider: FarSide
  let metrics: Metrics
  private let writer: StoreWriter
  private let listener: Listener
  private let loops: EventLoopGroup

  init(
    _ accounts: [Account] = [.shop], lists: [ListDirectory.List] = [], logins: LoginGuard? = nil,
    flash: Bool = true, memory: MemoryStore = MemoryStore(), delay: Duration = .zero,
    settings change: (inout SMPPService.Settings) -> Void = { _ in }
  ) throws {
    let executor = QueueExecutor()
    metrics = Metrics()
    store = TroubledStore(memory)
    writer = StoreWriter(store: store, metrics: metrics)
    provider = FarSide(SimulatedService(.init(deliveryDelay: delay)), on: executor)
    var terms = DeliveryTerms()
    terms.receiptGrace = .milliseconds(1)
    let channels = Channel.allCases.filter { flash || $0 != .flash }
    let recovery = try store.recover(now: executor.wallClock)
    engine = Engine(
      Engine.Parts(
        executor: executor, gate: writer, ledger: store.memory, recovery: recovery,
        providers: [SimulatorProvider(name: "sim")], exchange: provider,
        router: Router(rules: [
          RouteRule(name: "375", prefixes: ["375"], channels: channels, providers: ["sim"])
        ]), terms: terms, metrics: metrics, log: .silent))
    var settings = SMPPService.Settings()
    change(&settings)
    let service = SMPPService(
      accounts: AccountDirectory(accounts, now: EventLoop.now),
      logins: logins ?? LoginGuard(failures: 0, window: .seconds(60), ban: .seconds(60)),
      sessions: SessionDirectory(), engine: engine, settings: settings, rejects: RejectRing(capacity: 16),
      lists: ListDirectory(lists), metrics: metrics, log: .silent)
    self.service = service
    loops = EventLoopGroup(count: 2)
    let resubmissions = ResubmissionMemory(service: service, node: 0)
    try resubmissions.recall(recovery)
    listener = try Listener(at: Endpoint(host: "127.0.0.1", port: 0), on: loops) { service.handler(for: $0) }
    port = listener.address.port
    writer.start()
    engine.start()
    resubmissions.start()
    ReassemblySweeper(
      engine: engine, accounts: service.accounts, orphanTimeout: .milliseconds(1), log: .silent
    ).start()
  }

  /// Dials the clients that have receipts waiting.
  func dialClients() {
    let caller = OutbindCaller(service: service, loops: loops)
    engine.executor.post { caller.callAll() }
  }

  /// A client that is connected and not bound.
  func connect() throws -> ESME { try ESME(port, of: self) }

  /// A client that is bound.
  func bound(
    _ mode: BindMode = .transceiver, _ version: InterfaceVersion = .v34, systemID: String = "shop"
  ) throws -> ESME {
    let esme = try ESME(port, of: self)
    guard esme.bind(mode, version, systemID: systemID) == .ok else { throw Missing("the bind was refused") }
    return esme
  }

  /// Waits until something is so; false after 20 seconds.
  func eventually(_ holds: () -> Bool) -> Bool {
    let end = SystemClock.monotonic + .seconds(20)
    while SystemClock.monotonic < end {
      if holds() { return true }
      // Behind what the engine has to do by now.
      let turn = DispatchSemaphore(value: 0)
      engine.executor.schedule(after: .milliseconds(5)) { turn.signal() }
      turn.wait()
    }
    return false
  }
}

/// What a test expected and did not find.
struct Missing: Error {
  let what: String
  init(_ what: String) { self.what = what }
}

extension Account {
  /// `shop` with the password `secret`, from anywhere.
  static var shop: Account { named("shop") }

  static func named(_ name: String, _ change: (inout Account) -> Void = { _ in }) -> Account {
    let expected = Array("secret".utf8)
    var account = Account(
      terms: AccountTerms(name: name), systemID: name,
      password: PasswordCheck(accepts: { $0 == expected }, isSlow: false))
    change(&account)
    return account
  }
}
