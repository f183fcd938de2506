/// ASCII and ISO-8859-1: one octet, one scalar.
enum SingleOctetText {
  /// What windows-1252 has at 0x80 to 0x9F; zero where it has nothing.
  private static let windows1252: [UInt16] = [
    0x20AC, 0, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, 0, 0x017D, 0,
    0, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0, 0x017E,
    0x0178,
  ]

  /// The text of ASCII; U+FFFD for octets with the high bit.
  static func decodeASCII(_ octets: [UInt8]) -> String {
    String(unsafeUninitializedCapacity: octets.count &* 3) { output in
      var writer = ScalarWriter(output)
      for octet in octets { writer.append(octet < 0x80 ? UInt16(octet) : 0xFFFD) }
      return writer.count
    }
  }

  /// The text of ISO-8859-1.
  ///
  /// - Parameter repairs: whether 0x80 to 0x9F, control characters that no sender of text means, are read as
  ///   windows-1252.
  static func decodeLatin1(_ octets: [UInt8], repairs: Bool) -> DecodedText {
    var repair: TextRepair?
    let text = String(unsafeUninitializedCapacity: octets.count &* 3) { output in
      var writer = ScalarWriter(output)
      for octet in octets {
        var scalar = UInt16(octet)
        if repairs, (0x80...0x9F).contains(octet) {
          scalar = windows1252[Int(octet &- 0x80)]
          if scalar == 0 { scalar = 0xFFFD }
          repair = .windows1252
        }
        writer.append(scalar)
      }
      return writer.count
    }
    return DecodedText(text, repair: repair)
  }

  /// The octets of a text whose scalars all lie below `limit` (0x80 or 0x100), else nil.
  static func encode(_ text: String, limit: UInt32) -> [UInt8]? {
    var text = text
    return text.withUTF8 { utf8 in
      var octets: [UInt8] = []
      octets.reserveCapacity(utf8.count)
      var reader = ScalarReader(utf8)
      while let scalar = reader.next() {
        guard scalar < limit else { return nil }
        octets.append(UInt8(truncatingIfNeeded: scalar))
      }
      return octets
    }
  }
}
