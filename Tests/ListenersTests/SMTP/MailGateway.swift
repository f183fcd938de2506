import Delivery
import HTTP
import Listeners
import Mail
import Messages
import Providers
import SMTP
import Store
import Synchronization
import Telemetry
import Translation
import Transport

/// A gateway on loopback: real listeners, the engine, the store in memory and the simulated provider.
final class MailGateway: Sendable {
  let service: SMTPService
  let engine: Engine
  let store: MemoryStore
  let outbox = Outbox()
  /// Where mail to postmaster@ is kept.
  let drawer = Outbox()
  let sessions = SessionDirectory()
  private let writer: StoreWriter
  private let sink: MailSink
  private let listeners: [SMTPListenerKind: Listener]

  static let domain = "sms.example.test"
  static let replies = ReplyAddresses(secret: Array("a secret of the tests".utf8), domain: domain)

  init(
    kinds: [SMTPListenerKind] = [.mx], store: MemoryStore = MemoryStore(),
    adjust: (inout SMTPServiceSettings, inout [Account], inout [String: MailProfile]) -> Void = { _, _, _ in }
  ) throws {
    var settings = SMTPServiceSettings(hostname: "gw.example.test", domains: [Self.domain])
    var accounts = [Self.shop]
    var profiles: [String: MailProfile] = [:]
    adjust(&settings, &accounts, &profiles)
    self.store = store
    let (metrics, executor) = (Metrics(), QueueExecutor())
    let recovery = try store.recover(now: executor.wallClock)
    writer = StoreWriter(store: store, metrics: metrics)
    let provider = SimulatorProvider(name: "sim")
    engine = Engine(
      Engine.Parts(
        executor: executor, gate: writer, ledger: store, recovery: recovery, providers: [provider],
        exchange: SimulatedExchange(), router: Self.router, owner: { _, _ in MailSink.incomingQueue("shop") },
        metrics: metrics, log: .silent))
    let directory = AccountDirectory(accounts, now: executor.now)
    let logins = SMTPLogins(
      accounts: directory,
      guardian: LoginGuard(failures: 5, window: .seconds(60), ban: .seconds(60), doubles: true, addressPatience: 3),
      verifiers: nil, metrics: metrics, log: .silent)
    let service = SMTPService(
      SMTPService.Parts(
        settings: settings, profiles: profiles, accounts: directory, sessions: sessions,
        rejects: RejectRing(capacity: 100), intake: engine.intake,
        seen: SeenMails(remembered: recovery.remembered, window: settings.dedupeWindow, now: executor.now),
        replies: Self.replies, carrier: outbox, drawer: drawer, logins: logins, tls: nil, metrics: metrics, log: .silent
      ))
    self.service = service
    sink = MailSink(
      MailSink.Parts(
        carrier: outbox, outbox: engine.outbox, ledger: store,
        reports: ReportTranslation(
          gateway: "gw.example.test", from: MailAddress("postmaster@" + Self.domain) ?? Self.nobody),
        replies: Self.replies, profiles: { service.profile(of: $0) }, metrics: metrics, log: .silent))
    let group = EventLoopGroup(count: 1)
    var listeners: [SMTPListenerKind: Listener] = [:]
    for kind in kinds {
      listeners[kind] = try Listener(
        at: Endpoint(host: "127.0.0.1", port: 0), on: group, options: service.listenerOptions(for: kind)
      ) { service.handler(for: $0, as: kind) }
    }
    self.listeners = listeners
    start()
  }

  private static let nobody = MailAddress("nobody@localhost").unsafelyUnwrapped

  private func start() {
    writer.start()
    engine.start()
    let (sink, receipts) = (sink, engine.outbox)
    receipts.executor.post {
      receipts.assumeIsolated {
        $0.attach(sink, to: Message.mailReceiptQueue)
        $0.attach(sink, to: MailSink.incomingQueue("shop"))
      }
    }
  }

  /// A client that has said EHLO.
  func talk(_ kind: SMTPListenerKind = .mx, greeting: String? = nil) throws -> MailTalk {
    let talk = try connect(kind)
    _ = talk.reply()
    _ = talk.say(greeting ?? (kind == .lmtp ? "LHLO client.example.test" : "EHLO client.example.test"))
    return talk
  }

  /// A client that has said nothing.
  func connect(_ kind: SMTPListenerKind = .mx) throws -> MailTalk {
    guard let port = listeners[kind]?.address.port, let talk = MailTalk(port) else { throw NotListening() }
    return talk
  }

  struct NotListening: Error {}

  /// Everything that was accepted, oldest first.
  var messages: [Message] { ((try? store.search(MessageQuery(limit: 1_000))) ?? []).map(\.message).reversed() }

  static var shop: Account {
    let terms = AccountTerms(name: "shop", defaultSender: "SHOP", maxParts: 10)
    let secret = Array("secret".utf8)
    var account = Account(
      terms: terms, systemID: "shop", password: PasswordCheck(accepts: { $0 == secret }, isSlow: false),
      networks: [IPNetwork("127.0.0.0/8")].compactMap(\.self))
    account.mailAddresses = ["*@shop.example.test"]
    return account
  }

  private static let router = Router(rules: [
    RouteRule(name: "all", prefixes: ["375", "7"], channels: [.sms, .flash, .viber, .telegram], providers: ["sim"])
  ])

  /// Mails of ours, in order, for a test to wait for.
  final class Outbox: MailCarrier {
    private struct State {
      var mails: [CarriedMail] = []
      var waiter: CheckedContinuation<CarriedMail, Never>?
      var answer = CarriedMail.Outcome.taken
    }

    private let state = Mutex(State())

    func send(_ mail: CarriedMail, completion: @escaping @Sendable (CarriedMail.Outcome) -> Void) {
      let (waiter, answer) = state.withLock { state in
        defer { state.waiter = nil }
        if state.waiter == nil { state.mails.append(mail) }
        return (state.waiter, state.answer)
      }
      waiter?.resume(returning: mail)
      completion(answer)
    }

    /// Nothing has been sent that no test has taken.
    var isEmpty: Bool { state.withLock { $0.mails.isEmpty } }

    func answer(_ outcome: CarriedMail.Outcome) { state.withLock { $0.answer = outcome } }

    func next() async -> CarriedMail {
      await withCheckedContinuation { continuation in
        let mail = state.withLock { state -> CarriedMail? in
          if state.mails.isEmpty {
            state.waiter = continuation
            return nil
          }
          return state.mails.removeFirst()
        }
        if let mail { continuation.resume(returning: mail) }
      }
    }
  }
}

/// Carries calls to a simulated provider in this process.
final class SimulatedExchange: HTTPExchange {
  private let service = Mutex(SimulatedService())

  func perform(_ request: HTTPRequest, completion: @escaping @Sendable (Result<HTTPResponse, HTTPFailure>) -> Void) {
    switch service.withLock({ $0.answer(request, now: SystemClock.wall) }) {
    case .respond(let response, _): completion(.success(response))
    case .refuseConnection: completion(.failure(HTTPFailure(.notSent, reason: "nobody listens")))
    case .dropBefore, .dropAfter, .hang: completion(.failure(HTTPFailure(.noAnswer, reason: "closed")))
    }
  }
}
