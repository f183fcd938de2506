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
  /// Set once bound.
  var client: BoundClient?
  lazy var submits = SubmitDesk(self)
  lazy var operations = OperationDesk(self)
  private var timer: LoopTimer?
  /// Octets handed to the connection and not reported to the session as flushed.
  private var unreported = 0
  private var isGone = false
  private var isPerforming = false
  /// Events that came about while actions were being carried out.
  private var afterwards: [ServerEvent] = []

  init(_ connection: Connection, service: SMPPService) {
    self.connection = connection
    self.service = service
    id = service.sessions.newID()
    session = ServerSession(settings: service.settings.session, now: connection.loop.now)
    service.metrics.connections.add(1)
  }

  // MARK: Events

  func connectionOpened(_ connection: Connection) {
    timer = LoopTimer(on: connection.loop) { [weak self] in self?.handle(.deadlinePassed) }
    timer?.deadline = session.deadline
    let bound = bound
    service.live.add(id) { bound.post { $0.handle(.unbindRequested) } }
  }

  func connection(_ connection: Connection, received bytes: UnsafeRawBufferPointer) { handle(.received(bytes)) }
  func connectionReadEnded(_ connection: Connection) { handle(.peerClosed) }
  func connectionDrained(_ connection: Connection) { reportFlushed() }

  func connectionClosed(_ connection: Connection, reason: Transport.CloseReason) {
    isGone = true
    handle(.peerClosed)
    leave()
    timer?.cancel()
    timer = nil
    service.live.remove(id)
    service.connections.leave(connection.peer.ip)
    service.metrics.connections.add(-1)
  }

  /// Tells the session something and carries out what it wants.
  ///
  /// What an action brings about at once is told after all actions before it are carried out: their order matters.
  func handle(_ event: ServerEvent) {
    guard !isPerforming else { return afterwards.append(event) }
    isPerforming = true
    step(event)
    while !afterwards.isEmpty || submits.hasAnswers {
      if !afterwards.isEmpty { step(afterwards.removeFirst()) } else { step(.answered(submits.takeAnswers())) }
    }
    isPerforming = false
    submits.commit()
    client?.sink.settle()
    feedDeliveries()
    timer?.deadline = session.deadline
  }

  private func step(_ event: ServerEvent) {
    reportFlushed()
    var actions: [ServerAction] = []
    session.handle(event, now: connection.loop.now, into: &actions)
    perform(actions)
  }

  private func reportFlushed() {
    let left = isGone ? 0 : connection.pendingOutput
    guard unreported > left else { return }
    let flushed = unreported - left
    unreported = left
    perform(session.handle(.flushed(flushed), now: connection.loop.now))
  }

  /// A way back in from other threads.
  var bound: LoopBound<SMPPConnection> { LoopBound(self, to: connection.loop) }

  // MARK: Actions

  private func perform(_ actions: [ServerAction]) {
    for action in actions { perform(action) }
  }

  private func perform(_ action: ServerAction) {
    switch action {
    case .send(let bytes):
      unreported += bytes.count
      connection.write(bytes)
    case .request(let token, let pdu, _): carryOut(token, pdu)
    case .delivered(let token, let result): client?.sink.delivered(token, result)
    case .authenticate(let token, let bind): BindDesk.decide(bind, token, for: self)
    case .bound(let mode, let version, _): enter(mode, version)
    case .offersPaused, .offersResumed: break
    case .stopReading: connection.pauseReading()
    case .resumeReading: connection.resumeReading()
    case .rejected(let rejection): note(rejection)
    case .unbound: leave()
    case .close(let reason): close(reason)
    }
  }

  private func carryOut(_ token: RequestToken, _ pdu: PDU) {
    switch pdu {
    case .submitSM(let submit): submits.take(submit, token)
    case .dataSM(let data): submits.take(SubmitSM(data), token)
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

  // MARK: Coming and going

  private func enter(_ mode: BindMode, _ version: InterfaceVersion) {
    guard let client else { return }
    client.begin(mode, version)
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

  /// The client is bound no longer.
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
  }
}
