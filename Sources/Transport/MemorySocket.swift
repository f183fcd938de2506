import COpenSSL
import Glibc

/// One end of a stream in memory, in place of a connected socket: a simulation carries the octets, cuts and delays them.
/// Confined to the loop of its connection; after each change from outside `Connection.socketChanged` is called.
package final class MemorySocket {
  /// Octets from the peer that have not been read.
  package var arrived: [UInt8] = []
  /// The peer's end of stream has come, behind `arrived`.
  package var hasPeerEnded = false
  /// The connection is broken: reading gives this `errno` once `arrived` is read, writing at once.
  package var failure: Int32?
  /// Octets that may still be written before it is full.
  package var room: Int
  /// Octets that the peer has not acknowledged; lowered from outside.
  package var unacknowledged = 0
  /// Takes what is written. Runs in the middle of an event: it must not touch the connection.
  package var written: ([UInt8]) -> Void = { _ in }
  /// Our end of stream, or a reset, after which nothing is written. Comes once.
  package var ended: (_ byReset: Bool) -> Void = { _ in }

  private var isEnded = false
  private var resets = false

  package init(room: Int = 1 << 20) { self.room = room }

  /// As recv(2) without blocking.
  func receive(_ buffer: UnsafeMutableRawBufferPointer) -> Int {
    let count = min(buffer.count, arrived.count)
    guard count > 0 else { return endOrError() }
    arrived.withUnsafeBytes { buffer.copyMemory(from: UnsafeRawBufferPointer(rebasing: $0[..<count])) }
    arrived.removeFirst(count)
    return count
  }

  private func endOrError() -> Int {
    if let failure {
      errno = failure
      return -1
    }
    if hasPeerEnded { return 0 }
    errno = EAGAIN
    return -1
  }

  /// As send(2) without blocking.
  func send(_ bytes: ArraySlice<UInt8>) -> Int {
    if let failure {
      errno = failure
      return -1
    }
    let count = min(room, bytes.count)
    guard count > 0 else {
      errno = EAGAIN
      return -1
    }
    room -= count
    unacknowledged += count
    written(Array(bytes.prefix(count)))
    return count
  }

  func resetOnClose() { resets = true }

  func end() {
    guard !isEnded else { return }
    isEnded = true
    ended(resets)
  }
}

extension Connection {
  /// A connection over memory, handed to its owner as an accepted one is. On the loop.
  package static func simulate(
    _ socket: MemorySocket, peer: SocketAddress, options: ConnectionOptions = ConnectionOptions(), on loop: EventLoop,
    makeHandler: @escaping (Connection) -> (any ConnectionHandler)?
  ) -> Connection {
    let connection = Connection(memory: socket, peer: peer, options: options, on: loop)
    loop.perform { Opening.open(connection, Opening.Plan(), makeHandler: makeHandler) }
    return connection
  }

  /// There is more to read, room to write, or the end in the memory socket.
  package func socketChanged() {
    loop.perform {
      if writeArmed { flush() }
      readable()
    }
  }

  // MARK: System calls, or what stands for them

  func receive() -> Int {
    if let memory { return memory.receive(loop.readBuffer) }
    return recv(descriptor, loop.readBuffer.baseAddress, loop.readBuffer.count, 0)
  }

  func sendSome() -> Int {
    if let memory { return memory.send(wire[sent...]) }
    return wire.withUnsafeBytes { bytes in
      Glibc.send(descriptor, bytes.baseAddress?.advanced(by: sent), bytes.count - sent, Int32(MSG_NOSIGNAL))
    }
  }

  func endStream() {
    if let memory { return memory.end() }
    shutdown(descriptor, Int32(SHUT_WR))
  }

  func resetOnClose() {
    if let memory { return memory.resetOnClose() }
    SocketOptions.resetOnClose(descriptor)
  }

  func closeSocket() {
    if let memory { return memory.end() }
    Glibc.close(descriptor)
  }

  var unacknowledgedBytes: Int { memory?.unacknowledged ?? Int(passerelle_unsent(descriptor)) }
}
