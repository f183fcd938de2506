/// Turns octets with a charset label into text. The result is never empty where the input was not.
package enum Charset {
  /// Text, and how it came about.
  package struct Decoded: Equatable, Sendable {
    /// The text; what could not be read stands in it as U+FFFD, one for each octet.
    package var text: String
    /// The charset that was used, in the spelling of iconv.
    package var charset: String
    /// Whether the label was wrong, unknown or missing and another charset was used.
    package var isRepaired: Bool
    /// How many octets could not be read.
    package var replaced: Int
  }

  /// Decodes by label; a label that is missing, unknown, says nothing or is contradicted by the octets is repaired.
  package static func decode(
    _ bytes: [UInt8], label: String?, unlabelled: UnlabelledCharset = .guess
  ) -> Decoded {
    let name = label.map(canonical) ?? "US-ASCII"
    let isASCII = bytes.allSatisfy { $0 < 0x80 }
    if isASCII && (sayNothing.contains(name) || name == "UTF-8" || (isASCIISuperset(name) && !hasEscapes(bytes))) {
      return Decoded(text: String(decoding: bytes, as: UTF8.self), charset: name, isRepaired: false, replaced: 0)
    }
    if sayNothing.contains(name) { return guess(bytes, unlabelled) }
    if name == "UTF-8" { return utf8(bytes) }
    if name == "HZ" { return convert(HZ.toGB18030(bytes), "GB18030") ?? guess(bytes, unlabelled) }
    return convert(bytes, utf16(name, bytes)) ?? guess(bytes, unlabelled)
  }

  /// The iconv name behind a label of a mail.
  package static func canonical(_ label: String) -> String {
    let cleaned = label.utf8.filter { !ASCII.isSpace($0) && $0 != ASCII.quote && $0 != 0x27 }.prefix(40)
    let name = ASCII.lowercased(cleaned)
    return CharsetAliases.table[name] ?? String(decoding: name.utf8.map(upper), as: UTF8.self)
  }

  private static func upper(_ byte: UInt8) -> UInt8 { byte >= 0x61 && byte <= 0x7A ? byte & 0xDF : byte }

  /// Labels that say nothing about octets above 0x7F.
  private static let sayNothing: Set<String> = ["US-ASCII"]

  /// Charsets in which octets below 0x80 may be something else than ASCII.
  private static func isASCIISuperset(_ name: String) -> Bool {
    !["UTF-16", "UTF-32", "UTF-7", "UCS-", "HZ", "ISO-10646", "UNICODE", "EBCDIC", "IBM037"].contains {
      ASCII.starts(name.utf8, $0)
    }
  }

  /// ISO-2022 shifts with ESC, SO and SI.
  private static func hasEscapes(_ bytes: [UInt8]) -> Bool { bytes.contains { $0 == 0x1B || $0 == 0x0E || $0 == 0x0F } }

  /// Valid UTF-8 stays; a few broken octets become U+FFFD; mostly broken means that the label is wrong. Then the octets
  /// decide: what the account says of mails without a label says nothing about programs that set a wrong one.
  private static func utf8(_ bytes: [UInt8]) -> Decoded {
    if let text = String(validating: bytes, as: UTF8.self) {
      return Decoded(text: text, charset: "UTF-8", isRepaired: false, replaced: 0)
    }
    let count = UTF8Health(bytes)
    if count.validSequences >= count.brokenBytes, let decoded = convert(bytes, "UTF-8") { return decoded }
    return guess(bytes, .guess)
  }

  private static func guess(_ bytes: [UInt8], _ unlabelled: UnlabelledCharset) -> Decoded {
    if let text = String(validating: bytes, as: UTF8.self) {
      return Decoded(text: text, charset: "UTF-8", isRepaired: true, replaced: 0)
    }
    var name = CharsetGuess.best(bytes)
    if case .fixed(let label) = unlabelled { name = canonical(label) }
    if name != "UTF-8" && name != "HZ", var decoded = convert(bytes, name) {
      decoded.isRepaired = true
      return decoded
    }
    let replaced = bytes.reduce(0) { $1 < 0x80 ? $0 : $0 + 1 }
    return Decoded(
      text: String(decoding: bytes, as: UTF8.self), charset: "UTF-8", isRepaired: true, replaced: replaced)
  }

  private static func convert(_ bytes: [UInt8], _ name: String) -> Decoded? {
    guard let converted = IconvDecoder.utf8(from: name, bytes) else { return nil }
    return Decoded(
      text: String(decoding: converted.utf8, as: UTF8.self), charset: name, isRepaired: false,
      replaced: converted.replaced)
  }

  /// UTF-16 without a byte order mark is big-endian (RFC 2781 §4.3), unless the zeros stand in the odd places.
  private static func utf16(_ name: String, _ bytes: [UInt8]) -> String {
    guard name == "UTF-16", bytes.count >= 2 else { return name }
    if bytes[0] == 0xFE && bytes[1] == 0xFF || bytes[0] == 0xFF && bytes[1] == 0xFE { return name }
    var even = 0
    var odd = 0
    for (index, byte) in bytes.enumerated() where byte == 0 || byte == 4 {
      if index.isMultiple(of: 2) { even += 1 } else { odd += 1 }
    }
    return odd > even ? "UTF-16LE" : "UTF-16BE"
  }
}

/// How much of some octets is UTF-8 beyond ASCII.
struct UTF8Health {
  var validSequences = 0
  var brokenBytes = 0

  init(_ bytes: [UInt8]) {
    var index = 0
    while index < bytes.count {
      let length = Self.length(bytes, index)
      if length == 0 {
        brokenBytes += 1
        index += 1
      } else {
        if length > 1 { validSequences += 1 }
        index += length
      }
    }
  }

  /// Length of the well-formed sequence here (Unicode, table 3-7, without the finer lead-byte rules); 0 for none.
  private static func length(_ bytes: [UInt8], _ index: Int) -> Int {
    let lead = bytes[index]
    let length: Int
    switch lead {
    case 0x00...0x7F: return 1
    case 0xC2...0xDF: length = 2
    case 0xE0...0xEF: length = 3
    case 0xF0...0xF4: length = 4
    default: return 0
    }
    guard index + length <= bytes.count else { return 0 }
    return bytes[(index + 1)..<(index + length)].allSatisfy { $0 & 0xC0 == 0x80 } ? length : 0
  }
}
