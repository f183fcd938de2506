/// One table of 128 septets, held for both directions: a code chart, and its dense inverse.
package struct SeptetTable: Sendable {
  /// What stands for "no character" in `scalars`.
  package static let noScalar: UInt16 = 0xFFFF
  /// What stands for "no septet" in `septets`; no septet has the high bit.
  package static let noSeptet: UInt8 = 0xFF
  /// One past the highest scalar of any table (U+221E, Portuguese), so one comparison bounds every look-up.
  package static let scalarLimit = 0x2220

  /// The scalar of each septet, always 128 of them.
  package let scalars: [UInt16]
  /// The septet of each scalar below `scalarLimit`. A scalar that stands twice in a table has the lower septet.
  package let septets: [UInt8]

  /// Reads a chart of 128 tokens separated by blanks and line ends: one character is itself, two or more are
  /// hexadecimal, ".." is nothing. Tokens that are missing or unreadable mean nothing.
  init(rows: String?) {
    var scalars = [UInt16](repeating: Self.noScalar, count: 128)
    var septets = [UInt8](repeating: Self.noSeptet, count: Self.scalarLimit)
    let tokens = (rows ?? "").utf8.split(whereSeparator: { $0 == 0x20 || $0 == 0x0A })
    for (septet, token) in tokens.prefix(128).enumerated() {
      guard let scalar = Self.scalar(of: token), Int(scalar) < Self.scalarLimit else { continue }
      scalars[septet] = scalar
      if septets[Int(scalar)] == Self.noSeptet { septets[Int(scalar)] = UInt8(septet) }
    }
    self.scalars = scalars
    self.septets = septets
  }

  private static func scalar(of token: Substring.UTF8View) -> UInt16? {
    if token.count == 1 { return token.first.map(UInt16.init) }
    return UInt16(String(Substring(token)), radix: 16)
  }
}
