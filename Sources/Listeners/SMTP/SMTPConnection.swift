import Delivery
import Messages
import SMTP
import Telemetry
import Transport

/// Drives one session: feeds it what happens, carries out what it asks for. Confined to its loop.
final class SMTPConnection: ConnectionHandler {
  private let service: SMTPService
  private let connection: Connection
  private let sessionID: UInt64
  private var client: MailClient
  private var session: SMTPSession
  private var timer: LoopTimer?
  /// Events that wait while actions of an earlier one are carried out.
  private var events: [SMTPSession.Event] = []
  private var isRunning = false
  private var isCounted = false
  /// Who is known to the directory of sessions.
  private var loggedIn: String?

  init(_ connection: Connection, kind: SMTPListenerKind, service: SMTPService) {
    self.service = service
    self.connection = connection
    sessionID = service.sessions.newID()
    client = MailClient(address: connection.peer.ip, isTLS: connection.tlsFacts != nil, listener: kind)
    let now = connection.loop.now
    session = SMTPSession(settings: service.sessionSettings(client, now: now), now: now)
  }

  // MARK: Connection

  func connectionOpened(_ connection: Connection) {
    timer = LoopTimer(on: connection.loop) { [weak self] in self?.feed(.deadlinePassed) }
    isCounted = true
    service.opened(LoopBound(self, to: connection.loop), sessionID)
    let rules = service.desk.rules
    let refusal = service.census.enter(
      connection.peer.ip, isForEverybody: client.listener == .mx, isTrusted: rules.isTrusted(client),
      settings: rules.settings, now: connection.loop.now)
    feed(.connected(refusal: refusal ?? (isShutOut ? .banned : nil)))
  }

  /// Where nothing goes without a login, who may not try any is told so at once.
  private var isShutOut: Bool {
    guard [.submission, .implicitTLS].contains(client.listener) else { return false }
    return service.logins.isShutOut(client, now: connection.loop.now)
  }

  func connection(_ connection: Connection, received bytes: UnsafeRawBufferPointer) {
    feed(.received(Array(bytes)))
  }

  func connectionSecured(_ connection: Connection) { feedTLS() }
  func connectionReadEnded(_ connection: Connection) { feed(.peerClosed) }

  func connectionClosed(_ connection: Connection, reason: CloseReason) {
    feed(.peerClosed)
    timer?.cancel()
    guard isCounted else { return }
    isCounted = false
    service.census.leave(connection.peer.ip)
    service.closed(sessionID)
    if loggedIn != nil { service.sessions.leave(sessionID) }
  }

  func requestShutdown() { feed(.shutdownRequested) }
  func drop() { connection.abort() }

  // MARK: Session

  private func feed(_ event: SMTPSession.Event) {
    events.append(event)
    guard !isRunning else { return }
    isRunning = true
    while !events.isEmpty {
      let next = events.removeFirst()
      for action in session.handle(next, now: connection.loop.now) { perform(action) }
    }
    isRunning = false
    timer?.deadline = session.deadline
    if session.authenticatedUser != loggedIn { loginChanged() }
  }

  private func perform(_ action: SMTPSession.Action) {
    switch action {
    case .send(let bytes): connection.write(bytes)
    case .startTLS: startTLS()
    case .authenticate(let token, let credentials): authenticate(token, credentials)
    case .findVerifier(let token, let user): findVerifier(token, user)
    case .checkSender(let token, _): events.append(.senderDecided(token, refusal: nil))
    case .checkRecipient(let token, let recipient, let envelope): check(token, recipient, envelope)
    case .deliver(let token, let envelope, let content): deliver(token, envelope, content)
    case .clientRevealed(let attributes): reveal(attributes)
    case .rejected(let notice): service.rejected(notice, client, account: session.authenticatedUser)
    case .authFailed(let user): service.logins.failed(user ?? "", client, now: connection.loop.now)
    case .stopReading: connection.pauseReading()
    case .resumeReading: connection.resumeReading()
    case .close:
      connection.close()
      service.ended(sessionID)
    }
  }

  // MARK: TLS

  private func startTLS() {
    // Where TLS comes first, the handshake is done by the time that the connection is ours.
    if connection.tlsFacts != nil { return feedTLS() }
    guard let tls = service.tls else { return events.append(.tlsFailed) }
    do throws(Connection.StartTLSRefusal) {
      try connection.startTLS(tls, leftover: 0)
    } catch {
      events.append(.tlsFailed)
    }
  }

  private func feedTLS() {
    guard let facts = connection.tlsFacts else { return feed(.tlsFailed) }
    client.isTLS = true
    client.certificate = facts.peerName
    feed(.tlsEstablished(TLSInfo(version: facts.version, cipher: facts.cipher, channelBinding: binding(facts))))
  }

  /// `tls-exporter` is only defined from TLS 1.3 on (RFC 9266 §4); before, clients look for `tls-server-end-point`.
  private func binding(_ facts: TLSFacts) -> SMTP.ChannelBinding? {
    if facts.version == "TLSv1.3", let data = connection.channelBinding(.tlsExporter) {
      return SMTP.ChannelBinding(name: "tls-exporter", data: data)
    }
    return connection.channelBinding(.tlsServerEndPoint).map {
      SMTP.ChannelBinding(name: "tls-server-end-point", data: $0)
    }
  }

  // MARK: Logins

  private func authenticate(_ token: SMTPSession.Token, _ credentials: Credentials) {
    let (logins, client, now) = (service.logins, client, connection.loop.now)
    guard logins.isSlow(credentials.user) else {
      let isRight = logins.check(credentials, client, now: now) != nil
      return events.append(.authDecided(token, isRight ? .accepted : .refused))
    }
    let me = LoopBound(self, to: connection.loop)
    let isQueued = service.slow.run {
      let isRight = logins.check(credentials, client, now: now) != nil
      me.post { $0.feed(.authDecided(token, isRight ? .accepted : .refused)) }
    }
    if !isQueued { events.append(.authDecided(token, .unavailable)) }
  }

  private func findVerifier(_ token: SMTPSession.Token, _ user: String) {
    let (logins, client, now) = (service.logins, client, connection.loop.now)
    let me = LoopBound(self, to: connection.loop)
    let isQueued = service.slow.run {
      let verifier = logins.verifier(user, client, now: now)
      me.post { $0.feed(.verifierFound(token, verifier.map { .found($0) } ?? .missing)) }
    }
    if !isQueued { events.append(.verifierFound(token, .unavailable)) }
  }

  private func loginChanged() {
    if loggedIn != nil { service.sessions.leave(sessionID) }
    loggedIn = session.authenticatedUser
    guard let user = loggedIn else { return }
    service.logins.succeeded(user, client)
    let me = LoopBound(self, to: connection.loop)
    let facts = SessionDirectory.Facts(
      id: sessionID, account: service.desk.rules.accounts.withSystemID(user)?.account.terms.name ?? "",
      systemID: user, kind: "mail", peer: connection.peer.description, version: 0, isTLS: client.isTLS,
      since: service.desk.intake.clock.wallClock)
    _ = service.sessions.enter(
      facts, limit: 0, evicts: false, now: connection.loop.now,
      ways: SessionDirectory.Ways(evict: { me.post { $0.connection.close() } }))
  }

  // MARK: Mail

  private func check(_ token: SMTPSession.Token, _ recipient: Recipient, _ envelope: Envelope) {
    let destination = service.desk.rules.destination(
      of: recipient, envelope, client, now: service.desk.intake.clock.wallClock)
    switch destination {
    case .success: events.append(.recipientDecided(token, .accepted(text: nil)))
    case .failure(let reply): events.append(.recipientDecided(token, .refused(reply)))
    }
  }

  private func deliver(_ token: SMTPSession.Token, _ envelope: Envelope, _ content: [UInt8]) {
    let me = LoopBound(self, to: connection.loop)
    let started = connection.loop.now
    service.desk.take(content, envelope, from: client) { replies in
      me.post { $0.answered(token, envelope, replies, started) }
    }
  }

  private func answered(
    _ token: SMTPSession.Token, _ envelope: Envelope, _ replies: [Reply], _ started: Duration
  ) {
    guard service.log.takes(.debug) else { return feed(.messageDecided(token, replies)) }
    service.log.debug(
      "mail",
      [
        "peer": client.address.description, "from": envelope.sender.address,
        "rcpts": String(envelope.recipients.count), "user": envelope.authenticatedUser ?? "",
        "ms": String((connection.loop.now - started).milliseconds),
        "reply": replies.first.map { "\($0.code) \($0.lines.first ?? "")" } ?? "",
      ])
    feed(.messageDecided(token, replies))
  }

  private func reveal(_ attributes: ClientAttributes) {
    guard let address = attributes.address.flatMap({ IPAddress($0) }) else { return }
    client.address = address
  }
}
