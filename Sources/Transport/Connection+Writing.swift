import Dispatch
import Glibc

extension Connection {
  /// Bytes written that the kernel has not taken yet.
  package var pendingOutput: Int { wire.count - sent + staged.count }

  /// True while more output waits than the high-water mark; `connectionDrained` tells the end of it.
  package var isCongested: Bool { congested }

  /// Appends to the output; it leaves at the end of the event that runs now, with what else was written meanwhile.
  ///
  /// Nothing is taken once the connection is being closed. Output past the limit drops the connection.
  package func write(_ bytes: [UInt8]) {
    bytes.withUnsafeBytes { write($0) }
  }

  /// The same with a view, which is copied.
  package func write(_ bytes: UnsafeRawBufferPointer) {
    guard phase == .open, !bytes.isEmpty else { return }
    guard bytes.count <= options.outputLimit - pendingOutput else { return abort(.outputLimit) }
    if tls == nil {
      if wire.isEmpty { wire = loop.takeOutputBuffer() }
      wire.append(contentsOf: bytes)
    } else {
      if staged.isEmpty { staged = loop.takeOutputBuffer() }
      staged.append(contentsOf: bytes)
    }
    if pendingOutput > options.highWater { congested = true }
    flushSoon()
  }

  func flushSoon() {
    guard !flushPosted else { return }
    flushPosted = true
    loop.flushLater(self)
  }

  /// Runs at the end of an event and when the socket takes more.
  func flush() {
    flushPosted = false
    if case .closed = phase { return }
    if phase == .lingering { return }
    guard encrypt(), send() else { return }
    settle()
  }

  /// Moves plaintext into the wire buffer as far as TLS takes it; false when the connection broke on it.
  private func encrypt() -> Bool {
    guard let tls else { return true }
    if tls.isEstablished, !staged.isEmpty {
      guard tls.write(staged) else {
        abort(.tls("writing failed"))
        return false
      }
      loop.giveBack(&staged)
    }
    if phase == .flushing, staged.isEmpty { tls.closeNotify() }
    collectTLSOutput()
    return true
  }

  /// Takes over what TLS has produced for the wire: records, handshake messages, alerts.
  func collectTLSOutput() {
    guard let tls, tls.hasOutput else { return }
    if wire.isEmpty { wire = loop.takeOutputBuffer() }
    tls.takeOutput(into: &wire)
  }

  /// Hands as much to the kernel as it takes; false when the connection broke.
  private func send() -> Bool {
    while sent < wire.count {
      let count = sendSome()
      if count >= 0 {
        sent += count
      } else if errno == EAGAIN {
        armWriteSource()
        return true
      } else if errno != EINTR {
        // Anything else is final; waiting for an event would spin.
        tearDown(.failed(errno: errno))
        return false
      }
    }
    sent = 0
    loop.giveBack(&wire)
    disarmWriteSource()
    return true
  }

  private func settle() {
    if sent > 64 << 10, sent > wire.count / 2 {
      wire.removeFirst(sent)
      sent = 0
    }
    if congested, pendingOutput <= options.highWater / 2 {
      congested = false
      if phase == .open { handler?.connectionDrained(self) }
    }
    if phase == .flushing, pendingOutput == 0 { finishFlushing() }
  }

  /// The write source is level-triggered: it is suspended unless bytes wait.
  private func armWriteSource() {
    guard !writeArmed else { return }
    writeArmed = true
    guard memory == nil else { return }
    if let writeSource { return writeSource.resume() }
    let source = DispatchSource.makeWriteSource(fileDescriptor: descriptor, queue: loop.queue)
    let me = LoopBound(self, to: loop)
    source.setEventHandler { @Sendable in me.loop.perform { me.value.flush() } }
    source.setCancelHandler { @Sendable in me.loop.perform { me.value.sourceCancelled() } }
    writeSource = source
    writeSourceStarted()
    source.activate()
  }

  private func disarmWriteSource() {
    guard writeArmed else { return }
    writeArmed = false
    writeSource?.suspend()
  }
}
