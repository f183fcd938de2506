import Glibc
import Transport

/// The side of a client that waits to be dialled.
final class ListeningDesk: Sendable {
  private let descriptor: Int32
  let endpoint: Endpoint

  init() throws {
    descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let descriptor = descriptor
    let isListening = withUnsafeMutablePointer(to: &address) { typed in
      typed.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        bind(descriptor, $0, length) == 0 && listen(descriptor, 4) == 0 && getsockname(descriptor, $0, &length) == 0
      }
    }
    guard isListening else { throw Missing("no listening socket") }
    endpoint = Endpoint(host: "127.0.0.1", port: UInt16(bigEndian: address.sin_port))
  }

  deinit { close(descriptor) }

  /// The next connection.
  func accept() throws -> ESME {
    let accepted = Glibc.accept(descriptor, nil, nil)
    guard accepted >= 0 else { throw Missing("nobody dialled") }
    return ESME(accepted: accepted)
  }
}
