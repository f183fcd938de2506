import Glibc

/// A blocking client socket that can misbehave. Every call gives up after 20 s.
package struct RawSocket: Sendable {
  /// The socket, for what has no call here.
  package let descriptor: Int32

  /// - Parameter descriptor: a socket made before, where making one now would fail.
  package init?(_ port: UInt16, descriptor made: Int32? = nil) {
    // A copy inherited by another test's process would keep the connection alive behind a close.
    descriptor = made ?? socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = port.bigEndian
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    var patience = timeval(tv_sec: 20, tv_usec: 0)
    setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
    let connected = withUnsafePointer(to: &address) { typed in
      typed.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
      }
    }
    guard connected == 0 else {
      close(descriptor)
      return nil
    }
  }

  /// Sends all of it, or as much as the peer takes before it closes.
  package func send(_ bytes: [UInt8]) {
    var sent = 0
    while sent < bytes.count {
      let count = bytes.withUnsafeBytes {
        Glibc.send(descriptor, $0.baseAddress?.advanced(by: sent), bytes.count - sent, Int32(MSG_NOSIGNAL))
      }
      guard count > 0 else { return }
      sent += count
    }
  }

  /// Bytes until that many came or the stream ended.
  package func receive(_ count: Int) -> [UInt8] {
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 64 << 10)
    while bytes.count < count {
      let got = recv(descriptor, &buffer, min(buffer.count, count - bytes.count), 0)
      guard got > 0 else { return bytes }
      bytes += buffer[..<got]
    }
    return bytes
  }

  /// The bytes that come next, at most 4,096; none at the end of the stream.
  package func receiveSome() -> [UInt8] {
    var buffer = [UInt8](repeating: 0, count: 4096)
    let count = recv(descriptor, &buffer, buffer.count, 0)
    return count > 0 ? Array(buffer[..<count]) : []
  }

  /// True when the peer has ended its stream and nothing else was left.
  package var isAtEnd: Bool {
    var byte: UInt8 = 0
    return recv(descriptor, &byte, 1, 0) == 0
  }

  /// Ends our stream; the peer's goes on.
  package func endWriting() { shutdown(descriptor, Int32(SHUT_WR)) }
  /// Closes.
  package func finish() { close(descriptor) }

  /// Closes with a reset instead of an end of stream.
  package func reset() {
    var value = linger(l_onoff: 1, l_linger: 0)
    setsockopt(descriptor, SOL_SOCKET, SO_LINGER, &value, socklen_t(MemoryLayout<linger>.size))
    close(descriptor)
  }
}
