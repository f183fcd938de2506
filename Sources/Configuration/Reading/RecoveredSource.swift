/// A configuration text read in spite of broken lines, so that one run tells every fault.
///
/// toml++ stops at its first error. A line that holds one whole `key = value` can be blanked out and the rest read again; an error
/// anywhere else ends the reading, because what follows it would only be guessed at.
struct RecoveredSource: Sendable {
  struct SyntaxError: Sendable, Equatable {
    let line: Int
    let key: String
    let reason: String
  }

  private(set) var errors: [SyntaxError] = []
  /// Nil when an error could not be stepped over.
  private(set) var root: TOMLNode?

  /// More errors than this in one file are told in the next run.
  private static let errorLimit = 50

  init(_ text: [UInt8]) {
    var lines = SourceLines(text)
    while errors.count < RecoveredSource.errorLimit {
      switch TOMLDocument(lines.text) {
      case .tree(let root):
        self.root = root
        return
      case .syntaxError(let line, let reason):
        // An error right below a blanked line is most likely its echo.
        if let last = errors.last, line <= last.line + 1 { return }
        errors.append(RecoveredSource.error(at: line, reason, in: lines))
        guard lines.isAssignment(line) else { return }
        lines.blank(line)
      }
    }
  }

  private static func error(at line: Int, _ reason: String, in lines: SourceLines) -> SyntaxError {
    let key = lines.path(at: line)
    if let first = lines.earlierLine(of: key, before: line) {
      return SyntaxError(line: line, key: key, reason: "is set twice, first on line \(first)")
    }
    return SyntaxError(line: line, key: key, reason: plain(reason))
  }

  /// The parser's words without its preamble.
  private static func plain(_ reason: String) -> String {
    let pieces = reason.utf8.split(separator: UInt8(ascii: ";"), maxSplits: 0)
    let text = pieces.first.map { String(Substring($0)) } ?? reason
    guard text.hasPrefix("Error while parsing "), let colon = text.firstIndex(of: ":") else {
      return "syntax error: \(text)"
    }
    return "syntax error: \(text[text.index(after: colon)...].drop { $0 == " " })"
  }
}
