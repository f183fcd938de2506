import Delivery
import Messages
import SMTP
import Synchronization
import Telemetry
import Translation
import Transport

/// What all SMTP and LMTP connections share.
package final class SMTPService: Sendable {
  /// What it is made of.
  package struct Parts: Sendable {
    package var settings: SMTPServiceSettings
    /// By the name of the account.
    package var profiles: [String: MailProfile]
    package var accounts: AccountDirectory
    package var sessions: SessionDirectory
    /// Where refused mails are kept for the console.
    package var rejects: RejectRing
    package var intake: Intake
    package var seen: SeenMails
    package var replies: ReplyAddresses
    /// Takes previews and mail to postmaster@; nil when there is no `[mail]` relay.
    package var carrier: (any MailCarrier)?
    /// Keeps mail to postmaster@ where nobody is named to pass it on to.
    package var drawer: (any MailCarrier)?
    package var logins: SMTPLogins
    /// Unknown users of SCRAM get a salt that follows from it.
    package var decoySecret: [UInt8]
    /// Nil: STARTTLS is not offered and implicit TLS not possible.
    package var tls: TLSContext?
    package var metrics: Metrics
    package var log: Log

    package init(
      settings: SMTPServiceSettings, profiles: [String: MailProfile], accounts: AccountDirectory,
      sessions: SessionDirectory, rejects: RejectRing, intake: Intake, seen: SeenMails, replies: ReplyAddresses,
      carrier: (any MailCarrier)?, drawer: (any MailCarrier)? = nil, logins: SMTPLogins,
      decoySecret: [UInt8] = SecureRandom.bytes(32),
      tls: TLSContext?, metrics: Metrics, log: Log
    ) {
      self.settings = settings
      self.profiles = profiles
      self.accounts = accounts
      self.sessions = sessions
      self.rejects = rejects
      self.intake = intake
      self.seen = seen
      self.replies = replies
      self.carrier = carrier
      self.drawer = drawer
      self.logins = logins
      self.decoySecret = decoySecret
      self.tls = tls
      self.metrics = metrics
      self.log = log
    }
  }

  let desk: MailDesk
  let logins: SMTPLogins
  let sessions: SessionDirectory
  let census = ConnectionCensus()
  let slow = SlowWork()
  let tls: TLSContext?
  let log: Log
  let rejects: RejectRing
  private let metrics: Metrics
  private let accounts: AccountDirectory
  private let replies: ReplyAddresses
  private let cryptography: AuthCryptography
  /// Sessions that have not said their last word, each with the way to ask it for that, and with the way to drop it.
  private let talking = LiveConnections()
  private let droppable = Mutex<[UInt64: LoopBound<SMTPConnection>]>([:])
  private let connected: Counter
  private let openGauge: Gauge

  package init(_ parts: Parts) {
    accounts = parts.accounts
    replies = parts.replies
    logins = parts.logins
    sessions = parts.sessions
    tls = parts.tls
    log = parts.log
    rejects = parts.rejects
    metrics = parts.metrics
    connected = parts.metrics.counter("passerelle_smtp_connections_total", "Connections of mail clients.")
    openGauge = parts.metrics.gauge("passerelle_smtp_connections", "Open connections of mail clients.")
    cryptography = AuthCryptography(
      hmac: { Digest.sha256.authenticationCode($1, key: $0) }, hash: { Digest.sha256.hash($0) },
      isEqual: constantTimeEqual, random: SecureRandom.bytes, decoySecret: parts.decoySecret)
    desk = MailDesk(
      rules: SMTPRules(
        settings: parts.settings, profiles: parts.profiles, accounts: parts.accounts, replies: parts.replies,
        routing: parts.intake.routing),
      intake: parts.intake, seen: parts.seen, carrier: parts.carrier, drawer: parts.drawer,
      logins: parts.logins, slow: slow,
      metrics: parts.metrics, log: parts.log)
  }

  /// Puts other settings in force, for connections and mails from now on. The accounts are replaced before.
  package func replace(settings: SMTPServiceSettings, profiles: [String: MailProfile]) {
    desk.replace(
      SMTPRules(
        settings: settings, profiles: profiles, accounts: accounts, replies: replies, routing: desk.intake.routing))
  }

  /// What an account has settled about mail.
  package func profile(of account: String) -> MailProfile { desk.rules.profile(account) }

  // MARK: Listening

  /// How a listener treats what it accepts.
  package func listenerOptions(for kind: SMTPListenerKind) -> ListenerOptions {
    let settings = desk.rules.settings
    var options = ListenerOptions()
    options.proxyNetworks = settings.proxyNetworks
    let proxyHeader = Duration.seconds(5)
    options.openingTimeout =
      kind == .implicitTLS ? settings.timeouts.tlsHandshake : min(proxyHeader, settings.timeouts.tlsHandshake)
    // Without a certificate the session ends at once; the configuration does not let it come to that.
    if kind == .implicitTLS, let tls { options.tls = .implicit(tls) }
    return options
  }

  /// The owner of a new connection.
  package func handler(for connection: Connection, as kind: SMTPListenerKind) -> any ConnectionHandler {
    SMTPConnection(connection, kind: kind, service: self)
  }

  /// Turns new clients away, lets those that are there finish what they have begun, and drops who is left after `patience`.
  package func endSessions(patience: Duration) async {
    beginEnding()
    await withCheckedContinuation { ended in
      let once = Once { ended.resume() }
      talking.whenEmpty { once.run() }
      slow.run(after: patience) { once.run() }
    }
    for connection in droppable.withLock({ Array($0.values) }) { connection.post { $0.drop() } }
  }

  /// From here on new connections are turned away, and each session ends behind what it has begun.
  package func beginEnding() {
    census.stop()
    for end in talking.all { end() }
  }

  /// Connections that are open.
  package var openConnections: Int { census.open }

  func opened(_ connection: LoopBound<SMTPConnection>, _ id: UInt64) {
    connected.add()
    openGauge.add(1)
    droppable.withLock { $0[id] = connection }
    talking.add(id) { connection.post { $0.requestShutdown() } }
  }

  /// The last word is said; what is left is to wait for the peer's end.
  func ended(_ id: UInt64) {
    droppable.withLock { $0[id] = nil }
    talking.remove(id)
  }

  func closed(_ id: UInt64) {
    openGauge.add(-1)
    ended(id)
  }

  /// Something was refused: counted, logged and kept for whoever asks why.
  func rejected(_ notice: SMTPSession.RejectNotice, _ client: MailClient, account: String?) {
    let code = String(notice.reply.code)
    metrics.counter(
      "passerelle_smtp_rejects_total", "What mail clients were refused, by stage and code.",
      [("stage", "\(notice.stage)"), ("code", code)]
    ).add()
    let answer = [code, notice.reply.statusText, notice.reply.lines.first].compactMap(\.self).joined(separator: " ")
    log.info(
      "mail-rejected",
      [
        "stage": "\(notice.stage)", "peer": client.address.description, "helo": notice.clientName,
        "from": notice.sender ?? "", "to": notice.recipient.map(log.masked) ?? "", "reply": answer,
      ])
    rejects.add(
      RejectRing.Entry(
        at: desk.intake.clock.wallClock, protocolName: "smtp", peer: client.address.description, account: account,
        answer: answer,
        field: "\(notice.stage)",
        reason: "from <\(notice.sender ?? "")> to \(notice.recipient.map { "<\($0)>" } ?? "-")"))
  }

  // MARK: Sessions

  /// How a session with that client goes.
  func sessionSettings(_ client: MailClient, now: Duration) -> SMTPSession.Settings {
    let rules = desk.rules
    let settings = rules.settings
    let contains = { (networks: [IPNetwork]) in networks.contains { $0.contains(client.address) } }
    var session = SMTPSession.Settings(kind: Self.kind(client.listener), hostname: settings.hostname)
    session.isLMTP = client.listener == .lmtp
    session.offersTLS = tls != nil
    session.knowsClient = client.listener == .lmtp || rules.spending.knows(client.address)
    session.trustsXCLIENT = contains(settings.xclientNetworks)
    session.bareNewlines = settings.normalizesAll || contains(settings.normalizeNetworks) ? .normalize : .reject
    if contains(settings.legacyNetworks) { session.tolerance.formUnion([.mailWithoutHello, .loosePaths]) }
    if contains(settings.trustedNetworks) { session.tolerance.insert(.unsynchronized) }
    if settings.authWithoutTLS { session.tolerance.insert(.plaintextAuthentication) }
    session.mechanisms = logins.offersSCRAM ? Mechanism.allCases : [.plain, .login]
    session.cryptography = cryptography
    session.limits = settings.limits
    session.timeouts = settings.timeouts
    if client.listener == .mx { session.timeouts.greetingDelay = settings.greetingDelay }
    if census.isStressed(settings) {
      session.timeouts.command = min(session.timeouts.command, settings.idleStress)
      session.timeouts.unauthenticated = min(session.timeouts.unauthenticated, settings.idleStress)
      // Who makes mistakes goes first.
      if !rules.isTrusted(client) { session.limits.errors = min(session.limits.errors, 1) }
    }
    session.wallClock = Int(desk.intake.clock.wallClock.seconds)
    session.clockOrigin = now
    return session
  }

  private static func kind(_ listener: SMTPListenerKind) -> SMTPSession.ListenerKind {
    switch listener {
    case .mx, .lmtp: .mx
    case .submission: .submission
    case .implicitTLS: .implicitTLS
    }
  }
}
