/// The owner of a connection: a session driver. Every method runs on the connection's loop.
///
/// Conforming types are `final class`es confined to the loop, not `Sendable`: the compiler then keeps them from leaving it,
/// calls cost nothing, and `LoopBound` is the checked way back in from other threads.
package protocol ConnectionHandler: AnyObject {
  /// The connection is ready: accepted or connected, and any PROXY header and implicit TLS handshake are done.
  func connectionOpened(_ connection: Connection)

  /// Bytes came in, at least one.
  ///
  /// - Parameter bytes: a view of a buffer shared by the whole loop, valid during the call only.
  func connection(_ connection: Connection, received bytes: UnsafeRawBufferPointer)

  /// A TLS handshake that `startTLS` began is done; what is read and written from now on is protected.
  func connectionSecured(_ connection: Connection)

  /// The peer will send no more. By default the connection is closed after what is still to be written.
  func connectionReadEnded(_ connection: Connection)

  /// Output that had passed the high-water mark has gone down to half of it.
  func connectionDrained(_ connection: Connection)

  /// The connection is gone and its descriptor closed. The last call, made exactly once, never from inside a call that the
  /// handler makes to the connection.
  func connectionClosed(_ connection: Connection, reason: CloseReason)
}

extension ConnectionHandler {
  package func connectionOpened(_ connection: Connection) {}
  package func connectionSecured(_ connection: Connection) {}
  package func connectionReadEnded(_ connection: Connection) { connection.close() }
  package func connectionDrained(_ connection: Connection) {}
}

/// Why a connection is gone.
package enum CloseReason: Equatable, Sendable {
  /// We closed it and everything written was handed to the kernel.
  case closed
  /// We dropped it with `abort`.
  case aborted
  /// A graceful close did not get rid of its output in time.
  case closeTimedOut
  /// The peer reset it or the network gave up; the error of the system call (`errno`).
  case failed(errno: Int32)
  /// The output that the peer did not take went past the limit.
  case outputLimit
  /// The TLS handshake or a TLS record was wrong; the reason in OpenSSL's words.
  case tls(String)
  /// The PROXY header was missing, wrong or late.
  case proxyHeader
  /// The handshake or PROXY header did not come in time.
  case openingTimedOut
}
