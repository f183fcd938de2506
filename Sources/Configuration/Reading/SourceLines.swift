/// The lines of a TOML text, read just far enough to say which key or table a place stands in.
struct SourceLines: Sendable {
  private var lines: [[UInt8]]

  init(_ text: [UInt8]) {
    lines = text.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).map(Array.init)
  }

  var text: [UInt8] { Array(lines.joined(separator: [UInt8(ascii: "\n")])) }

  mutating func blank(_ line: Int) {
    guard lines.indices.contains(line - 1) else { return }
    lines[line - 1] = []
  }

  /// Whether the line begins like `key = value`.
  func isAssignment(_ line: Int) -> Bool {
    if case .key = content(line) { true } else { false }
  }

  /// `smtp.domains`, `account[0].max_binds`, or the table alone; empty at the top of the file.
  func path(at line: Int) -> String {
    var key: String?
    for number in stride(from: min(line, lines.count), through: 1, by: -1) {
      switch content(number) {
      case .key(let name): key = key ?? name
      case .table(let name): return joined(nested(name, before: number), key)
      case .element(let name): return joined("\(name)[\(elements(name, before: number))]", key)
      case .other: continue
      }
    }
    return key ?? ""
  }

  /// The line above, within the same table, that holds the same path.
  func earlierLine(of path: String, before line: Int) -> Int? {
    guard !path.isEmpty else { return nil }
    return (1..<max(line, 1)).first { number in
      switch content(number) {
      case .key, .table: self.path(at: number) == path
      case .element, .other: false
      }
    }
  }

  private enum Content {
    case key(String)
    case table(String)
    case element(String)
    case other
  }

  private func content(_ line: Int) -> Content {
    guard lines.indices.contains(line - 1) else { return .other }
    let bytes = lines[line - 1].drop { $0 == 32 || $0 == 9 }
    if bytes.starts(with: Array("[[".utf8)) { return .element(name(bytes.dropFirst(2))) }
    if bytes.first == UInt8(ascii: "[") { return isHeader(bytes) ? .table(name(bytes.dropFirst())) : .other }
    let key = name(bytes)
    let rest = bytes.dropFirst(key.utf8.count).drop { $0 == 32 || $0 == 9 }
    return key.isEmpty || rest.first != UInt8(ascii: "=") ? .other : .key(key)
  }

  /// A header stands alone on its line; `["a", "b"],` inside of an array does not begin with a name.
  private func isHeader(_ bytes: ArraySlice<UInt8>) -> Bool { !name(bytes.dropFirst()).isEmpty }

  /// A bare or dotted key.
  private func name(_ bytes: ArraySlice<UInt8>) -> String {
    let key = bytes.prefix {
      (48...57).contains($0) || (65...90).contains($0) || (97...122).contains($0) || [45, 46, 95].contains($0)
    }
    return String(decoding: key, as: UTF8.self)
  }

  private func elements(_ name: String, before line: Int) -> Int {
    (1..<line).count { number in
      if case .element(let other) = content(number) { other == name } else { false }
    }
  }

  /// `[provider.senders]` below a `[[provider]]` belongs to that one.
  private func nested(_ name: String, before line: Int) -> String {
    let outer = name.prefix { $0 != "." }
    let count = elements(String(outer), before: line)
    return count == 0 || outer.count == name.count ? name : "\(outer)[\(count - 1)]\(name.dropFirst(outer.count))"
  }

  private func joined(_ table: String, _ key: String?) -> String {
    key.map { table.isEmpty ? $0 : "\(table).\($0)" } ?? table
  }
}
