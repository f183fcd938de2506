import Glibc

/// An IPv4 or IPv6 address. An IPv4 address mapped into IPv6 (RFC 4291 §2.5.5.2) is the IPv4 address.
package struct IPAddress: Hashable, Sendable, CustomStringConvertible {
  package let isV6: Bool
  /// The address as a number, the first octet of the wire in the highest place.
  package let number: UInt128

  /// - Parameter octets: 4 or 16, in wire order; any other count gives `nil`.
  package init?(octets: some Collection<UInt8>) {
    var number: UInt128 = 0
    for octet in octets { number = number << 8 | UInt128(octet) }
    switch octets.count {
    case 4: self.init(v4: UInt32(truncatingIfNeeded: number))
    case 16: self.init(v6: number)
    default: return nil
    }
  }

  package init(v4 number: UInt32) {
    isV6 = false
    self.number = UInt128(number)
  }

  package init(v6 number: UInt128) {
    isV6 = number >> 32 != 0xFFFF
    self.number = isV6 ? number : number & 0xFFFF_FFFF
  }

  /// Reads dotted decimal or RFC 4291 §2.2 text, without brackets, port or zone.
  package init?(_ text: String) {
    var v4 = in_addr()
    if inet_pton(AF_INET, text, &v4) == 1 {
      self.init(v4: UInt32(bigEndian: v4.s_addr))
      return
    }
    var v6 = in6_addr()
    guard inet_pton(AF_INET6, text, &v6) == 1 else { return nil }
    self.init(v6)
  }

  init(_ address: in6_addr) {
    self.init(v6: withUnsafeBytes(of: address) { UInt128(bigEndian: $0.loadUnaligned(as: UInt128.self)) })
  }

  var v6Address: in6_addr {
    var address = in6_addr()
    withUnsafeMutableBytes(of: &address) { $0.storeBytes(of: number.bigEndian, as: UInt128.self) }
    return address
  }

  package var description: String {
    withUnsafeTemporaryAllocation(of: CChar.self, capacity: Int(INET6_ADDRSTRLEN)) { text in
      var v4 = in_addr(s_addr: UInt32(truncatingIfNeeded: number).bigEndian)
      var v6 = v6Address
      let written =
        isV6
        ? inet_ntop(AF_INET6, &v6, text.baseAddress, socklen_t(text.count))
        : inet_ntop(AF_INET, &v4, text.baseAddress, socklen_t(text.count))
      return written.map { String(cString: $0) } ?? ""
    }
  }
}

/// A block of addresses, as in `10.0.0.0/8` or `2001:db8::/32`.
package struct IPNetwork: Hashable, Sendable, CustomStringConvertible {
  package let base: IPAddress
  /// How many leading bits count: 0 to 32 or 0 to 128.
  package let prefix: Int

  /// Reads `address/bits`, or an address alone for that one address; `nil` when it is neither. Host bits are dropped.
  package init?(_ text: String) {
    let parts = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
    guard let first = parts.first, let address = IPAddress(String(first)) else { return nil }
    let width = address.isV6 ? 128 : 32
    guard let prefix = parts.count == 1 ? width : Int(parts[1]), (0...width).contains(prefix) else { return nil }
    self.prefix = prefix
    let kept = Self.leading(prefix, of: address)
    base = address.isV6 ? IPAddress(v6: kept) : IPAddress(v4: UInt32(truncatingIfNeeded: kept))
  }

  package func contains(_ address: IPAddress) -> Bool {
    address.isV6 == base.isV6 && Self.leading(prefix, of: address) == base.number
  }

  package var description: String { "\(base)/\(prefix)" }

  private static func leading(_ bits: Int, of address: IPAddress) -> UInt128 {
    let dropped = (address.isV6 ? 128 : 32) - bits
    return dropped >= 128 ? 0 : (address.number >> UInt128(dropped)) << UInt128(dropped)
  }
}
