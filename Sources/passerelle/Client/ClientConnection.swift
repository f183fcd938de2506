import SMPP
import Transport

/// Who is told what an SMPP client does. Every method runs on the loop of the connection.
protocol ClientOwner: AnyObject {
  /// One thing that happened; bytes to send and the close are seen to already.
  func client(_ client: ClientConnection, did action: ClientAction)
  /// Everything of one event has been told: the time to submit more.
  func clientSettled(_ client: ClientConnection)
  /// The connection is gone. The last call.
  func clientGone(_ client: ClientConnection)
}

/// Drives a client session on one connection: feeds bytes, carries out actions, arms the deadline.
final class ClientConnection: ConnectionHandler {
  private var session: ClientSession
  private let connection: Connection
  /// Held until the connection is gone.
  private var owner: (any ClientOwner)?
  private var timer: LoopTimer?

  init(_ connection: Connection, settings: ClientSettings, owner: any ClientOwner) {
    self.connection = connection
    self.owner = owner
    session = ClientSession(settings: settings)
    timer = LoopTimer(on: connection.loop) { [weak self] in self?.handle(.deadlinePassed) }
  }

  var loop: EventLoop { connection.loop }
  /// How many requests may be submitted now.
  var capacity: Int { session.capacity }
  var inFlight: Int { session.inFlight }

  func submit(_ requests: [(SubmissionToken, PDU)]) { handle(.submitted(requests), tells: false) }

  /// Answers an incoming message.
  func acknowledge(_ id: CommandID, sequence: UInt32, _ status: CommandStatus) {
    handle(.acknowledged(id, sequence: sequence, status), tells: false)
  }

  func unbind() { handle(.unbindRequested, tells: false) }

  /// - Parameter tells: whether the owner is asked for more afterwards; not when it is the one who calls.
  private func handle(_ event: ClientEvent, tells: Bool = true) {
    var actions: [ClientAction] = []
    session.handle(event, now: connection.loop.now, into: &actions)
    for action in actions {
      switch action {
      case .send(let bytes): connection.write(bytes)
      case .close:
        owner?.client(self, did: action)
        connection.close()
      default: owner?.client(self, did: action)
      }
    }
    if tells { owner?.clientSettled(self) }
    timer?.deadline = session.deadline
  }

  // MARK: The connection

  func connectionOpened(_ connection: Connection) { handle(.connected) }

  func connection(_ connection: Connection, received bytes: UnsafeRawBufferPointer) { handle(.received(bytes)) }

  func connectionReadEnded(_ connection: Connection) {
    handle(.peerClosed)
    connection.close()
  }

  func connectionClosed(_ connection: Connection, reason: Transport.CloseReason) {
    if !session.isClosed { handle(.peerClosed) }
    timer?.cancel()
    let last = owner
    owner = nil
    last?.clientGone(self)
  }
}
