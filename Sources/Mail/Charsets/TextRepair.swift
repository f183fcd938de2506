/// Makes decoded text fit to be sent: line ends as LF, letters composed, invisible characters gone, odd spaces plain.
package enum TextRepair {
  /// Text of several lines.
  package static func body(_ text: String) -> String {
    guard needsRepair(text.utf8) else { return text }
    if let plain = plainBody(text.utf8) { return plain }
    var result = Output()
    var followsCR = false
    for scalar in text.unicodeScalars {
      if scalar == "\r" {
        result.append("\n")
      } else if scalar != "\n" || !followsCR {
        append(scalar, to: &result)
      }
      followsCR = scalar == "\r"
    }
    return String(decoding: result.octets, as: UTF8.self)
  }

  /// The same for what most mails are, ASCII whose only controls are tabs and line ends; nil for all others.
  private static func plainBody(_ utf8: String.UTF8View) -> String? {
    var result: [UInt8] = []
    result.reserveCapacity(utf8.count)
    var followsCR = false
    for octet in utf8 {
      switch octet {
      case ASCII.cr: result.append(ASCII.lf)
      case ASCII.lf: if !followsCR { result.append(octet) }
      case ASCII.tab, 0x20..<0x7F: result.append(octet)
      default: return nil
      }
      followsCR = octet == ASCII.cr
    }
    return String(decoding: result, as: UTF8.self)
  }

  /// Text being written, as UTF-8: appending to a view of scalars costs a hundred times as much.
  private struct Output {
    var octets: [UInt8] = []
    var last: Unicode.Scalar?

    mutating func append(_ scalar: Unicode.Scalar) {
      last = scalar
      guard scalar.value >= 0x80 else { return octets.append(UInt8(truncatingIfNeeded: scalar.value)) }
      if let encoded = UTF8.encode(scalar) { octets.append(contentsOf: encoded) }
    }

    /// Puts another scalar in place of the last one.
    mutating func replaceLast(_ old: Unicode.Scalar, by new: Unicode.Scalar) {
      octets.removeLast(UTF8.width(old))
      append(new)
    }
  }

  /// Text of one line: line ends and other controls are spaces, which keeps them out of any header.
  package static func headerLine(_ text: String) -> String {
    let repaired = body(text)
    guard repaired.utf8.contains(where: { $0 < 0x20 }) else { return repaired }
    return String(String.UnicodeScalarView(repaired.unicodeScalars.map { $0.value < 0x20 ? " " : $0 }))
  }

  private static func needsRepair(_ utf8: String.UTF8View) -> Bool {
    utf8.contains { $0 >= 0x7F || ($0 < 0x20 && $0 != ASCII.lf && $0 != ASCII.tab) }
  }

  private static func append(_ scalar: Unicode.Scalar, to result: inout Output) {
    switch scalar.value {
    case 0x00AD, 0x200B, 0x2060, 0xFEFF: return
    case 0x00A0, 0x2007, 0x202F: result.append(" ")
    case 0x2028, 0x2029, 0x85, 0x0B, 0x0C: result.append("\n")
    case 0..<0x09, 0x0E..<0x20, 0x7F, 0x80..<0xA0: return
    case 0x0300...0x0328:
      if let last = result.last, let one = CombiningMarks.composed(last, scalar) {
        result.replaceLast(last, by: one)
      } else {
        result.append(scalar)
      }
    default: result.append(scalar)
    }
  }
}
