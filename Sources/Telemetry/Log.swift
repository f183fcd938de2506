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

  private let rules: LogRules
  private let clock: @Sendable () -> String
  private let sink: @Sendable (String) -> Void

  /// - Parameters:
  ///   - showsContent: whether numbers and texts of messages may be shown whole.
  ///   - clock: the time of the line as it shall stand there; empty for none (journald knows it).
  ///   - sink: takes one line without its end.
  package init(
    level: Level = .info, format: Format = .logfmt, showsContent: Bool = false,
    clock: @escaping @Sendable () -> String = { "" }, sink: @escaping @Sendable (String) -> Void
  ) {
    rules = LogRules(level: level, format: format, showsNumbers: showsContent, showsTexts: showsContent)
    self.clock = clock
    self.sink = sink
  }

  /// Other rules from now on, for this log and all copies of it.
  package func set(level: Level, format: Format, showsNumbers: Bool, showsTexts: Bool) {
    rules.set(level: level, format: format, showsNumbers: showsNumbers, showsTexts: showsTexts)
  }

  /// Whether lines of that level are written: for whoever would have work to make one.
  package func takes(_ level: Level) -> Bool { rules.takes(level) }

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
    guard !rules.showsNumbers, number.utf8.count > 4 else { return number }
    return "…" + String(number.suffix(4))
  }

  /// A text, cut at 200 scalars; its length in scalars alone, unless texts may be shown.
  package func glimpse(of text: String) -> String {
    guard rules.showsTexts else { return "(\(text.unicodeScalars.count))" }
    return String(String.UnicodeScalarView(text.unicodeScalars.prefix(200)))
  }

  private func write(_ level: Level, _ event: String, _ values: KeyValuePairs<String, String>) {
    guard rules.takes(level) else { return }
    var fields: [(String, String)] = [("level", level.word), ("event", event)]
    let time = clock()
    if !time.isEmpty { fields.insert(("ts", time), at: 0) }
    fields += values.map { ($0.key, $0.value) }
    sink(rules.format == .json ? Self.json(fields) : Self.logfmt(fields))
  }

  private static func logfmt(_ fields: [(String, String)]) -> String {
    fields.map { key, value in
      let plain = !value.isEmpty && value.utf8.allSatisfy { (0x21...0x7E).contains($0) && $0 != 0x22 && $0 != 0x3D }
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
      case _ where isUnsafe(scalar):
        let digits = String(scalar.value, radix: 16)
        out += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      default: out.unicodeScalars.append(scalar)
      }
    }
    return out + "\""
  }

  /// Control characters of both sets, line ends, and what turns the direction of writing: a terminal or a reader of the
  /// log could be fooled by them.
  private static func isUnsafe(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x00...0x1F, 0x7F...0x9F, 0x200E, 0x200F, 0x2028...0x202E, 0x2066...0x2069, 0xFEFF: true
    default: false
    }
  }
}
