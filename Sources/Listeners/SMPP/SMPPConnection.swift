import Delivery
import Messages
import SMPP
import Store
import Telemetry
import Translation
import Transport

/// One ESME's connection: feeds its bytes to the session value, carries out what the session wants, and arms the
/// session's deadline. Confined to its loop; no rule of the protocol lives here.
final class SMPPConnection: ConnectionHandler {
  let service: SMPPService
  let connection: Connection
  let id: UInt64
  var session: ServerSession
  /// Set once a bind is accepted; nil again when the session is over.
  var client: BoundClient?
  /// Written first, before anything that the session has to say: the outbind of a connection that we opened.
  private let greeting: [UInt8]
  lazy var submits = SubmitDesk(self)
  lazy var operations = OperationDesk(self)
  private var timer: LoopTimer?
  private var trailTimer: LoopTimer?
  private var trail = ResponseTrail()
  /// Octets handed to the connection and not reported to the session as flushed.
  private var unreported = 0
  private var isGone = false
  private var isPerforming = false
  private var wasUnbound = false
  private var linkCheckToldPending = false
  /// Events that came about while actions were being carried out.
  private var afterwards: [(event: ServerEvent, told: [ResponseTrail.Told?])] = []

  /// Those of the moment when it began.
  let settings: SMPPService.Settings

  init(_ connection: Connection, service: SMPPService, greeting: [UInt8] = []) {
    self.connection = connection
    self.service = service
    self.greeting = greeting
    id = service.sessions.newID()
    settings = service.settings
    session = ServerSession(settings: settings.session, now: connection.loop.now)
    service.metrics.connections.add(1)
  }

  /// Whether nothing more can be written to the client.
  var isOver: Bool { isGone || session.isClosed }

  // MARK: Events

  func connectionOpened(_ connection: Connection) {
    timer = LoopTimer(on: connection.loop) { [weak self] in self?.handle(.deadlinePassed) }
    timer?.deadline = session.deadline
    trailTimer = LoopTimer(on: connection.loop) { [weak self] in self?.followTrail() }
    let bound = bound
    service.live.add(id) { bound.post { $0.handle(.unbindRequested) } }
    if !greeting.isEmpty {
      trail.wrote(greeting.count)
      connection.write(greeting)
    }
  }

  func connection(_ connection: Connection, received bytes: UnsafeRawBufferPointer) {
    noteArrived()
    handle(.received(bytes))
  }

  func connectionReadEnded(_ connection: Connection) {
    // The last moment at which the kernel can tell what has arrived.
    noteArrived()
    handle(.peerClosed)
  }

  func connectionDrained(_ connection: Connection) { handle(.flushed(0)) }

  func connectionClosed(_ connection: Connection, reason: Transport.CloseReason) {
    isGone = true
    handle(.peerClosed)
    leave()
    endTrail()
    timer?.cancel()
    trailTimer?.cancel()
    timer = nil
    trailTimer = nil
    service.connections.leave(connection.peer.ip)
    service.metrics.connections.add(-1)
    service.live.remove(id)
  }

  /// Tells the session something and carries out what it wants.
  ///
  /// What an action brings about at once is told after all actions before it are carried out: their order matters.
  ///
  /// - Parameter told: for answers to submits, what each of them tells the client.
  func handle(_ event: ServerEvent, telling told: [ResponseTrail.Told?] = []) {
    guard !isPerforming else { return afterwards.append((event, told)) }
    isPerforming = true
    step(event, told)
    while !afterwards.isEmpty || submits.hasAnswers {
      if afterwards.isEmpty {
        step(.answered(submits.takeAnswers()), [])
      } else {
        let next = afterwards.removeFirst()
        step(next.event, next.told)
      }
    }
    isPerforming = false
    submits.commit()
    client?.sink.settle()
    feedDeliveries()
    noteLinkCheck()
    timer?.deadline = session.deadline
  }

  private func step(_ event: ServerEvent, _ told: [ResponseTrail.Told?]) {
    reportFlushed()
    var actions: [ServerAction] = []
    session.handle(event, now: connection.loop.now, into: &actions)
    perform(actions, told)
  }

  private func reportFlushed() {
    let left = isGone ? 0 : connection.pendingOutput
    guard unreported > left else { return }
    let flushed = unreported - left
    unreported = left
    perform(session.handle(.flushed(flushed), now: connection.loop.now), [])
  }

  /// Others may end this session when it does not answer its link check: they must know of it.
  private func noteLinkCheck() {
    guard client != nil, session.awaitsLinkCheck != linkCheckToldPending else { return }
    linkCheckToldPending = session.awaitsLinkCheck
    service.sessions.linkCheck(id, pendingSince: linkCheckToldPending ? connection.loop.now : nil)
  }

  /// A way back in from other threads.
  var bound: LoopBound<SMPPConnection> { LoopBound(self, to: connection.loop) }

  // MARK: Actions

  private func perform(_ actions: [ServerAction], _ told: [ResponseTrail.Told?]) {
    for action in actions { perform(action, told) }
  }

  private func perform(_ action: ServerAction, _ told: [ResponseTrail.Told?]) {
    switch action {
    case .send(let bytes): send(bytes, told)
    case .request(let token, let pdu, _): carryOut(token, pdu)
    case .delivered(let token, let result): client?.sink.delivered(token, result)
    case .authenticate(let token, let bind): BindDesk.decide(bind, token, for: self)
    case .bound(let mode, let version, _): enter(mode, version)
    case .offersPaused: client?.sink.pause()
    case .offersResumed: client?.sink.resume()
    case .stopReading: connection.pauseReading()
    case .resumeReading: connection.resumeReading()
    case .rejected(let rejection): note(rejection)
    case .unbound: leave()
    case .close(let reason): close(reason)
    }
  }

  private func send(_ bytes: [UInt8], _ told: [ResponseTrail.Told?]) {
    if told.isEmpty {
      trail.wrote(bytes.count)
    } else {
      service.underWay.remove(trail.wrote(bytes, told))
      if !trail.isEmpty { followAnswers() }
    }
    unreported += bytes.count
    connection.write(bytes)
  }

  private func carryOut(_ token: RequestToken, _ pdu: PDU) {
    switch pdu {
    case .submitSM(let submit): submits.take(submit, token)
    case .dataSM(let data): submits.take(SubmitSM(data), token, isData: true)
    case .submitMulti(let submit): submits.take(submit, token)
    case .querySM(let query): operations.query(query, token)
    case .cancelSM(let cancel): operations.cancel(cancel, token)
    case .replaceSM(let replace): operations.replace(replace, token)
    default: answer([Answer(token, .refused(.systemError))])
    }
  }

  func answer(_ answers: [Answer]) {
    guard !answers.isEmpty else { return }
    handle(.answered(answers))
  }

  // MARK: What has arrived

  /// Octets that the client's TCP has not acknowledged. Under TLS what waits is longer than what was written, so the
  /// number is lowered by what records add: rather too few responses count as lost than one too many.
  private var unacknowledged: Int {
    let unsent = connection.unsentBytes
    return connection.tlsFacts == nil ? unsent : max(0, unsent - 29 * (1 + unsent / 256))
  }

  private func noteArrived() {
    guard !trail.isEmpty else { return }
    service.underWay.remove(trail.leftBut(connection.pendingOutput))
    trail.arrivedBut(unacknowledged)
  }

  /// Looks soon at what has arrived, and again until all has.
  func followAnswers() {
    guard trailTimer?.deadline == nil, !isGone else { return }
    trailTimer?.deadline = connection.loop.now + .milliseconds(100)
    noteUnanswered()
  }

  private func followTrail() {
    guard !isGone else { return }
    noteArrived()
    if noteUnanswered() { trailTimer?.deadline = connection.loop.now + .milliseconds(500) }
  }

  /// Tells since when there are submits whose response the client has not certainly; whether there are any.
  @discardableResult
  private func noteUnanswered() -> Bool {
    let oldest = [trail.oldest, submits.oldest].compactMap(\.self).min()
    guard let oldest, let account = lastAccount, account.resubmissionWindow > .zero else {
      service.unanswered.settle(id, now: service.engine.executor.wallClock)
      return oldest != nil
    }
    service.unanswered.note(id, account.terms.name, since: oldest, now: service.engine.executor.wallClock)
    return true
  }

  /// The responses that perhaps never arrived are kept for the client's next session.
  private func endTrail() {
    let told = trail.end()
    // A client that takes its leave is not one that lost its line.
    wasUnbound ? service.underWay.remove(told.messages) : lost(told)
    service.unanswered.settle(id, now: service.engine.executor.wallClock)
  }

  /// These responses did not reach the client.
  func lost(_ told: [ResponseTrail.Told]) {
    service.underWay.remove(told.messages)
    guard let account = lastAccount, account.resubmissionWindow > .zero else { return }
    let (now, window) = (connection.loop.now, account.resubmissionWindow)
    let until = service.engine.executor.wallClock + window
    var changes: [StoreChange] = []
    for one in told {
      guard let fingerprint = one.fingerprint else { continue }
      let answer = ResubmissionIndex.Lost(id: one.clientID, unsuccessful: one.unsuccessful, until: now + window)
      service.resubmissions.note(account.terms.name, fingerprint, answer, now: now)
      changes.append(
        ResubmissionMemory.remember(
          account.terms.name, fingerprint, id: one.clientID, unsuccessful: one.unsuccessful, until: until))
    }
    if !changes.isEmpty { service.engine.gate.submit(changes) { _ in } }
  }

  /// Whose connection it is or was.
  private var lastAccount: Account?

  // MARK: Coming and going

  private func enter(_ mode: BindMode, _ version: InterfaceVersion) {
    guard let client else { return }
    client.begin(mode, version)
    lastAccount = client.account
    service.metrics.binds.add(1)
    service.log.info(
      "bound",
      [
        "account": client.account.terms.name, "mode": "\(mode)", "version": "\(version.rawValue)",
        "peer": "\(connection.peer)",
      ])
    guard mode.receives else { return }
    let (sink, queue) = (client.sink, client.account.terms.name)
    let outbox = service.engine.outbox
    service.engine.executor.post { outbox.assumeIsolated { $0.attach(sink, to: queue) } }
  }

  /// The client is bound no longer, or its bind came to nothing.
  private func leave() {
    guard let client else { return }
    self.client = nil
    client.sink.close()
    service.sessions.leave(id)
    guard client.isBound else { return }
    service.metrics.binds.add(-1)
    service.log.info("unbound", ["account": client.account.terms.name, "peer": "\(connection.peer)"])
  }

  private func close(_ reason: SMPP.CloseReason) {
    wasUnbound = reason == .unboundByClient || reason == .unboundByServer
    service.log.debug("closed", ["peer": "\(connection.peer)", "reason": "\(reason)"])
    connection.close()
  }

  private func note(_ rejection: Rejection) {
    service.metrics.rejectedPDUs.add()
    service.rejects.add(
      RejectRing.Entry(
        at: service.engine.executor.wallClock, protocolName: "smpp", peer: "\(connection.peer)",
        account: client?.account.terms.name, answer: rejection.status.name, field: rejection.field,
        offset: rejection.offset, reason: rejection.reason, bytes: rejection.bytes))
  }
}

extension SubmitSM {
  /// The same message as a `submit_sm` would carry it (SMPP 3.4 §4.7.1).
  init(_ data: DataSM) {
    self.init(source: data.source, destination: data.destination)
    serviceType = data.serviceType
    esmClass = data.esmClass
    registeredDelivery = data.registeredDelivery
    dataCoding = data.dataCoding
    tlvs = data.tlvs
    // What data_sm has for a validity (SMPP 3.4 §5.3.2.9).
    if let seconds = data.tlvs.integer(.qosTimeToLive), seconds > 0 {
      validityPeriod = SMPPTime(secondsFromNow: Int64(seconds)).text
    }
  }
}
