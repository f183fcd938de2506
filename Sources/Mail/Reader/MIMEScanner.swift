/// Walks a structured field value: tokens, quoted strings and comments (RFC 2045 §5.1, RFC 5322 §3.2.2).
struct MIMEScanner {
  private let bytes: ArraySlice<UInt8>
  private var index: Int

  init(_ bytes: ArraySlice<UInt8>) {
    self.bytes = bytes
    self.index = bytes.startIndex
  }

  /// The octet that comes next after white space and comments.
  mutating func peek() -> UInt8? {
    skipSpace()
    return index < bytes.endIndex ? bytes[index] : nil
  }

  /// Takes the octet if it comes next.
  mutating func skip(_ byte: UInt8) -> Bool {
    guard peek() == byte else { return false }
    index += 1
    return true
  }

  /// A run of token characters, `nil` where there is none.
  mutating func token() -> ArraySlice<UInt8>? {
    skipSpace()
    let start = index
    while index < bytes.endIndex, Self.isToken(bytes[index]) { index += 1 }
    return index > start ? bytes[start..<index] : nil
  }

  /// A quoted string, or everything up to the next `;` or blank: senders forget to quote.
  mutating func value() -> [UInt8] {
    if peek() == ASCII.quote { return quoted() }
    let start = index
    while index < bytes.endIndex, bytes[index] != ASCII.semicolon, !ASCII.isSpace(bytes[index]) { index += 1 }
    return Array(bytes[start..<index])
  }

  /// Goes behind the next `;` that stands outside quotes; false at the end.
  mutating func nextParameter() -> Bool {
    while let byte = peek() {
      if byte == ASCII.quote {
        _ = quoted()
      } else {
        index += 1
        if byte == ASCII.semicolon { return true }
      }
    }
    return false
  }

  private mutating func quoted() -> [UInt8] {
    var result: [UInt8] = []
    index += 1
    while index < bytes.endIndex {
      let byte = bytes[index]
      index += 1
      if byte == ASCII.quote { break }
      if byte == ASCII.backslash, index < bytes.endIndex {
        result.append(bytes[index])
        index += 1
      } else {
        result.append(byte)
      }
    }
    return result
  }

  private mutating func skipSpace() {
    while index < bytes.endIndex {
      if ASCII.isSpace(bytes[index]) {
        index += 1
      } else if bytes[index] == 0x28 {
        skipComment()
      } else {
        return
      }
    }
  }

  /// Comments nest; the depth is counted, so that a thousand brackets cost no stack.
  private mutating func skipComment() {
    var depth = 0
    while index < bytes.endIndex {
      let byte = bytes[index]
      index += 1
      if byte == ASCII.backslash {
        index = min(index + 1, bytes.endIndex)
      } else if byte == 0x28 {
        depth += 1
      } else if byte == 0x29 {
        depth -= 1
        if depth == 0 { return }
      }
    }
  }

  private static func isToken(_ byte: UInt8) -> Bool {
    guard byte > 0x20, byte != 0x7F else { return false }
    switch byte {
    case 0x22, 0x28, 0x29, 0x2C, 0x2F, 0x3A, 0x3B, 0x3C, 0x3D, 0x3E, 0x3F, 0x40, 0x5B, 0x5C, 0x5D: return false
    default: return true
    }
  }
}
