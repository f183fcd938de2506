/// Takes markers, signatures, quotes and added lines off a text, in this order, and remembers each cut.
///
/// In doubt a line stays: a quote that is the whole text is not cut, a single `>` line is not a quote.
struct TextCuts {
  let settings: TextSettings
  /// Whether line ends lost their blanks on the way, as in HTML: then `--` alone is the signature mark as well.
  let isReflowed: Bool
  private(set) var made: [TextCut] = []

  init(settings: TextSettings, isReflowed: Bool) {
    self.settings = settings
    self.isReflowed = isReflowed
  }

  mutating func apply(to text: inout TextLines) {
    if settings.textTags { takeTagged(&text) }
    cutAtMarker(&text)
    if settings.signature { cutSignature(&text) }
    if settings.quotes { cutQuotes(&text) }
    if settings.mobileTails { cutMobileTail(&text) }
    cutAtPrefix(&text)
  }

  // MARK: Explicit marks

  private mutating func takeTagged(_ text: inout TextLines) {
    let all = Array(text.lines.joined(separator: [ASCII.lf]))
    guard let open = ASCII.find(Array("[text]".utf8), in: all[...]) else { return }
    let start = open + 6
    let end = ASCII.find(Array("[/text]".utf8), in: all[...], from: start) ?? all.count
    let outside = Array(all[..<open]) + all[min(end + 7, all.count)...]
    if TextLines.isVisible(outside) { note(.outsideTags, String(decoding: outside, as: UTF8.self)) }
    text.lines = all[start..<end].split(separator: ASCII.lf, omittingEmptySubsequences: false)
  }

  private mutating func cutAtMarker(_ text: inout TextLines) {
    let markers = settings.endMarkers.map { Array($0.utf8) }.filter { !$0.isEmpty }
    for (index, line) in text.lines.enumerated() {
      guard let place = markers.compactMap({ Self.marker($0, in: line) }).min() else { continue }
      var removed = String(decoding: line[place...], as: UTF8.self)
      let rest = text.cut(from: index + 1)
      if !rest.isEmpty { removed += "\n" + rest }
      text.lines[index] = line[..<place]
      note(.endMarker, removed)
      return
    }
  }

  /// The place of a marker that stands in no longer run of its own character.
  private static func marker(_ marker: [UInt8], in line: ArraySlice<UInt8>) -> Int? {
    guard let first = marker.first, let last = marker.last else { return nil }
    var start = line.startIndex
    while let place = ASCII.find(marker, in: line, from: start) {
      let end = place + marker.count
      let runsOn = end < line.endIndex && line[end] == last || place > line.startIndex && line[place - 1] == first
      if !runsOn { return place }
      start = place + 1
    }
    return nil
  }

  // MARK: Signatures and added lines

  private static let hyphens = [ASCII.hyphen, ASCII.hyphen]

  private mutating func cutSignature(_ text: inout TextLines) {
    let place = text.lines.firstIndex { line in
      guard line.starts(with: Self.hyphens) else { return false }
      return line.count == 3 && line.last == ASCII.space || isReflowed && TextLines.trimmedEnd(line).count == 2
    }
    if let place { note(.signature, text.cut(from: place)) }
  }

  /// Only among the last three visible lines, and only if the line is short: sentences may begin with the same words.
  private mutating func cutMobileTail(_ text: inout TextLines) {
    let visible = text.lines.indices.filter { TextLines.isVisible(text.lines[$0]) }
    let place = visible.suffix(3).first { index in
      let line = ASCII.trimmed(text.lines[index])
      return line.count <= 120 && CutPhrases.mobileTails.contains { line.starts(with: $0) }
    }
    if let place { note(.mobileTail, text.cut(from: place)) }
  }

  private mutating func cutAtPrefix(_ text: inout TextLines) {
    let prefixes = settings.cutPrefixes.map { Array($0.utf8) }.filter { !$0.isEmpty }
    guard !prefixes.isEmpty else { return }
    let place = text.lines.firstIndex { line in
      let content = line.drop(while: ASCII.isBlank)
      return prefixes.contains { content.starts(with: $0) }
    }
    if let place { note(.prefix, text.cut(from: place)) }
  }

  // MARK: Quotes

  private mutating func cutQuotes(_ text: inout TextLines) {
    let finder = QuoteFinder(lines: text.lines)
    guard let quote = finder.find() else { return }
    var rest = text
    let removed = rest.lines[quote].joined(separator: [ASCII.lf])
    rest.lines.removeSubrange(quote)
    guard rest.isVisible else { return }
    note(.quote, String(decoding: Array(removed), as: UTF8.self))
    text = rest
  }

  private mutating func note(_ reason: TextCut.Reason, _ removed: String) {
    made.append(TextCut(reason: reason, removed: removed))
  }
}
