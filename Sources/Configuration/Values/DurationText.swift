/// Durations as the configuration writes them: `250ms`, `30s`, `5m`, `72h`, `30d`, or a sum of these such as `1h30m`.
package enum DurationText {
  /// Units from the largest to the smallest, in milliseconds.
  private static let units: [(suffix: String, milliseconds: Int64)] = [
    ("d", 86_400_000), ("h", 3_600_000), ("m", 60_000), ("s", 1000), ("ms", 1),
  ]

  /// Nil for an empty text, a number without unit, an unknown unit, or more than 292 million years.
  package static func parse(_ text: String) -> Duration? {
    var total: Int64 = 0
    var rest = text.utf8[...]
    guard !rest.isEmpty else { return nil }
    while !rest.isEmpty {
      let digits = rest.prefix { (48...57).contains($0) }
      let unit = rest.dropFirst(digits.count).prefix { (97...122).contains($0) }
      guard let number = Int64(Substring(digits)),
        let factor = units.first(where: { $0.suffix.utf8.elementsEqual(unit) })
      else { return nil }
      let (product, tooLarge) = number.multipliedReportingOverflow(by: factor.milliseconds)
      let (sum, overflow) = total.addingReportingOverflow(product)
      guard !tooLarge, !overflow else { return nil }
      total = sum
      rest = rest.dropFirst(digits.count + unit.count)
    }
    return .milliseconds(total)
  }

  /// In the largest unit that divides it: `30s`, `5m`, `72h`; three days and up in days.
  package static func text(_ duration: Duration) -> String {
    let (seconds, attoseconds) = duration.components
    let fraction = attoseconds / 1_000_000_000_000_000
    if fraction != 0 { return "\(seconds * 1000 + fraction)ms" }
    for (suffix, milliseconds) in units.dropLast() where seconds != 0 && seconds % (milliseconds / 1000) == 0 {
      let count = seconds / (milliseconds / 1000)
      if suffix == "d", count <= 3 { continue }
      return "\(count)\(suffix)"
    }
    return "\(seconds)s"
  }
}
