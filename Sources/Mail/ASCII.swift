/// Octets with a meaning in mail, and comparisons that never go through `Character`.
enum ASCII {
  static let tab: UInt8 = 0x09
  static let lf: UInt8 = 0x0A
  static let cr: UInt8 = 0x0D
  static let space: UInt8 = 0x20
  static let quote: UInt8 = 0x22
  static let hyphen: UInt8 = 0x2D
  static let dot: UInt8 = 0x2E
  static let slash: UInt8 = 0x2F
  static let colon: UInt8 = 0x3A
  static let semicolon: UInt8 = 0x3B
  static let less: UInt8 = 0x3C
  static let equals: UInt8 = 0x3D
  static let greater: UInt8 = 0x3E
  static let question: UInt8 = 0x3F
  static let at: UInt8 = 0x40
  static let backslash: UInt8 = 0x5C
  static let underscore: UInt8 = 0x5F

  static func isBlank(_ byte: UInt8) -> Bool { byte == space || byte == tab }

  static func isSpace(_ byte: UInt8) -> Bool { byte == space || (byte >= tab && byte <= cr) }

  static func isDigit(_ byte: UInt8) -> Bool { byte >= 0x30 && byte <= 0x39 }

  static func isLetter(_ byte: UInt8) -> Bool { (byte | 0x20) >= 0x61 && (byte | 0x20) <= 0x7A }

  static func isAlphanumeric(_ byte: UInt8) -> Bool { isDigit(byte) || isLetter(byte) }

  static func lower(_ byte: UInt8) -> UInt8 { byte >= 0x41 && byte <= 0x5A ? byte | 0x20 : byte }

  /// The value of a hexadecimal digit, upper or lower case.
  static func hex(_ byte: UInt8) -> UInt8? {
    if isDigit(byte) { return byte &- 0x30 }
    let letter = byte | 0x20
    return letter >= 0x61 && letter <= 0x66 ? letter &- 0x57 : nil
  }

  static func hexDigit(_ value: UInt8) -> UInt8 { value < 10 ? 0x30 &+ value : 0x37 &+ value }

  /// Whether the octets are the given ASCII word, whatever the case.
  static func equal(_ bytes: some Collection<UInt8>, _ word: String) -> Bool {
    let utf8 = word.utf8
    guard bytes.count == utf8.count else { return false }
    return zip(bytes, utf8).allSatisfy { lower($0) == lower($1) }
  }

  /// Whether the octets begin with the given ASCII word, whatever the case.
  static func starts(_ bytes: some Collection<UInt8>, _ word: String) -> Bool {
    let utf8 = word.utf8
    guard bytes.count >= utf8.count else { return false }
    return zip(bytes, utf8).allSatisfy { lower($0) == lower($1) }
  }

  static func lowercased(_ bytes: some Sequence<UInt8>) -> String {
    String(decoding: bytes.map(lower), as: UTF8.self)
  }

  /// The slice without white space at both ends.
  static func trimmed(_ bytes: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
    var slice = bytes
    while let first = slice.first, isSpace(first) { slice.removeFirst() }
    while let last = slice.last, isSpace(last) { slice.removeLast() }
    return slice
  }

  /// The position of a sequence at or after `start`, compared octet by octet.
  static func find(_ needle: [UInt8], in bytes: ArraySlice<UInt8>, from start: Int? = nil) -> Int? {
    guard let first = needle.first, bytes.count >= needle.count else { return nil }
    var index = max(start ?? bytes.startIndex, bytes.startIndex)
    let last = bytes.endIndex - needle.count
    while index <= last {
      if bytes[index] == first && bytes[index..<index + needle.count].elementsEqual(needle) { return index }
      index += 1
    }
    return nil
  }

  /// A decimal number of at most nine digits; nothing else around it.
  static func number(_ bytes: some Collection<UInt8>) -> Int? {
    guard !bytes.isEmpty, bytes.count <= 9, bytes.allSatisfy(isDigit) else { return nil }
    return bytes.reduce(0) { $0 * 10 + Int($1 &- 0x30) }
  }
}
