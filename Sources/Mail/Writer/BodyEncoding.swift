/// How a text of ours is encoded: always as ASCII lines of at most 76 characters, so that no relay breaks it and no line of it can be
/// a lone dot, `From ` or a boundary.
enum BodyEncoding {
  /// The value of `Content-Transfer-Encoding` and the encoded lines, ended by CRLF.
  static func encode(_ text: String) -> (name: String, bytes: [UInt8]) {
    let bytes = lineEnds(text)
    let high = bytes.reduce(0) { $1 >= 0x80 ? $0 + 1 : $0 }
    // From a sixth on, base64 is the shorter of the two.
    if high * 6 > bytes.count { return ("base64", base64Lines(bytes)) }
    return ("quoted-printable", quotedPrintable(bytes))
  }

  /// CRLF everywhere; NUL and lone CR are gone. The text ends in a line end.
  private static func lineEnds(_ text: String) -> [UInt8] {
    var result: [UInt8] = []
    for byte in text.utf8 where byte != ASCII.cr && byte != 0 {
      if byte == ASCII.lf { result.append(ASCII.cr) }
      result.append(byte)
    }
    if result.last != ASCII.lf { result += [ASCII.cr, ASCII.lf] }
    return result
  }

  static func base64(_ bytes: some Collection<UInt8>) -> [UInt8] {
    let alphabet = base64Alphabet
    var result: [UInt8] = []
    var bits: UInt32 = 0
    var count = 0
    for byte in bytes {
      bits = bits << 8 | UInt32(byte)
      count += 1
      guard count == 3 else { continue }
      for shift in [18, 12, 6, 0] as [UInt32] { result.append(alphabet[Int(bits >> shift & 63)]) }
      bits = 0
      count = 0
    }
    if count == 1 {
      result += [alphabet[Int(bits >> 2 & 63)], alphabet[Int(bits << 4 & 63)], ASCII.equals, ASCII.equals]
    } else if count == 2 {
      result += [
        alphabet[Int(bits >> 10 & 63)], alphabet[Int(bits >> 4 & 63)], alphabet[Int(bits << 2 & 63)], ASCII.equals,
      ]
    }
    return result
  }

  private static let base64Alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

  private static func base64Lines(_ bytes: [UInt8]) -> [UInt8] {
    var result: [UInt8] = []
    for start in stride(from: 0, to: bytes.count, by: 57) {
      result += base64(bytes[start..<min(start + 57, bytes.count)]) + [ASCII.cr, ASCII.lf]
    }
    return result
  }

  /// RFC 2045 §6.7.
  private static func quotedPrintable(_ bytes: [UInt8]) -> [UInt8] {
    var result: [UInt8] = []
    var column = 0
    for (index, byte) in bytes.enumerated() {
      if byte == ASCII.cr || byte == ASCII.lf {
        result.append(byte)
        column = 0
        continue
      }
      let isLineEnd = index + 1 < bytes.count && bytes[index + 1] == ASCII.cr
      let token = needsEscape(byte, column: column, isLineEnd: isLineEnd) ? escaped(byte) : [byte]
      if column + token.count > 75 {
        result += [ASCII.equals, ASCII.cr, ASCII.lf]
        column = 0
      }
      result += token
      column += token.count
    }
    return result
  }

  /// A dot or `F` at the start of a line is escaped for the sake of SMTP and of mailbox files.
  private static func needsEscape(_ byte: UInt8, column: Int, isLineEnd: Bool) -> Bool {
    if byte == ASCII.equals || byte < 0x20 && byte != ASCII.tab || byte >= 0x7F { return true }
    if ASCII.isBlank(byte) { return isLineEnd }
    return (column == 0 || column >= 75) && (byte == ASCII.dot || byte == 0x46)
  }

  private static func escaped(_ byte: UInt8) -> [UInt8] {
    [ASCII.equals, ASCII.hexDigit(byte >> 4), ASCII.hexDigit(byte & 15)]
  }
}
