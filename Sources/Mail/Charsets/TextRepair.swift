/// Makes decoded text fit to be sent: line ends as LF, letters composed, invisible characters gone, odd spaces plain.
package enum TextRepair {
  /// Text of several lines.
  package static func body(_ text: String) -> String {
    guard needsRepair(text.utf8) else { return text }
    guard text.utf8.contains(where: isOdd) else { return withLineFeeds(text) }
    var result = String.UnicodeScalarView()
    var followsCR = false
    for scalar in text.unicodeScalars {
      if scalar == "\r" {
        result.append("\n")
      } else if scalar != "\n" || !followsCR {
        append(scalar, to: &result)
      }
      followsCR = scalar == "\r"
    }
    return String(result)
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

  /// Whether an octet is neither plain ASCII nor part of a line end or a tab.
  private static func isOdd(_ byte: UInt8) -> Bool {
    byte >= 0x7F || (byte < 0x20 && byte != ASCII.lf && byte != ASCII.tab && byte != ASCII.cr)
  }

  /// The same text with LF for CRLF and for CR; the usual mail needs nothing else.
  private static func withLineFeeds(_ text: String) -> String {
    var result: [UInt8] = []
    result.reserveCapacity(text.utf8.count)
    var followsCR = false
    for byte in text.utf8 {
      if byte == ASCII.cr {
        result.append(ASCII.lf)
      } else if byte != ASCII.lf || !followsCR {
        result.append(byte)
      }
      followsCR = byte == ASCII.cr
    }
    return String(decoding: result, as: UTF8.self)
  }

  private static func append(_ scalar: Unicode.Scalar, to result: inout String.UnicodeScalarView) {
    switch scalar.value {
    case 0x00AD, 0x200B, 0x2060, 0xFEFF: return
    case 0x00A0, 0x2007, 0x202F: result.append(" ")
    case 0x2028, 0x2029, 0x85, 0x0B, 0x0C: result.append("\n")
    case 0..<0x09, 0x0E..<0x20, 0x7F, 0x80..<0xA0: return
    case 0x0300...0x0328:
      if let last = result.last, let one = CombiningMarks.composed(last, scalar) {
        result.removeLast()
        result.append(one)
      } else {
        result.append(scalar)
      }
    default: result.append(scalar)
    }
  }
}
