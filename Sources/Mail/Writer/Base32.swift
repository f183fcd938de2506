/// Base 32 of RFC 4648 §6 in small letters without padding: it survives relays that fold the case of a local part.
enum Base32 {
  private static let alphabet = Array("abcdefghijklmnopqrstuvwxyz234567".utf8)

  static func encode(_ bytes: [UInt8]) -> String {
    var result: [UInt8] = []
    var bits: UInt32 = 0
    var count: UInt32 = 0
    for byte in bytes {
      bits = (bits << 8 | UInt32(byte)) & 0xFFFF
      count += 8
      while count >= 5 {
        count -= 5
        result.append(alphabet[Int(bits >> count & 31)])
      }
    }
    if count > 0 { result.append(alphabet[Int(bits << (5 - count) & 31)]) }
    return String(decoding: result, as: UTF8.self)
  }

  /// `nil` where a character is not in the alphabet or bits are left over that are not zero.
  static func decode(_ text: some Sequence<UInt8>) -> [UInt8]? {
    var result: [UInt8] = []
    var bits: UInt32 = 0
    var count: UInt32 = 0
    for byte in text {
      guard let value = value(of: byte) else { return nil }
      bits = (bits << 5 | UInt32(value)) & 0xFFFF
      count += 5
      guard count >= 8 else { continue }
      count -= 8
      result.append(UInt8(truncatingIfNeeded: bits >> count))
    }
    guard count < 5, bits & ((1 << count) - 1) == 0 else { return nil }
    return result
  }

  static func value(of byte: UInt8) -> UInt8? {
    switch ASCII.lower(byte) {
    case let letter where letter >= 0x61 && letter <= 0x7A: letter - 0x61
    case 0x32...0x37: byte - 0x32 + 26
    default: nil
    }
  }
}
