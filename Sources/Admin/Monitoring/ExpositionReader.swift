/// Reads sums out of the text format of Prometheus as our own registry writes it.
struct ExpositionReader {
  private let lines: [Substring]

  init(_ text: String) {
    lines = text.utf8.split(separator: 0x0A).filter { $0.first != 0x23 }.map { Substring($0) }
  }

  /// The sum over all children of a metric, or over those with a certain label. 0 for a metric that is not there.
  func sum(_ name: String, _ label: String? = nil) -> Double {
    var sum = 0.0
    for line in lines where line.utf8.starts(with: name.utf8) {
      let rest = line.utf8.dropFirst(name.utf8.count)
      guard rest.first == 0x20 || rest.first == 0x7B, let space = rest.lastIndex(of: 0x20) else { continue }
      if let label, !Self.holds(rest[..<space], Array(label.utf8)) { continue }
      sum += Double(Substring(rest[rest.index(after: space)...])) ?? 0
    }
    return sum
  }

  private static func holds(_ labels: Substring.UTF8View.SubSequence, _ wanted: [UInt8]) -> Bool {
    // Whole labels only: behind the brace or a comma. A value cannot hold an unescaped quotation mark.
    for start in labels.indices where labels[start] == 0x7B || labels[start] == 0x2C {
      if labels[labels.index(after: start)...].starts(with: wanted) { return true }
    }
    return false
  }
}
