/// A network in CIDR notation (RFC 4632, RFC 4291 §2.3): `10.0.0.0/8`, `2001:db8::/32`; an address alone is a network of one.
///
/// IPv4 is kept as IPv4-mapped IPv6 (RFC 4291 §2.5.5.2), so that an IPv4 client on a dual-stack socket is found by its IPv4 network.
package struct Network: Sendable, Equatable, CustomStringConvertible {
  /// The address with all host bits zero, IPv4 mapped.
  let base: UInt128
  /// 0 to 128, counted over the mapped form.
  let prefixLength: Int

  /// Nil when the text is no address, the length is over 32 or 128, or bits are set behind the prefix.
  package init?(_ text: String) {
    let parts = text.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
    guard let first = parts.first, parts.count <= 2, let address = IPAddress(String(Substring(first))) else {
      return nil
    }
    var length = 128
    if parts.count == 2 {
      let digits = parts[1]
      let limit = address.isIPv4 ? 32 : 128
      guard !digits.isEmpty, digits.count <= 3, digits.allSatisfy({ (48...57).contains($0) }),
        let given = Int(Substring(digits)), given <= limit
      else { return nil }
      length = given + (address.isIPv4 ? 96 : 0)
    }
    guard address.bits & ~Network.mask(length) == 0 else { return nil }
    base = address.bits
    prefixLength = length
  }

  /// Whether the address lies inside.
  package func contains(_ address: IPAddress) -> Bool {
    address.bits & Network.mask(prefixLength) == base
  }

  /// Whether the address, written as text (with or without an IPv6 zone), lies inside; no address lies nowhere.
  package func contains(_ text: String) -> Bool {
    IPAddress(text).map(contains) ?? false
  }

  /// 0.0.0.0/0 or ::/0.
  var isEverything: Bool { prefixLength == 0 || (prefixLength == 96 && base >> 32 == 0xffff) }

  package var description: String {
    let address = IPAddress(bits: base)
    return "\(address)/\(address.isIPv4 && prefixLength >= 96 ? prefixLength - 96 : prefixLength)"
  }

  private static func mask(_ length: Int) -> UInt128 {
    length <= 0 ? 0 : UInt128.max << UInt128(128 - length)
  }

  /// 127.0.0.0/8 and ::1.
  package static let loopback = [Network("127.0.0.0/8"), Network("::1/128")].compactMap(\.self)
}
