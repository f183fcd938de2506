import Dispatch
import Glibc

extension Connection {
  /// Full buffers taken in one event before other connections get their turn.
  private static let fairRounds = 8

  /// Stops the delivery of bytes. What the call in progress has delivered is the handler's already.
  package func pauseReading() { paused = true }

  /// Delivers again, beginning with what came in meanwhile.
  package func resumeReading() {
    guard paused else { return }
    paused = false
    guard phase == .open, !readEnded || tls != nil else { return }
    if !readEnded { resumeSource() }
    // After a reset no event comes any more, so the socket is drained without waiting for one.
    drainSoon()
  }

  func drainSoon() {
    guard !drainPosted else { return }
    drainPosted = true
    let me = LoopBound(self, to: loop)
    loop.post { me.value.drain() }
  }

  private func drain() {
    drainPosted = false
    if phase == .open, tls != nil { pumpTLS() }
    readable()
  }

  /// Reads until the socket is empty, at its end or broken, because after a reset this call is the last one.
  func readable() {
    // What TLS still holds comes before what the socket holds, its end above all.
    if tlsBacklog { pumpTLS() }
    var rounds = 0
    while wantsToRead {
      let count = receive()
      if count > 0 {
        take(UnsafeRawBufferPointer(rebasing: loop.readBuffer[..<count]))
        rounds += 1
        if rounds == Self.fairRounds { return drainSoon() }
      } else if count == 0 {
        return endOfStream()
      } else if errno == EAGAIN {
        return
      } else if errno != EINTR {
        return tearDown(phase == .lingering ? .closed : .failed(errno: errno))
      }
    }
  }

  /// False suspends the source, which would fire without end while bytes stay unread.
  private var wantsToRead: Bool {
    switch phase {
    case .open where !paused && !readEnded: return true
    case .lingering where !readEnded: return true
    case .open, .flushing, .lingering:
      suspendSource()
      return false
    case .closed: return false
    }
  }

  private func take(_ bytes: UnsafeRawBufferPointer) {
    guard phase == .open else { return }
    if tls != nil {
      // In pieces of one record, so that the buffer inside OpenSSL stays small.
      var rest = bytes[...]
      while let tls, !rest.isEmpty {
        tls.feed(UnsafeRawBufferPointer(rebasing: rest.prefix(TLSSession.recordSize)))
        rest = rest.dropFirst(TLSSession.recordSize)
        pumpTLS()
      }
    } else {
      handler?.connection(self, received: bytes)
    }
  }

  private func endOfStream() {
    readEnded = true
    suspendSource()
    if phase == .lingering { return tearDown(.closed) }
    guard phase == .open else { return }
    if let tls, !tls.isEstablished { return abort(.tls("the peer closed during the handshake")) }
    reportReadEnd()
  }

  func reportReadEnd() {
    handler?.connectionReadEnded(self)
  }

  func suspendSource() {
    guard !readSuspended, let readSource else { return }
    readSuspended = true
    readSource.suspend()
  }

  func resumeSource() {
    guard readSuspended, let readSource else { return }
    readSuspended = false
    readSource.resume()
  }
}
