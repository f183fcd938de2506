import Glibc

extension Connection {
  /// Why `startTLS` did nothing.
  package enum StartTLSRefusal: Error, Equatable, Sendable {
    /// Plaintext followed the command that asks for TLS: what came before the handshake must not be taken for what came
    /// under it (RFC 3207 §6, CVE-2011-0411). Close the connection.
    case plaintextPending
    case alreadySecured
    case notOpen
    /// OpenSSL has no memory or the context is unusable.
    case unavailable
  }

  /// Puts the rest of the connection under TLS.
  ///
  /// Call it in the same event in which the go-ahead was written, before that is sent: the go-ahead leaves in the clear,
  /// everything written later is encrypted. Until then an honest peer is silent, so bytes that wait in the socket are refused.
  ///
  /// - Parameter leftover: how many bytes behind the command the caller has received and not consumed.
  package func startTLS(_ context: TLSContext, leftover: Int, serverName: String? = nil) throws(StartTLSRefusal) {
    guard leftover == 0 else { throw .plaintextPending }
    if context.role == .server, hasBytesWaiting { throw .plaintextPending }
    try beginTLS(context, serverName: serverName)
  }

  /// - Parameter first: ciphertext that was received before TLS was chosen.
  func beginTLS(
    _ context: TLSContext, serverName: String?, first: [UInt8] = []
  ) throws(StartTLSRefusal) {
    guard isOpen else { throw .notOpen }
    guard tls == nil else { throw .alreadySecured }
    guard let session = context.makeSession(serverName: serverName) else { throw .unavailable }
    tls = session
    first.withUnsafeBytes { session.feed($0) }
    drainSoon()
  }

  private var hasBytesWaiting: Bool {
    var byte: UInt8 = 0
    return recv(descriptor, &byte, 1, Int32(MSG_PEEK | MSG_DONTWAIT)) > 0
  }

  /// Moves what TLS holds on: the handshake, then records as far as the handler wants them.
  func pumpTLS() {
    guard let tls else { return }
    if !tls.isEstablished {
      switch tls.handshake() {
      case .done: handler?.connectionSecured(self)
      case .wantsMore: break
      case .failed(let reason): return failTLS(reason)
      }
      flushSoon()
      guard tls.isEstablished else { return }
    }
    tlsBacklog = paused
    while phase == .open, !paused, let reading = tls.read(into: loop.plainBuffer) {
      switch reading {
      case .bytes(let count):
        handler?.connection(self, received: UnsafeRawBufferPointer(rebasing: loop.plainBuffer[..<count]))
        tlsBacklog = paused
      case .closed:
        guard !readEnded else { return }
        readEnded = true
        suspendSource()
        return reportReadEnd()
      case .failed(let reason): return failTLS(reason)
      }
    }
    if tls.hasOutput { flushSoon() }
  }

  /// Sends the alert if the socket takes it at once, and drops the connection.
  private func failTLS(_ reason: String) {
    guard phase == .open else { return }
    staged = []
    collectTLSOutput()
    if sent < wire.count {
      _ = wire.withUnsafeBytes {
        Glibc.send(descriptor, $0.baseAddress?.advanced(by: sent), $0.count - sent, Int32(MSG_NOSIGNAL))
      }
    }
    shutdown(descriptor, Int32(SHUT_WR))
    tearDown(.tls(reason))
  }
}
