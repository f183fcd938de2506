/// An IPv4 or IPv6 address, IPv4 in its mapped form (RFC 4291 §2.5.5.2).
package struct IPAddress: Sendable, Equatable, Hashable, CustomStringConvertible {
  /// 128 bits, network order.
  package let bits: UInt128

  private static let mappedPrefix: UInt128 = 0xffff_0000_0000

  package init(bits: UInt128) {
    self.bits = bits
  }

  /// The octets of an address as the system gives them: 4 or 16 of them, else nil.
  package init?(octets: [UInt8]) {
    guard octets.count == 4 || octets.count == 16 else { return nil }
    let value = octets.reduce(UInt128(0)) { $0 << 8 | UInt128($1) }
    bits = octets.count == 4 ? IPAddress.mappedPrefix | value : value
  }

  /// Reads dotted decimal or RFC 4291 §2.2 text; a zone (`%eth0`) is left out of account.
  package init?(_ text: String) {
    let bytes = Array(text.utf8.prefix { $0 != UInt8(ascii: "%") })
    guard bytes.count <= 45 else { return nil }
    if bytes.contains(UInt8(ascii: ":")) {
      guard let value = IPAddress.version6(bytes) else { return nil }
      bits = value
    } else {
      guard let value = IPAddress.version4(bytes[...]) else { return nil }
      bits = IPAddress.mappedPrefix | UInt128(value)
    }
  }

  package var isIPv4: Bool { bits >> 32 == 0xffff }

  /// 127.0.0.0/8 or ::1.
  package var isLoopback: Bool { bits == 1 || bits >> 24 == 0xffff7f }

  package var description: String {
    if isIPv4 {
      return [24, 16, 8, 0].map { String(UInt8(truncatingIfNeeded: bits >> UInt128($0))) }.joined(separator: ".")
    }
    return IPAddress.compressed(
      stride(from: 112, through: 0, by: -16).map { UInt16(truncatingIfNeeded: bits >> UInt128($0)) })
  }

  private static func version4(_ bytes: ArraySlice<UInt8>) -> UInt32? {
    let fields = bytes.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
    guard fields.count == 4 else { return nil }
    var value: UInt32 = 0
    for field in fields {
      // A leading zero means octal to some readers: refused, so that nobody reads another address than we do.
      guard (1...3).contains(field.count), field.allSatisfy({ (48...57).contains($0) }),
        field.count == 1 || field.first != UInt8(ascii: "0")
      else { return nil }
      let number = field.reduce(UInt32(0)) { $0 * 10 + UInt32($1 - 48) }
      guard number <= 255 else { return nil }
      value = value << 8 | number
    }
    return value
  }

  private static func version6(_ bytes: [UInt8]) -> UInt128? {
    let colon = UInt8(ascii: ":")
    guard let gap = bytes.indices.dropLast().first(where: { bytes[$0] == colon && bytes[$0 + 1] == colon }) else {
      guard let all = groups(bytes[...]), all.count == 8 else { return nil }
      return joined(all)
    }
    guard let head = groups(bytes[..<gap]), let tail = groups(bytes[(gap + 2)...]), head.count + tail.count <= 7 else {
      return nil
    }
    return joined(head + Array(repeating: 0, count: 8 - head.count - tail.count) + tail)
  }

  private static func joined(_ groups: [UInt16]) -> UInt128 {
    groups.reduce(UInt128(0)) { $0 << 16 | UInt128($1) }
  }

  /// Hexadecimal groups between colons; the last may be an IPv4 address. Nothing at all is no group.
  private static func groups(_ bytes: ArraySlice<UInt8>) -> [UInt16]? {
    if bytes.isEmpty { return [] }
    let fields = bytes.split(separator: UInt8(ascii: ":"), omittingEmptySubsequences: false)
    var result: [UInt16] = []
    for (index, field) in fields.enumerated() {
      if index == fields.count - 1, field.contains(UInt8(ascii: ".")) {
        guard let value = version4(field) else { return nil }
        result += [UInt16(truncatingIfNeeded: value >> 16), UInt16(truncatingIfNeeded: value)]
      } else {
        guard (1...4).contains(field.count), let text = String(validating: field, as: UTF8.self),
          field.first != UInt8(ascii: "+"), field.first != UInt8(ascii: "-"), let group = UInt16(text, radix: 16)
        else { return nil }
        result.append(group)
      }
    }
    return result.count <= 8 ? result : nil
  }

  /// RFC 5952 §4.2: the longest run of two or more zero groups becomes `::`.
  private static func compressed(_ groups: [UInt16]) -> String {
    var best = 0..<0
    var start = 0
    for index in 0...groups.count where index == groups.count || groups[index] != 0 {
      if index - start > best.count { best = start..<index }
      start = index + 1
    }
    let hex = { (part: ArraySlice<UInt16>) in part.map { String($0, radix: 16) }.joined(separator: ":") }
    guard best.count >= 2 else { return hex(groups[...]) }
    return hex(groups[..<best.lowerBound]) + "::" + hex(groups[best.upperBound...])
  }
}
