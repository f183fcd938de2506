/// A text as lines of UTF-8, for the rules that look at lines.
struct TextLines {
  var lines: [ArraySlice<UInt8>]

  init(_ text: String) {
    lines = Array(text.utf8).split(separator: ASCII.lf, omittingEmptySubsequences: false)
  }

  /// The lines with LF between, trimmed: no blanks at line ends, at most one empty line together, none at the ends.
  var text: String {
    var result: [UInt8] = []
    var empty = 0
    for line in lines {
      let content = Self.trimmedEnd(line)
      if content.isEmpty {
        empty += 1
        continue
      }
      if !result.isEmpty { result += empty > 0 ? [ASCII.lf, ASCII.lf] : [ASCII.lf] }
      empty = 0
      result += result.isEmpty ? content.drop(while: ASCII.isBlank) : content
    }
    return String(decoding: result, as: UTF8.self)
  }

  var isVisible: Bool { lines.contains { Self.isVisible($0) } }

  /// Whether there is anything but white space.
  static func isVisible(_ utf8: some Sequence<UInt8>) -> Bool { utf8.contains { !ASCII.isSpace($0) } }

  static func trimmedEnd(_ line: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
    var line = line
    while let last = line.last, ASCII.isSpace(last) { line.removeLast() }
    return line
  }

  /// Takes all lines from `start` on away and answers them as text.
  mutating func cut(from start: Int) -> String {
    let start = min(start, lines.count)
    var removed: [UInt8] = []
    for index in start..<lines.count {
      if index > start { removed.append(ASCII.lf) }
      removed += lines[index]
    }
    lines.removeSubrange(start...)
    return String(decoding: removed, as: UTF8.self)
  }

  // MARK: Unwrapping

  /// RFC 3676 §4.4: a line that ends in a space goes on in the next line of the same quote depth.
  mutating func unflow(isSpaceDeleted: Bool) {
    var result: [ArraySlice<UInt8>] = []
    var open: (text: [UInt8], depth: Int)?
    for raw in lines {
      let depth = raw.prefix { $0 == ASCII.greater }.count
      var content = raw.dropFirst(depth)
      if content.first == ASCII.space { content = content.dropFirst() }
      let isSignature = content.elementsEqual([ASCII.hyphen, ASCII.hyphen, ASCII.space])
      if let paragraph = open, paragraph.depth != depth || isSignature {
        result.append(Self.quoted(paragraph.text, paragraph.depth))
        open = nil
      }
      let isSoft = content.last == ASCII.space && !isSignature
      var text = open?.text ?? []
      // Lets go of the other reference, or every line would copy the paragraph.
      open = nil
      text += isSoft && isSpaceDeleted ? content.dropLast() : content
      if isSoft {
        open = (text, depth)
      } else {
        result.append(Self.quoted(text, depth))
      }
    }
    if let open { result.append(Self.quoted(open.text, open.depth)) }
    lines = result
  }

  private static func quoted(_ text: [UInt8], _ depth: Int) -> ArraySlice<UInt8> {
    (Array(repeating: ASCII.greater, count: depth) + text)[...]
  }

  /// Joins lines that a mail program broke: only where at least three lines are 60 to 78 columns wide.
  mutating func joinHardWrapped() {
    let isWide = lines.map { (60...78).contains(Self.columns(Self.trimmedEnd($0))) }
    guard isWide.reduce(0, { $1 ? $0 + 1 : $0 }) >= 3 else { return }
    var result: [[UInt8]] = []
    var goesOn = false
    for (line, isWide) in zip(lines, isWide) {
      let content = Self.trimmedEnd(line)
      if goesOn && Self.continuesParagraph(content) {
        result[result.count - 1] += [ASCII.space] + content
      } else {
        result.append(Array(content))
      }
      goesOn = isWide
    }
    lines = result.map { $0[...] }
  }

  /// Lists, quotes, indented and empty lines begin anew.
  private static func continuesParagraph(_ line: ArraySlice<UInt8>) -> Bool {
    guard let first = line.first, !ASCII.isBlank(first), first != ASCII.greater else { return false }
    let second = line.dropFirst().first
    if [ASCII.hyphen, 0x2A, 0x2B].contains(first) && second == ASCII.space { return false }
    let number = line.prefix(while: ASCII.isDigit).count
    if number > 0 && number <= 3, let mark = line.dropFirst(number).first, mark == ASCII.dot || mark == 0x29 {
      return false
    }
    return true
  }

  /// Characters, counted as scalars.
  private static func columns(_ line: ArraySlice<UInt8>) -> Int {
    line.reduce(0) { $1 & 0xC0 == 0x80 ? $0 : $0 + 1 }
  }
}
