/// The header that a load balancer puts before a connection to name the real client (PROXY protocol, versions 1 and 2).
package struct ProxyHeader: Equatable, Sendable {
  /// The real client; `nil` for a health check of the balancer itself or an unknown family.
  package var source: SocketAddress?
  /// The address that the client connected to.
  package var destination: SocketAddress?

  /// What the first bytes of a connection are.
  package enum Reading: Equatable, Sendable {
    /// A header and how many bytes it took.
    case header(ProxyHeader, length: Int)
    /// The beginning of one.
    case incomplete
    case invalid
  }

  /// The longest line of version 1 with its CRLF.
  package static let longestLine = 107
  /// The longest header of version 2 that is read, extensions included.
  package static let longestBinary = 4096

  private static let signature: [UInt8] = [
    0x0D, 0x0A, 0x0D, 0x0A, 0x00, 0x0D, 0x0A, 0x51, 0x55, 0x49, 0x54, 0x0A,
  ]
  private static let word = Array("PROXY ".utf8)

  package init(source: SocketAddress? = nil, destination: SocketAddress? = nil) {
    self.source = source
    self.destination = destination
  }

  package static func read(_ bytes: [UInt8]) -> Reading {
    if agrees(bytes, with: signature) { return bytes.count < 16 ? .incomplete : readBinary(bytes) }
    if agrees(bytes, with: word) { return readLine(bytes) }
    return .invalid
  }

  /// True when the one is the beginning of the other.
  private static func agrees(_ bytes: [UInt8], with pattern: [UInt8]) -> Bool {
    zip(bytes, pattern).allSatisfy { $0 == $1 }
  }

  // MARK: Version 1

  private static func readLine(_ bytes: [UInt8]) -> Reading {
    guard let end = bytes.prefix(longestLine).firstIndex(of: 0x0A) else {
      return bytes.count < longestLine ? .incomplete : .invalid
    }
    guard end > 0, bytes[end - 1] == 0x0D else { return .invalid }
    let fields = bytes[..<(end - 1)].split(separator: 0x20, omittingEmptySubsequences: false)
      .map { String(decoding: $0, as: UTF8.self) }
    guard fields.count > 1 else { return .invalid }
    if fields[1] == "UNKNOWN" { return .header(ProxyHeader(), length: end + 1) }
    guard fields.count == 6, fields[1] == "TCP4" || fields[1] == "TCP6",
      let source = address(fields[2], fields[4], v6: fields[1] == "TCP6"),
      let destination = address(fields[3], fields[5], v6: fields[1] == "TCP6")
    else { return .invalid }
    return .header(ProxyHeader(source: source, destination: destination), length: end + 1)
  }

  private static func address(_ ip: String, _ port: String, v6: Bool) -> SocketAddress? {
    guard let address = IPAddress(ip), ip.utf8.contains(0x3A) == v6,
      port.utf8.allSatisfy({ (0x30...0x39).contains($0) }),
      let number = UInt16(port), port == String(number)
    else { return nil }
    return SocketAddress(address, port: number)
  }

  // MARK: Version 2

  private static func readBinary(_ bytes: [UInt8]) -> Reading {
    let length = 16 + Int(bytes[14]) << 8 + Int(bytes[15])
    guard bytes[12] >> 4 == 2, bytes[12] & 0xF <= 1, length <= longestBinary else { return .invalid }
    guard bytes.count >= length else { return .incomplete }
    let isLocal = bytes[12] & 0xF == 0
    let width: Int
    switch bytes[13] {
    case 0x11: width = 4
    case 0x21: width = 16
    default: return .header(ProxyHeader(), length: length)
    }
    if isLocal { return .header(ProxyHeader(), length: length) }
    guard length >= 16 + 2 * width + 4 else { return .invalid }
    return .header(
      ProxyHeader(
        source: binaryAddress(bytes, at: 16, width: width, port: 16 + 2 * width),
        destination: binaryAddress(bytes, at: 16 + width, width: width, port: 18 + 2 * width)),
      length: length)
  }

  private static func binaryAddress(_ bytes: [UInt8], at start: Int, width: Int, port: Int) -> SocketAddress? {
    IPAddress(octets: bytes[start..<(start + width)])
      .map { SocketAddress($0, port: UInt16(bytes[port]) << 8 | UInt16(bytes[port + 1])) }
  }
}
