/// Percent coding of octets (RFC 3986 §2.1).
package enum PercentCoding {
  /// Text with all but the unreserved characters (RFC 3986 §2.3) coded, as it may stand in a path segment or a query.
  package static func encode(_ text: some StringProtocol) -> String {
    var coded: [UInt8] = []
    coded.reserveCapacity(text.utf8.count)
    for byte in text.utf8 { append(byte, to: &coded) }
    return String(decoding: coded, as: UTF8.self)
  }

  /// The octets meant; `nil` for a `%` without two hexadecimal digits.
  package static func decode(_ coded: some Collection<UInt8>, plusIsSpace: Bool = false) -> [UInt8]? {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(coded.count)
    var rest = coded.makeIterator()
    while let byte = rest.next() {
      switch byte {
      case 0x25:
        guard let high = rest.next().flatMap(hexValue), let low = rest.next().flatMap(hexValue) else { return nil }
        bytes.append(high << 4 | low)
      case 0x2B where plusIsSpace: bytes.append(0x20)
      default: bytes.append(byte)
      }
    }
    return bytes
  }

  /// The text meant; `nil` for broken coding and for what is not UTF-8.
  package static func decodeText(_ coded: some StringProtocol, plusIsSpace: Bool = false) -> String? {
    decode(Array(coded.utf8), plusIsSpace: plusIsSpace).flatMap { String(validating: $0, as: UTF8.self) }
  }

  static func append(_ byte: UInt8, to coded: inout [UInt8]) {
    if isUnreserved(byte) { return coded.append(byte) }
    coded.append(0x25)
    coded.append(hexDigit(byte >> 4))
    coded.append(hexDigit(byte & 0xF))
  }

  static func isUnreserved(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x2E, 0x5F, 0x7E: true
    default: false
    }
  }

  static func hexDigit(_ value: UInt8) -> UInt8 { value < 10 ? 0x30 + value : 0x37 + value }

  static func hexValue(_ digit: UInt8) -> UInt8? {
    switch digit {
    case 0x30...0x39: digit - 0x30
    case 0x41...0x46: digit - 0x37
    case 0x61...0x66: digit - 0x57
    default: nil
    }
  }
}
