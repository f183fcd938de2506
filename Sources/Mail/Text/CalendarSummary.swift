/// One line for an invitation (RFC 5545): what, when, where.
enum CalendarSummary {
  /// Summary, start and place of the first event; `nil` where it has no summary.
  static func line(_ entry: String) -> String? {
    var found: [String: String] = [:]
    var isEvent = false
    for line in unfolded(entry) {
      if ASCII.starts(line, "BEGIN:VEVENT") { isEvent = true }
      if ASCII.starts(line, "END:VEVENT") { break }
      guard isEvent, let colon = line.firstIndex(of: ASCII.colon) else { continue }
      let name = ASCII.lowercased(line[..<colon].prefix { $0 != ASCII.semicolon })
      if found[name] == nil, ["summary", "dtstart", "location"].contains(name) {
        found[name] = unescaped(line[(colon + 1)...])
      }
    }
    guard let summary = found["summary"], TextLines.isVisible(summary.utf8) else { return nil }
    let rest = [found["dtstart"].map(date), found["location"]].compactMap { $0 }.filter { TextLines.isVisible($0.utf8) }
    return ([summary] + rest).joined(separator: ", ")
  }

  private static func unfolded(_ entry: String) -> [ArraySlice<UInt8>] {
    var result: [[UInt8]] = []
    for line in Array(entry.utf8).split(separator: ASCII.lf) {
      if let first = line.first, ASCII.isBlank(first), !result.isEmpty {
        result[result.count - 1] += line.dropFirst()
      } else {
        result.append(Array(line))
      }
    }
    return result.map { ASCII.trimmed($0[...]) }
  }

  /// RFC 5545 §3.3.11.
  private static func unescaped(_ value: ArraySlice<UInt8>) -> String {
    var result: [UInt8] = []
    var isEscaped = false
    for byte in value {
      if !isEscaped && byte == ASCII.backslash {
        isEscaped = true
        continue
      }
      result.append(isEscaped && (byte | 0x20) == 0x6E ? ASCII.space : byte)
      isEscaped = false
    }
    return String(decoding: result, as: UTF8.self)
  }

  /// `20260105T100000Z` as `2026-01-05 10:00 UTC`; anything else as it is.
  private static func date(_ value: String) -> String {
    let digits = Array(value.utf8)
    guard digits.count >= 8, digits[..<8].allSatisfy(ASCII.isDigit) else { return value }
    func text(_ range: Range<Int>) -> String { String(decoding: digits[range], as: UTF8.self) }
    let day = text(0..<4) + "-" + text(4..<6) + "-" + text(6..<8)
    guard digits.count >= 13, digits[8] == 0x54, digits[9..<13].allSatisfy(ASCII.isDigit) else { return day }
    return day + " " + text(9..<11) + ":" + text(11..<13) + (digits.last == 0x5A ? " UTC" : "")
  }
}
