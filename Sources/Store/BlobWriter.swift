/// How values stand in the binary forms of the store.
extension [UInt8] {
  /// Unsigned, LEB128: 1 to 10 octets.
  package mutating func append(number: UInt64) {
    var rest = number
    while rest >= 0x80 {
      append(UInt8(truncatingIfNeeded: rest) | 0x80)
      rest >>= 7
    }
    append(UInt8(truncatingIfNeeded: rest))
  }

  /// Eight octets, high octet first.
  package mutating func append(fixed number: UInt64) {
    for shift in stride(from: 56, through: 0, by: -8) { append(UInt8(truncatingIfNeeded: number >> UInt64(shift))) }
  }

  /// Signed: zigzag, then LEB128.
  package mutating func append(signed: Int64) {
    append(number: UInt64(bitPattern: (signed << 1) ^ (signed >> 63)))
  }

  /// UTF-8 with its length in octets in front.
  package mutating func append(text: String) {
    var text = text
    text.withUTF8 { utf8 in
      append(number: UInt64(utf8.count))
      append(contentsOf: utf8)
    }
  }

  /// 0 for nil, else 1 and the text.
  package mutating func append(optional text: String?) {
    guard let text else { return append(0) }
    append(1)
    append(text: text)
  }

  /// Octets with their number in front.
  package mutating func append(counted octets: [UInt8]) {
    append(number: UInt64(octets.count))
    append(contentsOf: octets)
  }
}
