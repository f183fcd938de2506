/// What stands between a fresh connection and its handler: the PROXY header, the choice of TLS, the handshake.
/// Confined to the loop; it hands the connection over and is gone.
final class Opening: ConnectionHandler {
  /// What comes first on the connection. The stages follow each other in this order.
  struct Plan {
    var expectsProxyHeader = false
    var tls = ListenerTLS.none
    var serverName: String?
    var timeout = Duration.seconds(10)

    var isEmpty: Bool { !expectsProxyHeader && tls == .none }
  }

  private enum Stage {
    case proxyHeader
    case firstByte(TLSContext)
    case handshake
  }

  private var stage: Stage
  private let plan: Plan
  private let makeHandler: (Connection) -> (any ConnectionHandler)?
  private let failed: (CloseReason) -> Void
  private var bytes: [UInt8] = []
  private var timer: LoopTimer?
  private var isDeclined = false

  private init(
    _ plan: Plan, makeHandler: @escaping (Connection) -> (any ConnectionHandler)?,
    failed: @escaping (CloseReason) -> Void
  ) {
    self.plan = plan
    self.makeHandler = makeHandler
    self.failed = failed
    stage = .proxyHeader
  }

  static func open(
    _ connection: Connection, _ plan: Plan, makeHandler: @escaping (Connection) -> (any ConnectionHandler)?,
    failed: @escaping (CloseReason) -> Void = { _ in }
  ) {
    let opening = Opening(plan, makeHandler: makeHandler, failed: failed)
    connection.start(opening)
    if !plan.isEmpty { opening.armTimer(connection) }
    if !plan.expectsProxyHeader { opening.proxyHeaderDone(connection) }
  }

  private func armTimer(_ connection: Connection) {
    timer = connection.loop.schedule(at: connection.loop.now + plan.timeout) { [weak connection] in
      connection?.abort(.openingTimedOut)
    }
  }

  func connection(_ connection: Connection, received more: UnsafeRawBufferPointer) {
    bytes.append(contentsOf: more)
    switch stage {
    case .proxyHeader: readProxyHeader(connection)
    case .firstByte(let context): chooseTLS(context, connection)
    case .handshake: break
    }
  }

  func connectionReadEnded(_ connection: Connection) { connection.abort(.closed) }
  func connectionSecured(_ connection: Connection) { handOver(connection) }

  func connectionClosed(_ connection: Connection, reason: CloseReason) {
    timer?.cancel()
    if !isDeclined { failed(reason) }
  }

  private func readProxyHeader(_ connection: Connection) {
    switch ProxyHeader.read(bytes) {
    case .incomplete: break
    case .invalid: connection.abort(.proxyHeader)
    case .header(let header, let length):
      if let source = header.source { connection.peer = source }
      bytes.removeFirst(length)
      proxyHeaderDone(connection)
    }
  }

  private func proxyHeaderDone(_ connection: Connection) {
    switch plan.tls {
    case .none: handOver(connection)
    case .implicit(let context): beginTLS(context, connection)
    case .detected(let context):
      stage = .firstByte(context)
      if !bytes.isEmpty { chooseTLS(context, connection) }
    }
  }

  /// A TLS handshake record begins with 0x16 (RFC 8446 §5.1), which no protocol spoken here does.
  private func chooseTLS(_ context: TLSContext, _ connection: Connection) {
    bytes.first == 0x16 ? beginTLS(context, connection) : handOver(connection)
  }

  private func beginTLS(_ context: TLSContext, _ connection: Connection) {
    stage = .handshake
    do throws(Connection.StartTLSRefusal) {
      try connection.beginTLS(context, serverName: plan.serverName, first: bytes)
      bytes = []
    } catch {
      connection.abort(.tls("unavailable"))
    }
  }

  private func handOver(_ connection: Connection) {
    timer?.cancel()
    guard connection.isOpen else { return }
    guard let handler = makeHandler(connection) else {
      isDeclined = true
      return connection.abort()
    }
    connection.handler = handler
    handler.connectionOpened(connection)
    let rest = bytes
    bytes = []
    guard !rest.isEmpty, connection.isOpen else { return }
    rest.withUnsafeBytes { connection.handler?.connection(connection, received: $0) }
  }
}
