/// Finds the quoted message among the lines of a reply.
struct QuoteFinder {
  let lines: [ArraySlice<UInt8>]

  /// The lines of the first quoted message. Marks of mail programs reach to the end of the text; a block of `>` lines under a line
  /// "… wrote:" reaches to its own end, since the answer may stand below.
  func find() -> Range<Int>? {
    for index in lines.indices where TextLines.isVisible(lines[index]) {
      if isDivider(index) || isBlockStart(index) { return index..<lines.count }
      if let end = attributionEnd(index) { return attributed(index, end) }
    }
    return trailingBlock()
  }

  /// `-----Original Message-----`, with the words of several languages.
  private func isDivider(_ index: Int) -> Bool {
    let line = ASCII.trimmed(lines[index])
    guard line.count < 120, line.starts(with: [ASCII.hyphen, ASCII.hyphen]), line.last == ASCII.hyphen else {
      return false
    }
    return CutPhrases.originalMessage.contains { ASCII.find($0, in: line) != nil }
  }

  /// `From:` with a date line and a target line within the next six.
  private func isBlockStart(_ index: Int) -> Bool {
    guard begins(index, CutPhrases.blockStart) else { return false }
    let following = (index + 1)..<min(index + 7, lines.count)
    return following.contains { begins($0, CutPhrases.blockDate) }
      && following.contains { begins($0, CutPhrases.blockTarget) }
  }

  private func begins(_ index: Int, _ phrases: [[UInt8]]) -> Bool {
    // Plain text made from HTML puts stars around bold words.
    let line = ASCII.trimmed(lines[index]).drop { $0 == 0x2A }
    return phrases.contains { line.starts(with: $0) }
  }

  /// The line behind "On … wrote:", which mail programs break into as many as three lines.
  private func attributionEnd(_ index: Int) -> Int? {
    var joined: [UInt8] = []
    for last in index..<min(index + 3, lines.count) {
      joined += ASCII.trimmed(lines[last])
      if joined.count > 400 { return nil }
      if isAttribution(joined[...], followedBy: last + 1) {
        return last == index || startsLikeAttribution(index) ? last + 1 : nil
      }
      joined.append(ASCII.space)
    }
    return nil
  }

  private func startsLikeAttribution(_ index: Int) -> Bool {
    let line = ASCII.trimmed(lines[index])
    return line.starts(with: Array("On ".utf8)) || line.contains(where: ASCII.isDigit)
  }

  /// It ends as such lines do, and holds a date or an address, or a quote follows at once.
  private func isAttribution(_ line: ArraySlice<UInt8>, followedBy next: Int) -> Bool {
    // All of them end so, and most lines do not.
    guard line.last == ASCII.colon else { return false }
    let isEnd = CutPhrases.attributionEnds.contains { line.count > $0.count && line.suffix($0.count).elementsEqual($0) }
    if isEnd {
      return isQuoted(nextVisible(from: next)) || line.contains { ASCII.isDigit($0) || $0 == ASCII.at }
    }
    // `пн, 5 янв. 2026 г. в 10:00, Name <name@example>:`
    return line.suffix(2).elementsEqual([ASCII.greater, ASCII.colon])
      && ASCII.find(Array(" г. в ".utf8), in: line) != nil
  }

  private func attributed(_ start: Int, _ end: Int) -> Range<Int> {
    var index = nextVisible(from: end)
    guard isQuoted(index) else { return start..<lines.count }
    var next = index
    while isQuoted(next) {
      index = next + 1
      next = nextVisible(from: index)
    }
    return start..<index
  }

  /// At least two `>` lines at the end of the text.
  private func trailingBlock() -> Range<Int>? {
    var start = lines.count
    var quoted = 0
    while start > 0, isQuoted(start - 1) || !TextLines.isVisible(lines[start - 1]) {
      if isQuoted(start - 1) { quoted += 1 }
      start -= 1
    }
    return quoted >= 2 ? start..<lines.count : nil
  }

  private func isQuoted(_ index: Int) -> Bool { index < lines.count && lines[index].first == ASCII.greater }

  private func nextVisible(from start: Int) -> Int {
    var index = start
    while index < lines.count, !TextLines.isVisible(lines[index]) { index += 1 }
    return index
  }
}
