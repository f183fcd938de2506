/// Sizes in octets as the configuration writes them: `512`, `64KiB`, `1MiB`, `2GiB`; `KB`, `MB` and `GB` are powers of ten.
package enum SizeText {
  private static let units: [(suffix: String, octets: Int)] = [
    ("GiB", 1 << 30), ("MiB", 1 << 20), ("KiB", 1 << 10), ("GB", 1_000_000_000), ("MB", 1_000_000), ("KB", 1000),
    ("B", 1),
  ]

  /// Nil when it is no number with a known unit, or past 2^63-1.
  package static func parse(_ text: String) -> Int? {
    let digits = text.utf8.prefix { (48...57).contains($0) }
    var unit = text.utf8.dropFirst(digits.count)
    while unit.first == UInt8(ascii: " ") { unit = unit.dropFirst() }
    guard let number = Int(Substring(digits)) else { return nil }
    if unit.isEmpty { return number }
    guard let factor = units.first(where: { $0.suffix.utf8.elementsEqual(unit) }) else { return nil }
    let (product, overflow) = number.multipliedReportingOverflow(by: factor.octets)
    return overflow ? nil : product
  }

  /// In the largest binary unit that divides it.
  package static func text(_ octets: Int) -> String {
    guard octets > 0, let unit = units.first(where: { $0.suffix.hasSuffix("iB") && octets % $0.octets == 0 }) else {
      return "\(octets)B"
    }
    return "\(octets / unit.octets)\(unit.suffix)"
  }
}
