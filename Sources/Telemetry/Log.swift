/// Lines for the operator: a static event word and named values, one line an event, to whatever takes lines.
///
/// Values are escaped so that nothing from outside can forge a line. Numbers and texts of messages are masked by the
/// caller with ``Log/masked(_:)`` unless the operator has asked for them. No secret is ever handed in.
package struct Log: Sendable {
  package enum Level: Int, Comparable, Sendable, CaseIterable {
    case debug, info, warning, error

    package var word: String { "\(self)" }

    package init?(word: String) {
      guard let level = Level.allCases.first(where: { $0.word == word }) else { return nil }
      self = level
    }

    package static func < (a: Self, b: Self) -> Bool { a.rawValue < b.rawValue }
  }

  package enum Format: String, Sendable { case logfmt, json }

  package let level: Level
  package let format: Format
  /// Whether numbers and texts may be shown whole.
  package let showsContent: Bool
  private let clock: @Sendable () -> String
  private let sink: @Sendable (String) -> Void

  /// - Parameters:
  ///   - clock: the time of the line as it shall stand there; empty for none (journald knows it).
  ///   - sink: takes one line without its end.
  package init(
    level: Level = .info, format: Format = .logfmt, showsContent: Bool = false,
    clock: @escaping @Sendable () -> String = { "" }, sink: @escaping @Sendable (String) -> Void
  ) {
    self.level = level
    self.format = format
    self.showsContent = showsContent
    self.clock = clock
    self.sink = sink
  }

  /// Keeps nothing.
  package static let silent = Log(level: .error) { _ in }

  package func debug(_ event: String, _ values: KeyValuePairs<String, String> = [:]) { write(.debug, event, values) }
  package func info(_ event: String, _ values: KeyValuePairs<String, String> = [:]) { write(.info, event, values) }
  package func warning(_ event: String, _ values: KeyValuePairs<String, String> = [:]) {
    write(.warning, event, values)
  }
  package func error(_ event: String, _ values: KeyValuePairs<String, String> = [:]) { write(.error, event, values) }

  /// A number with all but its last four digits hidden, unless content may be shown.
  package func masked(_ number: String) -> String {
    guard !showsContent, number.utf8.count > 4 else { return number }
    return "…" + String(number.suffix(4))
  }

  private func write(_ level: Level, _ event: String, _ values: KeyValuePairs<String, String>) {
    guard level >= self.level else { return }
    var fields: [(String, String)] = [("level", level.word), ("event", event)]
    let time = clock()
    if !time.isEmpty { fields.insert(("ts", time), at: 0) }
    fields += values.map { ($0.key, $0.value) }
    sink(format == .json ? Self.json(fields) : Self.logfmt(fields))
  }

  private static func logfmt(_ fields: [(String, String)]) -> String {
    fields.map { key, value in
      let plain = !value.isEmpty && value.utf8.allSatisfy { $0 > 0x20 && $0 != 0x22 && $0 != 0x3D && $0 != 0x7F }
      return plain ? "\(key)=\(value)" : "\(key)=\(quoted(value))"
    }.joined(separator: " ")
  }

  private static func json(_ fields: [(String, String)]) -> String {
    "{" + fields.map { "\(quoted($0.0)):\(quoted($0.1))" }.joined(separator: ",") + "}"
  }

  private static func quoted(_ value: String) -> String {
    var out = "\""
    for scalar in value.unicodeScalars {
      switch scalar {
      case "\"": out += "\\\""
      case "\\": out += "\\\\"
      case "\n": out += "\\n"
      case "\r": out += "\\r"
      case "\t": out += "\\t"
      case _ where scalar.value < 0x20 || scalar.value == 0x7F:
        let digits = String(scalar.value, radix: 16)
        out += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      default: out.unicodeScalars.append(scalar)
      }
    }
    return out + "\""
  }
}
