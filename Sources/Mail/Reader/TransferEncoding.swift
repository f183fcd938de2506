/// A `Content-Transfer-Encoding` (RFC 2045 §6), decoded up to a limit and tolerant of junk.
package enum TransferEncoding: Equatable, Sendable {
  /// 7bit, 8bit, binary, or nothing said.
  case identity
  case base64
  case quotedPrintable
  /// A token that we do not know (`x-uuencode`): the part is never decoded.
  case other

  /// Decoded octets, and whether the limit cut them.
  package struct Decoded: Equatable, Sendable {
    /// The octets, at most as many as the limit.
    package var bytes: [UInt8]
    /// Whether there was more.
    package var isCut: Bool

    /// Octets with the mark.
    package init(bytes: [UInt8], isCut: Bool) {
      self.bytes = bytes
      self.isCut = isCut
    }
  }

  /// Reads a field value; comments and parameters behind the token are ignored.
  package init(_ value: [UInt8]?) {
    guard let value else {
      self = .identity
      return
    }
    var scanner = MIMEScanner(value[...])
    switch ASCII.lowercased(scanner.token() ?? []) {
    case "base64": self = .base64
    case "quoted-printable": self = .quotedPrintable
    case "", "7bit", "8bit", "binary", "7-bit", "8-bit": self = .identity
    default: self = .other
    }
  }

  /// The decoded octets, never more than `limit`.
  package func decode(_ bytes: ArraySlice<UInt8>, limit: Int) -> Decoded {
    switch self {
    case .identity, .other: Decoded(bytes: Array(bytes.prefix(max(limit, 0))), isCut: bytes.count > limit)
    case .base64: Self.base64(bytes, limit: limit)
    case .quotedPrintable: Self.quotedPrintable(bytes, limit: limit)
    }
  }

  /// Octets outside the alphabet are skipped; padding ends a group, not the text, so joined encodings survive.
  private static func base64(_ bytes: ArraySlice<UInt8>, limit: Int) -> Decoded {
    var result: [UInt8] = []
    result.reserveCapacity(min(limit, bytes.count / 4 * 3 + 3))
    var bits: UInt32 = 0
    var count = 0
    for byte in bytes {
      if byte == ASCII.equals {
        count = 0
        continue
      }
      guard let value = base64Value(byte) else { continue }
      bits = bits << 6 | UInt32(value)
      count += 6
      guard count >= 8 else { continue }
      if result.count >= limit { return Decoded(bytes: result, isCut: true) }
      count -= 8
      result.append(UInt8(truncatingIfNeeded: bits >> UInt32(count)))
    }
    return Decoded(bytes: result, isCut: false)
  }

  private static func base64Value(_ byte: UInt8) -> UInt8? {
    switch byte {
    case 0x41...0x5A: byte - 0x41
    case 0x61...0x7A: byte - 0x61 + 26
    case 0x30...0x39: byte - 0x30 + 52
    case 0x2B: 62
    case 0x2F: 63
    default: nil
    }
  }

  /// White space before a line end is dropped (RFC 2045 §6.7 rule 3); an `=` that starts nothing stays as it is.
  private static func quotedPrintable(_ bytes: ArraySlice<UInt8>, limit: Int) -> Decoded {
    var result: [UInt8] = []
    var solid = 0
    var index = bytes.startIndex
    while index < bytes.endIndex {
      if result.count >= limit { return Decoded(bytes: result, isCut: true) }
      let byte = bytes[index]
      if byte == ASCII.equals, let (octet, next) = escape(bytes, at: index) {
        index = next
        guard let octet else { continue }
        result.append(octet)
        solid = result.count
        continue
      }
      index += 1
      if byte == ASCII.lf || (byte == ASCII.cr && index < bytes.endIndex && bytes[index] == ASCII.lf) {
        result.removeSubrange(solid...)
      }
      result.append(byte)
      if !ASCII.isBlank(byte) { solid = result.count }
    }
    return Decoded(bytes: result, isCut: false)
  }

  /// The octet of an escape (`nil` for a soft line break) and the place behind it.
  private static func escape(_ bytes: ArraySlice<UInt8>, at start: Int) -> (octet: UInt8?, next: Int)? {
    if start + 2 < bytes.endIndex, let high = ASCII.hex(bytes[start + 1]), let low = ASCII.hex(bytes[start + 2]) {
      return (high << 4 | low, start + 3)
    }
    // Blanks behind a soft break are added by relays; 80 of them are patience enough.
    var index = start + 1
    let limit = min(bytes.endIndex, start + 80)
    while index < limit, ASCII.isBlank(bytes[index]) || bytes[index] == ASCII.cr { index += 1 }
    if index == bytes.endIndex { return (nil, index) }
    return index < limit && bytes[index] == ASCII.lf ? (nil, index + 1) : nil
  }
}
