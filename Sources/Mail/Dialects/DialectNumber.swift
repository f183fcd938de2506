/// Phone numbers inside the bodies of dialects.
enum DialectNumber {
  /// 3 to 15 digits; `+` in front and punctuation between are left out.
  static func digits(_ bytes: ArraySlice<UInt8>) -> String? {
    let rest = bytes.first == 0x2B ? bytes.dropFirst() : bytes
    guard rest.allSatisfy({ ASCII.isDigit($0) || [0x20, 0x28, 0x29, 0x2D, 0x2E].contains($0) }) else { return nil }
    let digits = rest.filter(ASCII.isDigit)
    return (3...15).contains(digits.count) ? String(decoding: digits, as: UTF8.self) : nil
  }
}
