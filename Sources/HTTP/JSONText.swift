/// Text as a JSON string (RFC 8259 §7), for small answers that are written by hand.
package enum JSONText {
  /// The string with its quotation marks. `<` is escaped too, so that it may stand inside a web page.
  package static func quoted(_ text: String) -> String {
    var bytes: [UInt8] = [0x22]
    bytes.reserveCapacity(text.utf8.count + 2)
    for byte in text.utf8 {
      switch byte {
      case 0x22, 0x5C: bytes += [0x5C, byte]
      case 0x0A: bytes += [0x5C, 0x6E]
      case 0x0D: bytes += [0x5C, 0x72]
      case 0x09: bytes += [0x5C, 0x74]
      case 0..<0x20, 0x3C, 0x7F:
        bytes += "\\u00".utf8
        bytes += [PercentCoding.hexDigit(byte >> 4), PercentCoding.hexDigit(byte & 0xF)]
      default: bytes.append(byte)
      }
    }
    bytes.append(0x22)
    return String(decoding: bytes, as: UTF8.self)
  }
}
