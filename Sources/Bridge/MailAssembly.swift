import Configuration
import Delivery
import HTTPClient
import Listeners
import Mail
import Messages
import SMTP
import Store
import Synchronization
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
  private let drawer: MailDrawer?
  let carrier: (any MailCarrier)?
  let replies: ReplyAddresses
  let sender: MailAddress
  let gateway: String
  /// Accounts whose queue of incoming messages has its sink.
  private let attached = Mutex<Set<String>>([])
  /// Who is shut out from logging in by mail.
  let guardian: LoginGuard
  private let logins: SMTPLogins
  private let decoy: [UInt8]
  private let tls: TLSContext?

  init(_ configuration: Configuration, _ shared: Shared) throws(StartFailure) {
    let terms = MailTerms(configuration)
    guard let sender = terms.sender else {
      throw StartFailure(sentence: "postmaster@\(terms.domain) is no mail address: set mail.from or smtp.domains")
    }
    let secret = Self.secret(terms, shared)
    let replies = ReplyAddresses(secret: secret, domain: terms.domain, lifetime: terms.replyLifetime)
    self.replies = replies
    relay = terms.relay.map { CurlMailer($0, terms.transfers) }
    let executor = shared.engine.executor
    let carrier = try Self.carrier(terms, relay).map { carrier throws(StartFailure) in
      try Self.signing(carrier, terms, sender.domain) { executor.wallClock }
    }
    self.carrier = carrier
    self.sender = sender
    gateway = configuration.bridge.name
    let decoy = Digest.sha256.authenticationCode("decoy".utf8, key: secret)
    self.decoy = decoy
    guardian = terms.guardian
    logins = SMTPLogins(
      accounts: shared.accounts, guardian: guardian, verifiers: Self.verifiers(configuration, salting: decoy),
      metrics: shared.metrics, log: shared.log)
    tls = try Self.tls(configuration)
    drawer = MailDrawer(path: terms.drawer, limit: terms.keptMails, metrics: shared.metrics)
    let now = shared.engine.executor.now
    service = SMTPService(
      SMTPService.Parts(
        settings: SMTPSettingsAssembly.settings(configuration), profiles: SMTPSettingsAssembly.profiles(configuration),
        accounts: shared.accounts, sessions: shared.sessions, rejects: shared.rejects, intake: shared.engine.intake,
        seen: SeenMails(
          remembered: shared.recovery.remembered, window: configuration.smtp.dedupeWindow, now: now),
        replies: replies, carrier: carrier, drawer: drawer,
        logins: logins, decoySecret: decoy, tls: tls, metrics: shared.metrics, log: shared.log))
    outbox = shared.engine.outbox
    let service = service
    sink = MailSink(
      MailSink.Parts(
        carrier: carrier, outbox: outbox, ledger: shared.engine.ledger,
        reports: ReportTranslation(gateway: configuration.bridge.name, from: sender),
        replies: replies, profiles: { service.profile(of: $0) }, language: terms.language, perSender: terms.perSender,
        maxAge: terms.maxAge, metrics: shared.metrics, log: shared.log))
  }

  // MARK: Running

  /// Begins to send what is owed by mail. After the engine has started.
  func start(_ configuration: Configuration) {
    attach(to: [Message.mailReceiptQueue])
    attachIncoming(configuration)
  }

  /// A queue whose account wants no mail any more keeps its sink, which tells what waits there why it does not leave.
  private func attachIncoming(_ configuration: Configuration) {
    let wanted = MailTerms(configuration).incoming
    let fresh = attached.withLock { attached in wanted.filter { attached.insert($0).inserted } }
    attach(to: fresh.map(MailSink.incomingQueue))
  }

  private func attach(to queues: [String]) {
    let (outbox, sink) = (outbox, sink)
    outbox.executor.post {
      outbox.assumeIsolated { outbox in
        for queue in queues { outbox.attach(sink, to: queue) }
      }
    }
  }

  /// Opens every listener of `[smtp]`.
  func listen(
    _ configuration: Configuration, on loops: EventLoopGroup, pauses: AcceptPauses
  ) throws(StartFailure) -> [OpenListener] {
    let smtp = configuration.smtp
    let kinds: [(String, SMTPListenerKind, [ListenAddress])] = [
      ("SMTP", .mx, smtp.listen), ("SMTP submission", .submission, smtp.submissionListen),
      ("SMTP over TLS", .implicitTLS, smtp.tlsListen), ("LMTP", .lmtp, smtp.lmtpListen),
    ]
    var open: [OpenListener] = []
    for (purpose, kind, addresses) in kinds {
      var options = service.listenerOptions(for: kind)
      options.exhausted = pauses.exhausted("smtp")
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
    logins.replace(verifiers: Self.verifiers(configuration, salting: decoy))
    drawer?.update(limit: configuration.smtp.keptMails)
    attachIncoming(configuration)
  }

  /// Makes other certificates for connections to come; nil without TLS.
  func certificates(_ configuration: Configuration) throws(TLSFailure) -> TLSContext.Replacement? {
    guard let tls, let settings = configuration.tls else { return nil }
    return try tls.replacement(server: Self.server(configuration, settings))
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

  /// What signs reply addresses: as configured, else made once and kept in the store.
  private static func secret(_ terms: MailTerms, _ shared: Shared) -> [UInt8] {
    if let secret = terms.replySecret { return secret }
    let key = "mail-reply-secret"
    if let kept = shared.recovery.remembered[key], !kept.isEmpty { return Array(kept.utf8) }
    let made = SecureRandom.bytes(32).map { String($0, radix: 16) }.joined(separator: "-")
    shared.engine.gate.submit([.remember(key: key, value: made, until: nil)]) { _ in }
    return Array(made.utf8)
  }

  private static func carrier(_ terms: MailTerms, _ relay: CurlMailer?) throws(StartFailure) -> (any MailCarrier)? {
    if let relay { return RelayCarrier(relay) }
    guard let folder = terms.folder else { return nil }
    guard let carrier = FolderCarrier(path: folder) else {
      throw StartFailure(sentence: "mail.relay: the folder \(folder) cannot be written")
    }
    return carrier
  }

  /// Signs what the carrier takes, where there is a key for it.
  private static func signing(
    _ carrier: any MailCarrier, _ terms: MailTerms, _ domain: String, wallClock: @escaping @Sendable () -> Timestamp
  ) throws(StartFailure) -> any MailCarrier {
    guard let file = terms.dkimKey else { return carrier }
    guard terms.dkimSelector.wholeMatch(of: /[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?/) != nil else {
      throw StartFailure(sentence: "mail.dkim_selector: only letters, digits, dots and hyphens")
    }
    do throws(TLSFailure) {
      let key = try SigningKey(file: file)
      let signer = DKIMSigner(
        domain: domain, selector: terms.dkimSelector, algorithm: key.kind == .rsa ? .rsa : .ed25519,
        hash: { Digest.sha256.hash($0) },
        // RFC 8463 §3: Ed25519 signs the hash.
        sign: { key.sign(key.kind == .rsa ? $0 : Digest.sha256.hash($0)) })
      return SigningCarrier(carrier, signer: signer, wallClock: wallClock)
    } catch {
      throw StartFailure(sentence: "mail.dkim_key: \(error.file): \(error.reason)")
    }
  }

  /// A context of its own: a client that offers other protocols by ALPN is talking to the wrong server.
  private static func tls(_ configuration: Configuration) throws(StartFailure) -> TLSContext? {
    guard let settings = configuration.tls else { return nil }
    do throws(TLSFailure) {
      return try TLSContext(server: server(configuration, settings))
    } catch {
      throw StartFailure(sentence: "tls: \(error.file): \(error.reason)")
    }
  }

  private static func server(_ configuration: Configuration, _ settings: TLSSettings) -> ServerTLS {
    var server = ServerTLS(
      certificate: ServerTLS.Certificate(certificateFile: settings.certificate, keyFile: settings.key))
    server.givesTickets = settings.sessionTickets
    for (name, file) in settings.names {
      server.named[name] = ServerTLS.Certificate(certificateFile: file, keyFile: file)
    }
    server.applicationProtocols = ["smtp"]
    // Asked for only where somebody needs it: mail servers that show another one would be refused.
    if let authorities = settings.clientCA, configuration.accounts.contains(where: { $0.clientCertificate != nil }) {
      server.clients = .optional(authorities: authorities)
    }
    return server
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
