import Configuration
import Delivery
import HTTPClient
import Listeners
import Mail
import Messages
import SMTP
import Store
import Telemetry
import Translation
import Transport

/// Everything about mail, made from the configuration: listeners, receipts and messages that leave as mail.
final class MailAssembly: Sendable {
  /// What mail shares with the rest of the bridge.
  struct Shared {
    var engine: Engine
    var accounts: AccountDirectory
    var sessions: SessionDirectory
    var rejects: RejectRing
    var recovery: Recovery
    var metrics: Metrics
    var log: Log
  }

  let service: SMTPService
  private let sink: MailSink
  private let outbox: ReceiptOutbox
  private let relay: CurlMailer?
  private let incoming: [String]

  init(_ configuration: Configuration, _ shared: Shared) throws(StartFailure) {
    let secret = Self.secret(configuration, shared)
    let domain = Self.domain(configuration)
    let replies = ReplyAddresses(secret: secret, domain: domain, lifetime: configuration.mail.replyLifetime)
    relay = Self.relay(configuration)
    let carrier = try Self.carrier(configuration, relay)
    guard let sender = Self.sender(configuration, domain) else {
      throw StartFailure(sentence: "postmaster@\(domain) is no mail address: set mail.from or smtp.domains")
    }
    let decoy = Digest.sha256.authenticationCode("decoy".utf8, key: secret)
    let smtp = configuration.smtp
    let logins = SMTPLogins(
      accounts: shared.accounts,
      guardian: LoginGuard(
        failures: smtp.authBan > .zero ? smtp.authBanFailures : 0, window: smtp.authFailureWindow, ban: smtp.authBan),
      verifiers: Self.verifiers(configuration, salting: decoy), metrics: shared.metrics, log: shared.log)
    let now = shared.engine.executor.now
    service = SMTPService(
      SMTPService.Parts(
        settings: SMTPSettingsAssembly.settings(configuration), profiles: SMTPSettingsAssembly.profiles(configuration),
        accounts: shared.accounts, sessions: shared.sessions, rejects: shared.rejects, intake: shared.engine.intake,
        seen: SeenMails(remembered: shared.recovery.remembered, window: smtp.dedupeWindow, now: now), replies: replies,
        carrier: carrier, logins: logins, decoySecret: decoy, tls: try Self.tls(configuration),
        metrics: shared.metrics, log: shared.log))
    outbox = shared.engine.outbox
    let service = service
    sink = MailSink(
      MailSink.Parts(
        carrier: carrier, outbox: outbox, ledger: shared.engine.ledger,
        reports: ReportTranslation(gateway: configuration.bridge.name, from: sender),
        replies: replies, profiles: { service.profile(of: $0) },
        language: SMTPSettingsAssembly.language(configuration.mail.language), perSender: configuration.mail.perSender,
        metrics: shared.metrics, log: shared.log))
    incoming = configuration.accounts.filter { $0.enabled && !$0.incomingMail.isEmpty }.map(\.name)
  }

  // MARK: Running

  /// Begins to send what is owed by mail. After the engine has started.
  func start() {
    let (outbox, sink, queues) = (outbox, sink, incoming.map(MailSink.incomingQueue) + [Message.mailReceiptQueue])
    outbox.executor.post {
      outbox.assumeIsolated { outbox in
        for queue in queues { outbox.attach(sink, to: queue) }
      }
    }
  }

  /// Opens every listener of `[smtp]`.
  func listen(_ configuration: Configuration, on loops: EventLoopGroup) throws(StartFailure) -> [OpenListener] {
    let smtp = configuration.smtp
    let kinds: [(String, SMTPListenerKind, [ListenAddress])] = [
      ("SMTP", .mx, smtp.listen), ("SMTP submission", .submission, smtp.submissionListen),
      ("SMTP over TLS", .implicitTLS, smtp.tlsListen), ("LMTP", .lmtp, smtp.lmtpListen),
    ]
    var open: [OpenListener] = []
    for (purpose, kind, addresses) in kinds {
      let options = service.listenerOptions(for: kind)
      for address in addresses {
        open.append(
          try OpenListener(purpose, address, options, loops) { [service] in service.handler(for: $0, as: kind) })
      }
    }
    return open
  }

  /// Puts other settings in force; the accounts are replaced before.
  func replace(_ configuration: Configuration) {
    service.replace(
      settings: SMTPSettingsAssembly.settings(configuration), profiles: SMTPSettingsAssembly.profiles(configuration))
  }

  /// Lets sessions finish what they have begun, as long as `patience`. The listeners are stopped before.
  func endSessions(patience: Duration) async { await service.endSessions(patience: patience) }

  /// Ends deliveries to the relay. After the engine has drained.
  func stop() async { await relay?.stop(grace: .seconds(1)) }

  /// Who owns the messages that handsets send: an account that wants them by mail gets them through a queue of its own.
  static func owner(
    _ configuration: Configuration, _ owner: @escaping @Sendable (_ provider: String, _ number: String) -> String?
  ) -> @Sendable (_ provider: String, _ number: String) -> String? {
    let byMail = Set(configuration.accounts.filter { !$0.incomingMail.isEmpty }.map(\.name))
    return { provider, number in
      owner(provider, number).map { byMail.contains($0) ? MailSink.incomingQueue($0) : $0 }
    }
  }

  // MARK: Making

  private static func domain(_ configuration: Configuration) -> String {
    configuration.smtp.domains.first ?? configuration.bridge.name
  }

  private static func sender(_ configuration: Configuration, _ domain: String) -> MailAddress? {
    configuration.mail.from.flatMap { MailAddress($0) } ?? MailAddress(localPart: "postmaster", domain: domain)
  }

  /// What signs reply addresses: as configured, else made once and kept in the store.
  private static func secret(_ configuration: Configuration, _ shared: Shared) -> [UInt8] {
    if let secret = configuration.mail.replySecret { return Array(secret.value.utf8) }
    let key = "mail-reply-secret"
    if let kept = shared.recovery.remembered[key], !kept.isEmpty { return Array(kept.utf8) }
    let made = SecureRandom.bytes(32).map { String($0, radix: 16) }.joined(separator: "-")
    shared.engine.gate.submit([.remember(key: key, value: made, until: nil)]) { _ in }
    return Array(made.utf8)
  }

  private static func relay(_ configuration: Configuration) -> CurlMailer? {
    guard case .smtp(let host, let port, let isImplicit)? = configuration.mail.relay else { return nil }
    let place = Endpoint(host: host, port: UInt16(clamping: port))
    var relay = CurlMailer.Relay(
      url: (isImplicit ? "smtps://" : "smtp://") + place.description, helloName: configuration.bridge.name)
    relay.security = configuration.mail.tls == .required ? .required : .whenOffered
    relay.user = configuration.mail.user
    relay.password = configuration.mail.password?.value
    var settings = CurlSettings()
    settings.callTimeout = configuration.mail.timeout
    settings.maximumConcurrent = configuration.mail.concurrency
    settings.authoritiesFile = configuration.mail.caFile
    return CurlMailer(relay, settings)
  }

  private static func carrier(
    _ configuration: Configuration, _ relay: CurlMailer?
  ) throws(StartFailure) -> (any MailCarrier)? {
    if let relay { return RelayCarrier(relay) }
    guard case .folder(let path)? = configuration.mail.relay else { return nil }
    let folder = path.hasPrefix("/") ? path : configuration.bridge.data + "/" + path
    guard let carrier = FolderCarrier(path: folder) else {
      throw StartFailure(sentence: "mail.relay: the folder \(folder) cannot be written")
    }
    return carrier
  }

  /// A context of its own: a client that offers other protocols by ALPN is talking to the wrong server.
  private static func tls(_ configuration: Configuration) throws(StartFailure) -> TLSContext? {
    guard let settings = configuration.tls else { return nil }
    var server = ServerTLS(
      certificate: ServerTLS.Certificate(certificateFile: settings.certificate, keyFile: settings.key))
    for (name, file) in settings.names {
      server.named[name] = ServerTLS.Certificate(certificateFile: file, keyFile: file)
    }
    server.applicationProtocols = ["smtp"]
    do throws(TLSFailure) {
      return try TLSContext(server: server)
    } catch {
      throw StartFailure(sentence: "tls: \(error.file): \(error.reason)")
    }
  }

  /// What SCRAM needs; nil when some account's password is kept as a hash that SCRAM cannot use.
  private static func verifiers(
    _ configuration: Configuration, salting secret: [UInt8]
  ) -> (@Sendable (String) -> SCRAMVerifier?)? {
    let accounts = configuration.accounts.filter { $0.enabled && $0.systemID != nil }
    let passwords = accounts.compactMap { account in
      account.systemID.flatMap { user in account.password.map { (user, $0.value) } }
    }
    guard !passwords.contains(where: { PasswordHash.looksLikeHash($0.1) }) else { return nil }
    let byUser = Dictionary(passwords, uniquingKeysWith: { first, _ in first })
    return { user in byUser[user].map { SCRAMVerifier(password: Array($0.utf8), user: user, salting: secret) } }
  }
}

extension SCRAMVerifier {
  /// Made from a password in the clear; the salt of a user is always the same, as that of a user who is not there.
  init(password: [UInt8], user: String, salting secret: [UInt8]) {
    let hash = Digest.sha256
    let salt = Array(hash.authenticationCode("salt ".utf8 + Array(user.utf8), key: secret).prefix(16))
    let salted = hash.stretched(password, salt: salt, iterations: 4_096, count: 32)
    self.init(
      salt: salt, iterations: 4_096, storedKey: hash.hash(hash.authenticationCode("Client Key".utf8, key: salted)),
      serverKey: hash.authenticationCode("Server Key".utf8, key: salted))
  }
}

/// Brings mails of ours to a relay by libcurl.
private final class RelayCarrier: MailCarrier {
  private let mailer: CurlMailer

  init(_ mailer: CurlMailer) { self.mailer = mailer }

  func send(_ mail: CarriedMail, completion: @escaping @Sendable (CarriedMail.Outcome) -> Void) {
    let envelope = CurlMailer.Envelope(sender: mail.sender, recipients: mail.recipients, content: mail.content)
    mailer.send(envelope) { outcome in
      switch outcome {
      case .accepted: completion(.taken)
      case .permanent(let code, let text): completion(.refused("\(code) \(text)"))
      case .temporary(let code, let text): completion(.later("\(code) \(text)"))
      // A receipt may come twice rather than never.
      case .notSent(let reason), .noAnswer(let reason): completion(.later(reason))
      }
    }
  }
}
