import COpenSSL
import Dispatch
import Glibc

/// The accepting part of a listener. Confined to its home loop.
final class Acceptor {
  /// Connections accepted in one event before other work of the loop gets its turn.
  private static let fairRounds = 256
  /// How long accepting rests when descriptors or memory ran out; the backlog holds the clients meanwhile.
  private static let rest = Duration.milliseconds(100)

  private let descriptor: Int32
  private let home: EventLoop
  private let group: EventLoopGroup
  private let options: ListenerOptions
  private let makeHandler: @Sendable (Connection) -> (any ConnectionHandler)?
  private var source: (any DispatchSourceRead)?
  private var isResting = false
  private var isStopped = false
  private var whenClosed: [@Sendable () -> Void] = []

  init(
    _ descriptor: Int32, home: EventLoop, group: EventLoopGroup, options: ListenerOptions,
    makeHandler: @escaping @Sendable (Connection) -> (any ConnectionHandler)?
  ) {
    self.descriptor = descriptor
    self.home = home
    self.group = group
    self.options = options
    self.makeHandler = makeHandler
  }

  func start() {
    let source = DispatchSource.makeReadSource(fileDescriptor: descriptor, queue: home.queue)
    let me = LoopBound(self, to: home)
    source.setEventHandler { @Sendable in me.loop.perform { me.value.acceptAll() } }
    source.setCancelHandler { @Sendable in me.loop.perform { me.value.closed() } }
    self.source = source
    source.activate()
  }

  func stop(_ done: (@Sendable () -> Void)?) {
    if isStopped, source == nil {
      done?()
      return
    }
    if let done { whenClosed.append(done) }
    guard !isStopped else { return }
    isStopped = true
    source?.cancel()
    if isResting { source?.resume() }
  }

  private func closed() {
    Glibc.close(descriptor)
    source = nil
    for done in whenClosed { done() }
    whenClosed = []
  }

  private func acceptAll() {
    guard !isStopped, !isResting else { return }
    for _ in 0..<Self.fairRounds {
      var storage = sockaddr_storage()
      var length = UInt32(MemoryLayout<sockaddr_storage>.size)
      let accepted = passerelle_accept(descriptor, &storage, &length)
      if accepted >= 0 {
        admit(accepted, SocketAddress(storage))
      } else if errno == EAGAIN {
        return
      } else if [EMFILE, ENFILE, ENOBUFS, ENOMEM].contains(errno) {
        return rest(errno)
      }
      // Anything else concerns the one connection that is gone already (accept(2)).
    }
    let me = LoopBound(self, to: home)
    me.post { $0.acceptAll() }
  }

  /// The source is level-triggered and would spin, so it is suspended until descriptors may be free again.
  private func rest(_ number: Int32) {
    isResting = true
    source?.suspend()
    options.exhausted?(number)
    home.schedule(at: home.now + Self.rest) {
      guard !self.isStopped else { return }
      self.isResting = false
      self.source?.resume()
      self.acceptAll()
    }
  }

  private func admit(_ accepted: Int32, _ peer: SocketAddress?) {
    guard let peer else {
      Glibc.close(accepted)
      return
    }
    let loop = group.next()
    let (options, makeHandler) = (options, makeHandler)
    let plan = Opening.Plan(
      expectsProxyHeader: options.proxyNetworks.contains { $0.contains(peer.ip) }, tls: options.tls,
      timeout: options.openingTimeout)
    loop.post {
      let connection = Connection(descriptor: accepted, peer: peer, options: options.connection, on: loop)
      Opening.open(connection, plan, makeHandler: makeHandler)
    }
  }
}
