/// The signature of what SMSC pushes to a handler: a digest of some fields and a secret word, joined by colons.
package struct SMSCSignature: Sendable {
  /// Named like the field that carries the digest.
  package enum Algorithm: String, Sendable, CaseIterable {
    case md5
    case sha1
    case crc32
  }

  let secret: String
  let algorithm: Algorithm
  let digest: @Sendable (Algorithm, [UInt8]) -> [UInt8]?

  /// Whether the signature field fits; one of another algorithm than was agreed on counts for nothing.
  func fits(_ values: [String], signature: (String) -> String?) -> Bool {
    let signed = Array((values + [secret]).joined(separator: ":").utf8)
    guard let given = signature(algorithm.rawValue),
      let expected = algorithm == .crc32 ? Self.crc32(signed) : digest(algorithm, signed)
    else { return false }
    return Self.isEqual(given, HexDigit.text(of: expected))
  }

  /// Compares without telling by the time it takes where they differ.
  private static func isEqual(_ a: String, _ b: String) -> Bool {
    let (a, b) = (Array(a.lowercased().utf8), Array(b.utf8))
    guard a.count == b.count else { return false }
    return zip(a, b).reduce(UInt8(0)) { $0 | ($1.0 ^ $1.1) } == 0
  }

  /// CRC-32 of ISO 3309, the highest octet first.
  static func crc32(_ bytes: [UInt8]) -> [UInt8] {
    var value: UInt32 = 0xFFFF_FFFF
    for byte in bytes {
      value ^= UInt32(byte)
      for _ in 0..<8 { value = value & 1 == 1 ? value >> 1 ^ 0xEDB8_8320 : value >> 1 }
    }
    value = ~value
    return [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: value >> UInt32($0)) }
  }
}
