import Glibc

/// The address and port of one end of a connection.
package struct SocketAddress: Hashable, Sendable, CustomStringConvertible {
  package var ip: IPAddress
  package var port: UInt16

  package init(_ ip: IPAddress, port: UInt16) {
    self.ip = ip
    self.port = port
  }

  /// `192.0.2.1:2775` or `[2001:db8::1]:2775`.
  package var description: String { ip.isV6 ? "[\(ip)]:\(port)" : "\(ip):\(port)" }

  /// Reads what the kernel filled in; `nil` for a family other than the two.
  init?(_ storage: sockaddr_storage) {
    var storage = storage
    switch Int32(storage.ss_family) {
    case AF_INET:
      let v4 = withUnsafeBytes(of: &storage) { $0.loadUnaligned(as: sockaddr_in.self) }
      self.init(IPAddress(v4: UInt32(bigEndian: v4.sin_addr.s_addr)), port: UInt16(bigEndian: v4.sin_port))
    case AF_INET6:
      let v6 = withUnsafeBytes(of: &storage) { $0.loadUnaligned(as: sockaddr_in6.self) }
      self.init(IPAddress(v6.sin6_addr), port: UInt16(bigEndian: v6.sin6_port))
    default: return nil
    }
  }

  var family: Int32 { ip.isV6 ? AF_INET6 : AF_INET }

  func withSockaddr<R>(_ body: (UnsafePointer<sockaddr>, socklen_t) -> R) -> R {
    if ip.isV6 {
      var address = sockaddr_in6()
      address.sin6_family = sa_family_t(AF_INET6)
      address.sin6_port = port.bigEndian
      address.sin6_addr = ip.v6Address
      return Self.erased(&address, body)
    }
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = port.bigEndian
    address.sin_addr.s_addr = UInt32(truncatingIfNeeded: ip.number).bigEndian
    return Self.erased(&address, body)
  }

  private static func erased<A, R>(_ address: inout A, _ body: (UnsafePointer<sockaddr>, socklen_t) -> R) -> R {
    withUnsafePointer(to: &address) { typed in
      typed.withMemoryRebound(to: sockaddr.self, capacity: 1) { body($0, socklen_t(MemoryLayout<A>.size)) }
    }
  }

  /// The address of the socket itself (`getsockname`) or of its peer (`getpeername`).
  static func of(
    _ descriptor: Int32, _ ask: (Int32, UnsafeMutablePointer<sockaddr>, UnsafeMutablePointer<socklen_t>) -> Int32
  ) -> SocketAddress? {
    var storage = sockaddr_storage()
    var length = socklen_t(MemoryLayout<sockaddr_storage>.size)
    let answer = withUnsafeMutablePointer(to: &storage) { typed in
      typed.withMemoryRebound(to: sockaddr.self, capacity: 1) { ask(descriptor, $0, &length) }
    }
    return answer == 0 ? SocketAddress(storage) : nil
  }
}
