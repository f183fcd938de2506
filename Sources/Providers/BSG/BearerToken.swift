import Messages

/// A JSON Web Token as far as we look into it (RFC 7519 §4.1.4).
enum BearerToken {
  /// The moment in its `exp`; nil when it is no such token or does not say.
  static func end(of token: String) -> Timestamp? {
    let pieces = token.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
    guard pieces.count == 3, let claims = decoded(pieces[1]), let seconds = JSON(claims)?["exp"]?.integer else {
      return nil
    }
    return (0...253_402_300_799).contains(seconds) ? Timestamp(seconds: seconds) : nil
  }

  /// Base64 with `-` and `_`, without padding (RFC 4648 §5).
  private static func decoded(_ text: Substring.UTF8View) -> [UInt8]? {
    var bytes: [UInt8] = []
    var (bits, count): (UInt32, Int) = (0, 0)
    for character in text where character != UInt8(ascii: "=") {
      guard let value = value(of: character) else { return nil }
      bits = bits << 6 | UInt32(value)
      count += 6
      if count >= 8 {
        count -= 8
        bytes.append(UInt8(truncatingIfNeeded: bits >> UInt32(count)))
      }
    }
    return bytes
  }

  private static func value(of character: UInt8) -> UInt8? {
    switch character {
    case 0x41...0x5A: character - 0x41
    case 0x61...0x7A: character - 0x61 + 26
    case 0x30...0x39: character - 0x30 + 52
    case 0x2D, 0x2B: 62
    case 0x5F, 0x2F: 63
    default: nil
    }
  }
}
