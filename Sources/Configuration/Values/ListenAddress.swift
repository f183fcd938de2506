/// A place to listen or to connect to: `host:port` or `[v6]:port`. The host is an address, a name, or `*` for every address.
package struct ListenAddress: Sendable, Equatable, Hashable, CustomStringConvertible {
  /// Without brackets; `*` for every address of the machine.
  package let host: String
  /// 0 to 65535; 0 lets the system choose.
  package let port: Int

  package init(host: String, port: Int) {
    self.host = host
    self.port = port
  }

  /// Nil when there is no port, the port is over 65535, or the host is empty, no name and no address.
  package init?(_ text: String) {
    guard let colon = text.utf8.lastIndex(of: UInt8(ascii: ":")) else { return nil }
    let digits = text[text.utf8.index(after: colon)...]
    guard (1...5).contains(digits.utf8.count), digits.utf8.allSatisfy({ (48...57).contains($0) }),
      let port = Int(digits), port <= 65535, let host = ListenAddress.host(String(text[..<colon]))
    else { return nil }
    self.host = host
    self.port = port
  }

  package var description: String {
    host.utf8.contains(UInt8(ascii: ":")) ? "[\(host)]:\(port)" : "\(host):\(port)"
  }

  /// Whether only programs on this machine can reach it.
  package var isLoopback: Bool {
    host == "localhost" || (IPAddress(host)?.isLoopback ?? false)
  }

  private static func host(_ text: String) -> String? {
    if text == "*" { return text }
    if text.hasPrefix("["), text.hasSuffix("]") {
      let inner = String(text.dropFirst().dropLast())
      guard let address = IPAddress(inner), !address.isIPv4 || inner.utf8.contains(UInt8(ascii: ":")) else {
        return nil
      }
      return inner
    }
    return isHostName(text) ? text : nil
  }

  /// Letters, digits, `-`, `_` and `.` (RFC 1123 §2.1, with the underscore that container networks use); a name of four
  /// numbers must be an address.
  static func isHostName(_ text: String) -> Bool {
    let bytes = text.utf8
    guard (1...253).contains(bytes.count), bytes.first != UInt8(ascii: "."), bytes.first != UInt8(ascii: "-") else {
      return false
    }
    let digitsAndDots = bytes.allSatisfy { (48...57).contains($0) || $0 == UInt8(ascii: ".") }
    if digitsAndDots { return IPAddress(text) != nil }
    return bytes.allSatisfy {
      (48...57).contains($0) || (65...90).contains($0) || (97...122).contains($0) || [45, 46, 95].contains($0)
    }
  }
}
