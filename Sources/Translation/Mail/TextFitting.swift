import SMSText

/// Makes texts fit a number of SMS parts, cutting between characters.
package enum TextFitting {
  /// What stands at the end of a text that was cut.
  package static let mark = "..."

  /// The longest beginning of the text that fits with ``mark`` behind it.
  package static func truncated(_ text: String, parts: Int) -> String {
    let scalars = Array(text.unicodeScalars)
    let count = longest(scalars[...], parts: parts, suffix: mark)
    return string(trimmedEnd(scalars[..<count])) + mark
  }

  /// The text in pieces that fit, cut at white space where there is some in the second half of a piece. Nil when that takes
  /// more than `limit` pieces.
  package static func split(_ text: String, parts: Int, limit: Int) -> [String]? {
    var rest = Array(text.unicodeScalars)[...]
    var pieces: [String] = []
    while !rest.isEmpty {
      guard pieces.count < limit else { return nil }
      let count = max(1, longest(rest, parts: parts, suffix: ""))
      let end = count == rest.count ? rest.endIndex : cut(rest, atMost: count)
      let piece = string(trimmedEnd(rest[..<end]))
      if !piece.isEmpty { pieces.append(piece) }
      rest = rest[end...].drop(while: \.properties.isWhitespace)
    }
    return pieces
  }

  private static func longest(_ scalars: ArraySlice<Unicode.Scalar>, parts: Int, suffix: String) -> Int {
    // No part holds more than 160 characters, so that a huge text is not measured whole again and again.
    var (low, high) = (0, min(scalars.count, parts * 160))
    while low < high {
      let middle = (low + high + 1) / 2
      let fits = MessageSize(string(scalars.prefix(middle)) + suffix).parts <= parts
      if fits { low = middle } else { high = middle - 1 }
    }
    return low
  }

  private static func cut(_ scalars: ArraySlice<Unicode.Scalar>, atMost count: Int) -> Int {
    let end = scalars.startIndex + count
    let space = scalars[(scalars.startIndex + count / 2)..<end].lastIndex(where: \.properties.isWhitespace)
    return space.map { $0 + 1 } ?? end
  }

  private static func trimmedEnd(_ scalars: ArraySlice<Unicode.Scalar>) -> ArraySlice<Unicode.Scalar> {
    var scalars = scalars
    while scalars.last?.properties.isWhitespace ?? false { scalars.removeLast() }
    return scalars
  }

  private static func string(_ scalars: ArraySlice<Unicode.Scalar>) -> String {
    var text = String.UnicodeScalarView()
    text.append(contentsOf: scalars)
    return String(text)
  }
}
