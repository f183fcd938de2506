import Glibc

/// A place to listen at or to connect to, as it is written: a name or an address, and a port.
package struct Endpoint: Hashable, Sendable, CustomStringConvertible {
  package var host: String
  package var port: UInt16

  package init(host: String, port: UInt16) {
    self.host = host
    self.port = port
  }

  /// Reads `host:port`, `192.0.2.1:25`, `[::1]:25`, and `*:25` or `:25` for every address.
  package init?(_ text: String) {
    guard let colon = text.lastIndex(of: ":"), let port = UInt16(text[text.index(after: colon)...]) else { return nil }
    var host = text[..<colon]
    if host.first == "[" {
      guard host.last == "]" else { return nil }
      host = host.dropFirst().dropLast()
    } else if host.contains(":") {
      return nil
    }
    self.init(host: host.isEmpty || host == "*" ? "::" : String(host), port: port)
  }

  package var description: String { host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)" }

  /// Every address of the host; a literal address needs no look-up.
  ///
  /// Blocks on DNS for a name, so never call it on a loop with one.
  func resolve() -> Result<[SocketAddress], ResolutionFailure> {
    if let literal = IPAddress(host) { return .success([SocketAddress(literal, port: port)]) }
    var hints = addrinfo()
    hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
    var list: UnsafeMutablePointer<addrinfo>?
    let status = getaddrinfo(host, nil, &hints, &list)
    defer { if let list { freeaddrinfo(list) } }
    guard status == 0 else { return .failure(ResolutionFailure(reason: String(cString: gai_strerror(status)))) }
    var found: [SocketAddress] = []
    var next = list
    while let entry = next?.pointee, found.count < 16 {
      next = entry.ai_next
      if let address = Self.address(of: entry, port: port) { found.append(address) }
    }
    return found.isEmpty ? .failure(ResolutionFailure(reason: "no address")) : .success(found)
  }

  private static func address(of entry: addrinfo, port: UInt16) -> SocketAddress? {
    guard let raw = UnsafeRawPointer(entry.ai_addr), Int(entry.ai_addrlen) <= MemoryLayout<sockaddr_storage>.size else {
      return nil
    }
    var storage = sockaddr_storage()
    withUnsafeMutableBytes(of: &storage) {
      $0.copyMemory(from: UnsafeRawBufferPointer(start: raw, count: Int(entry.ai_addrlen)))
    }
    return SocketAddress(storage).map { SocketAddress($0.ip, port: port) }
  }
}

/// Why a name gave no address.
package struct ResolutionFailure: Error, Equatable, Sendable {
  package var reason: String
}
