import HTTP
import Transport

/// The driver of one connection: feeds the session, carries out what it wants and arms its deadline. Confined to its loop.
package final class AdminConnection: ConnectionHandler {
  private let service: AdminService
  private let door: AdminDoor
  private let connection: Connection
  private var session: AdminSession
  private var timer: LoopTimer?

  package init(_ connection: Connection, service: AdminService, door: AdminDoor) {
    self.connection = connection
    self.service = service
    self.door = door
    session = AdminSession(limits: service.terms.limits, now: connection.loop.now)
  }

  package func connectionOpened(_ connection: Connection) {
    timer = LoopTimer(on: connection.loop) { [weak self] in self?.handle(.deadlinePassed) }
    timer?.deadline = session.deadline
  }

  package func connection(_ connection: Connection, received bytes: UnsafeRawBufferPointer) {
    handle(.received(Array(bytes)))
  }

  package func connectionReadEnded(_ connection: Connection) { handle(.readEnded) }
  package func connectionDrained(_ connection: Connection) { handle(.writable) }

  package func connectionClosed(_ connection: Connection, reason: CloseReason) {
    timer?.cancel()
    timer = nil
    service.connectionClosed()
  }

  private func handle(_ event: AdminSession.Event) {
    let actions = session.handle(event, now: connection.loop.now)
    for action in actions { perform(action) }
    timer?.deadline = session.deadline
  }

  private func perform(_ action: AdminSession.Action) {
    switch action {
    case .serve(let token, let request): serve(token, request)
    case .write(let bytes):
      connection.write(bytes)
      if !connection.isCongested { tellWritable() }
    case .pauseReading: connection.pauseReading()
    case .resumeReading: connection.resumeReading()
    case .close: connection.close()
    case .abort: connection.abort()
    }
  }

  /// In an event of its own, so that a run of small requests does not nest.
  private func tellWritable() { LoopBound(self, to: connection.loop).post { $0.handle(.writable) } }

  private func serve(_ token: UInt64, _ request: HTTPRequest) {
    let bound = LoopBound(self, to: connection.loop)
    service.answer(request, peer: connection.peer.ip, door: door) { response in
      bound.post { $0.handle(.answered(token, response)) }
    }
  }
}
