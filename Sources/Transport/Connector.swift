import COpenSSL
import Dispatch
import Glibc

extension Connection {
  /// Connects to the first address of the host that answers. From any thread; the closures run on the loop, one of them once.
  ///
  /// - Parameters:
  ///   - tls: a client context for TLS from the first byte; the host is the name that is checked.
  ///   - timeout: for name, connection and handshake together.
  ///   - handler: makes the owner of a connection that is ready; `nil` drops it.
  package static func connect(
    to endpoint: Endpoint, on loop: EventLoop, tls: TLSContext? = nil, options: ConnectionOptions = ConnectionOptions(),
    timeout: Duration = .seconds(10),
    handler: @escaping @Sendable (Connection) -> (any ConnectionHandler)?,
    failure: @escaping @Sendable (ConnectFailure) -> Void
  ) {
    let plan = Opening.Plan(tls: tls.map { .implicit($0) } ?? .none, serverName: endpoint.host, timeout: timeout)
    let begin: @Sendable (Result<[SocketAddress], ResolutionFailure>) -> Void = { resolved in
      loop.post {
        switch resolved {
        case .failure(let why): failure(.notResolved(why.reason))
        case .success(let addresses):
          Connector(addresses, on: loop, plan: plan, options: options, handler: handler, failure: failure).tryNext()
        }
      }
    }
    if IPAddress(endpoint.host) != nil { return begin(endpoint.resolve()) }
    // getaddrinfo blocks, so it gets a thread that is nobody's loop.
    DispatchQueue.global().async { @Sendable in begin(endpoint.resolve()) }
  }
}

/// Why no connection came about.
package enum ConnectFailure: Error, Equatable, Sendable {
  case notResolved(String)
  /// The error of the last address tried.
  case failed(errno: Int32)
  case timedOut
  case tls(String)
}

/// One attempt to connect, address after address. Confined to its loop.
private final class Connector {
  private var addresses: ArraySlice<SocketAddress>
  private let loop: EventLoop
  private let plan: Opening.Plan
  private let options: ConnectionOptions
  private let handler: @Sendable (Connection) -> (any ConnectionHandler)?
  private let failure: @Sendable (ConnectFailure) -> Void
  private var lastError: Int32 = ENETUNREACH
  private var source: (any DispatchSourceWrite)?
  private var timer: LoopTimer?
  private var isTimedOut = false

  init(
    _ addresses: [SocketAddress], on loop: EventLoop, plan: Opening.Plan, options: ConnectionOptions,
    handler: @escaping @Sendable (Connection) -> (any ConnectionHandler)?,
    failure: @escaping @Sendable (ConnectFailure) -> Void
  ) {
    self.addresses = addresses[...]
    self.loop = loop
    self.plan = plan
    self.options = options
    self.handler = handler
    self.failure = failure
    timer = loop.schedule(at: loop.now + plan.timeout) { [weak self] in self?.deadlineReached() }
  }

  func tryNext() {
    guard let address = addresses.popFirst() else { return fail(.failed(errno: lastError)) }
    let descriptor = passerelle_socket(address.family)
    guard descriptor >= 0 else { return fail(.failed(errno: errno)) }
    if address.withSockaddr({ Glibc.connect(descriptor, $0, $1) }) == 0 || errno == EINPROGRESS {
      return wait(descriptor, address)
    }
    lastError = errno
    Glibc.close(descriptor)
    tryNext()
  }

  private func wait(_ descriptor: Int32, _ address: SocketAddress) {
    let source = DispatchSource.makeWriteSource(fileDescriptor: descriptor, queue: loop.queue)
    let me = LoopBound(self, to: loop)
    source.setEventHandler { @Sendable in me.value.source?.cancel() }
    source.setCancelHandler { @Sendable in me.loop.perform { me.value.settled(descriptor, address) } }
    self.source = source
    source.activate()
  }

  private func deadlineReached() {
    isTimedOut = true
    source?.cancel()
  }

  /// The descriptor has let go of its source: it is connected, has failed, or the time is over.
  private func settled(_ descriptor: Int32, _ address: SocketAddress) {
    source = nil
    var error: Int32 = 0
    var length = socklen_t(MemoryLayout<Int32>.size)
    getsockopt(descriptor, SOL_SOCKET, SO_ERROR, &error, &length)
    if !isTimedOut, error == 0 { return succeed(descriptor, address) }
    Glibc.close(descriptor)
    if isTimedOut { return fail(.timedOut) }
    lastError = error
    tryNext()
  }

  private func succeed(_ descriptor: Int32, _ address: SocketAddress) {
    timer?.cancel()
    let connection = Connection(descriptor: descriptor, peer: address, options: options, on: loop)
    let failure = failure
    Opening.open(connection, plan, makeHandler: handler) { reason in
      switch reason {
      case .openingTimedOut: failure(.timedOut)
      case .tls(let why): failure(.tls(why))
      case .failed(let number): failure(.failed(errno: number))
      default: failure(.tls("the peer closed during the handshake"))
      }
    }
  }

  private func fail(_ why: ConnectFailure) {
    timer?.cancel()
    failure(why)
  }
}
