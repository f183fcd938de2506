/// Rows of comma-separated values (RFC 4180): quotes around cells with commas, line breaks and doubled quotes.
struct CSV {
  struct Row: Equatable {
    /// Where it begins, counted from 1.
    var line: Int
    var cells: [String]
  }

  struct Fault: Error, Equatable {
    var line: Int
    var reason: String
  }

  private let bytes: ArraySlice<UInt8>
  private let separator: UInt8
  private var position: Int
  private var line = 1

  /// The separator is what the first line has outside of quotes: a comma, else a semicolon, else a tab.
  init(_ bytes: [UInt8]) {
    self.bytes = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? bytes.dropFirst(3) : bytes[...]
    position = self.bytes.startIndex
    separator = Self.separator(of: self.bytes)
  }

  private static func separator(of bytes: ArraySlice<UInt8>) -> UInt8 {
    var found: Set<UInt8> = []
    var isQuoted = false
    for byte in bytes {
      if byte == UInt8(ascii: "\"") { isQuoted.toggle() }
      if !isQuoted, byte == 0x0A { break }
      if !isQuoted { found.insert(byte) }
    }
    return [UInt8(ascii: ","), UInt8(ascii: ";"), 0x09].first(where: found.contains) ?? UInt8(ascii: ",")
  }

  /// The next row that is not empty; nil at the end.
  mutating func next() throws(Fault) -> Row? {
    while position < bytes.endIndex {
      let start = line
      let cells = try row()
      if cells != [""] { return Row(line: start, cells: cells) }
    }
    return nil
  }

  private mutating func row() throws(Fault) -> [String] {
    var cells: [String] = []
    while true {
      cells.append(try cell())
      guard position < bytes.endIndex else { return cells }
      let byte = bytes[position]
      position += 1
      if byte == separator { continue }
      if byte == 0x0D, position < bytes.endIndex, bytes[position] == 0x0A { position += 1 }
      line += 1
      return cells
    }
  }

  private mutating func cell() throws(Fault) -> String {
    if position < bytes.endIndex, bytes[position] == UInt8(ascii: "\"") { return try quotedCell() }
    let start = position
    while position < bytes.endIndex, ![separator, 0x0A, 0x0D].contains(bytes[position]) { position += 1 }
    return try text(Array(bytes[start..<position]))
  }

  private mutating func quotedCell() throws(Fault) -> String {
    let start = line
    var content: [UInt8] = []
    position += 1
    while position < bytes.endIndex {
      let byte = bytes[position]
      position += 1
      if byte == 0x0A { line += 1 }
      guard byte == UInt8(ascii: "\"") else {
        content.append(byte)
        continue
      }
      if position < bytes.endIndex, bytes[position] == UInt8(ascii: "\"") {
        content.append(byte)
        position += 1
        continue
      }
      guard position == bytes.endIndex || [separator, 0x0A, 0x0D].contains(bytes[position]) else {
        throw Fault(line: line, reason: "text behind the closing quote")
      }
      return try text(content)
    }
    throw Fault(line: start, reason: "the quote is never closed")
  }

  private func text(_ content: [UInt8]) throws(Fault) -> String {
    guard let text = String(validating: content, as: UTF8.self) else { throw Fault(line: line, reason: "not UTF-8") }
    return text
  }
}
