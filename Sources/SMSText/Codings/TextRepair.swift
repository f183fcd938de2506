/// A sender's mistake that was mended while decoding.
/// The raw values are the words of the metric that counts them.
package enum TextRepair: String, Sendable, Hashable, CaseIterable {
  /// UTF-8 was sent under a coding of seven bits.
  case utf8
  /// UCS2 began with a byte order mark, high octet first; the mark was taken off.
  case byteOrderMark = "byte_order_mark"
  /// UCS2 was sent low octet first, with or without a byte order mark.
  case littleEndian = "little_endian"
  /// Latin-1 held octets 0x80 to 0x9F, read as windows-1252.
  case windows1252
  /// Coding 1 (ASCII) held the default alphabet of 3GPP TS 23.038, as node-smpp sends it: it has control octets that no
  /// ASCII text has, such as the escape before the euro sign, or 0x00 for the at sign.
  case defaultAlphabet = "default_alphabet"

  /// In words for people.
  package var words: String {
    switch self {
    case .utf8: "it was in UTF-8"
    case .byteOrderMark: "a byte order mark was taken off"
    case .littleEndian: "its octets came low one first"
    case .windows1252: "it was in windows-1252"
    case .defaultAlphabet: "it was in the GSM alphabet"
    }
  }

  /// Whether octets under ASCII can only be the default alphabet: seven bits, and controls other than the tabulator, the
  /// ends of lines and pages, and a NUL at the end, which C programs count in.
  package static func isDefaultAlphabet(_ octets: some Collection<UInt8>) -> Bool {
    var hasControl = false
    var endsWithNUL = false
    for octet in octets {
      if octet >= 0x80 { return false }
      if endsWithNUL { hasControl = true }
      endsWithNUL = octet == 0
      if octet < 0x20, octet != 0, octet != 0x09, octet != 0x0A, octet != 0x0C, octet != 0x0D { hasControl = true }
    }
    return hasControl
  }

  /// Whether octets under a seven-bit coding are UTF-8 with at least one sequence of several octets.
  package static func isMultibyteUTF8(_ octets: some Collection<UInt8>) -> Bool {
    var hasHighOctet = false
    for octet in octets where octet >= 0x80 {
      hasHighOctet = true
      break
    }
    return hasHighOctet && String(validating: octets, as: UTF8.self) != nil
  }
}
