import COpenSSL
import Dispatch
import Glibc

/// One connected TCP socket, plain or under TLS. Confined to its loop.
///
/// It holds no read buffer of its own and, while nothing waits to be written, no output buffer either, so an idle
/// connection costs its socket and two small objects. The descriptor is closed only after the cancel handlers of both
/// dispatch sources have run.
package final class Connection {
  package let loop: EventLoop
  /// The other end; the client that a PROXY header named, where there was one.
  package internal(set) var peer: SocketAddress
  /// Our own end.
  package let local: SocketAddress
  package let options: ConnectionOptions
  /// The owner; held until `connectionClosed`.
  package var handler: (any ConnectionHandler)?

  enum Phase: Equatable {
    /// Reads and writes. Can transition to: flushing, closed.
    case open
    /// Takes no more from either side and sends what is left. Can transition to: lingering, closed.
    case flushing
    /// Our end of stream is sent; what comes in is dropped until the peer's. Can transition to: closed.
    case lingering
    /// Sources are cancelled. Final.
    case closed(CloseReason)
  }

  var phase = Phase.open
  /// -1 over memory.
  let descriptor: Int32
  /// In a simulation, in place of the descriptor.
  let memory: MemorySocket?
  var closeTimer: LoopTimer?
  private var openSources = 0

  // Reading.
  var readSource: (any DispatchSourceRead)?
  var readSuspended = false
  var paused = false
  var readEnded = false
  var drainPosted = false

  // Writing.
  var writeSource: (any DispatchSourceWrite)?
  var writeArmed = false
  var flushPosted = false
  /// Bytes for the wire; those before `sent` are gone already.
  var wire: [UInt8] = []
  var sent = 0
  /// Plaintext that waits for encryption at the end of the event.
  var staged: [UInt8] = []
  var congested = false

  var tls: TLSSession?
  /// TLS may hold records that were left there when reading was paused.
  var tlsBacklog = false

  /// - Parameter descriptor: connected, non-blocking; owned by the connection from here on.
  init(descriptor: Int32, peer: SocketAddress, options: ConnectionOptions, on loop: EventLoop) {
    self.descriptor = descriptor
    memory = nil
    self.peer = peer
    self.local = SocketAddress.of(descriptor, getsockname) ?? SocketAddress(IPAddress(v4: 0), port: 0)
    self.options = options
    self.loop = loop
    SocketOptions.tune(descriptor, options)
  }

  init(memory: MemorySocket, peer: SocketAddress, options: ConnectionOptions, on loop: EventLoop) {
    descriptor = -1
    self.memory = memory
    self.peer = peer
    local = SocketAddress(IPAddress(v4: 0), port: 0)
    self.options = options
    self.loop = loop
  }

  /// Starts reading; once, on the loop.
  func start(_ handler: any ConnectionHandler) {
    loop.checkIsolated()
    self.handler = handler
    guard memory == nil else { return }
    let source = DispatchSource.makeReadSource(fileDescriptor: descriptor, queue: loop.queue)
    let me = LoopBound(self, to: loop)
    source.setEventHandler { @Sendable in me.loop.perform { me.value.readable() } }
    source.setCancelHandler { @Sendable in me.loop.perform { me.value.sourceCancelled() } }
    readSource = source
    openSources += 1
    source.activate()
  }

  /// True until the connection is being closed from either side.
  package var isOpen: Bool { phase == .open }

  // MARK: Closing

  /// Sends what was written, ends the stream, waits for the peer's end and closes. Nothing more is delivered.
  ///
  /// - Parameter timeout: after this long the connection is dropped whatever is left.
  package func close(timeout: Duration = .seconds(5)) {
    guard phase == .open else { return }
    phase = .flushing
    // A handshake that is not done will not get done any more: nothing is read from here on.
    if let tls, !tls.isEstablished { staged = [] }
    let timer = LoopTimer(on: loop) { [weak self] in self?.closeDeadlineReached() }
    timer.deadline = loop.now + timeout
    closeTimer = timer
    flushSoon()
  }

  /// Drops the connection now; the peer sees a reset and unwritten output is lost.
  package func abort() { abort(.aborted) }

  func abort(_ reason: CloseReason) {
    if case .closed = phase { return }
    resetOnClose()
    tearDown(reason)
  }

  /// Everything is sent: end our stream, and read on so that unread input does not turn the close into a reset that
  /// would take our last words from the peer (RFC 9112 §9.6).
  func finishFlushing() {
    phase = .lingering
    endStream()
    if readEnded { return tearDown(.closed) }
    resumeSource()
    drainSoon()
  }

  private func closeDeadlineReached() {
    phase == .lingering ? tearDown(.closed) : abort(.closeTimedOut)
  }

  func tearDown(_ reason: CloseReason) {
    if case .closed = phase { return }
    phase = .closed(reason)
    closeTimer?.cancel()
    closeTimer = nil
    // A suspended source never runs its cancel handler, and traps when released.
    readSource?.cancel()
    resumeSource()
    writeSource?.cancel()
    if !writeArmed { writeSource?.resume() }
    writeArmed = true
    if openSources == 0 { finishLater() }
  }

  func writeSourceStarted() { openSources += 1 }

  func sourceCancelled() {
    openSources -= 1
    if openSources == 0 { finished() }
  }

  /// Without sources no cancel handler will come.
  private func finishLater() {
    let me = LoopBound(self, to: loop)
    loop.post { me.value.finished() }
  }

  private func finished() {
    guard case .closed(let reason) = phase else { return }
    closeSocket()
    readSource = nil
    writeSource = nil
    tls = nil
    wire = []
    staged = []
    let last = handler
    handler = nil
    last?.connectionClosed(self, reason: reason)
  }

  // MARK: Facts

  /// Bytes handed to the kernel that the peer has not acknowledged yet (SIOCOUTQ), and bytes not handed over yet.
  package var unsentBytes: Int {
    guard isOpen || phase == .flushing || phase == .lingering else { return 0 }
    return unacknowledgedBytes + pendingOutput
  }

  /// What TLS agreed on and who the peer proved to be; `nil` without TLS or before the handshake is done.
  package var tlsFacts: TLSFacts? { tls?.facts }

  /// Channel binding data for SASL (RFC 5929 §3, RFC 9266); `nil` where TLS gives none of that type.
  package func channelBinding(_ type: ChannelBinding) -> [UInt8]? { tls?.channelBinding(type) }
}
