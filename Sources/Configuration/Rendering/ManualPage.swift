/// A page for man(1), in the macros of man(7).
package struct ManualPage {
  package private(set) var text: String
  private var isBelowHeading = false

  /// - Parameter release: version and date (`YYYY-MM-DD`) of the program.
  package init(_ name: String, section: Int, release: (version: String, date: String), title: String) {
    text = ".TH \(name) \(section) \(release.date) \"passerelle \(release.version)\" \"\(title)\"\n.nh\n.ad l\n"
  }

  package mutating func heading(_ words: String) { begin(".SH", words) }
  package mutating func subheading(_ words: String) { begin(".SS", words) }

  private mutating func begin(_ order: String, _ words: String) {
    text += "\(order) \(Self.escaped(words))\n"
    isBelowHeading = true
  }

  /// A paragraph of its own, which it is anyway below a heading.
  private mutating func part() {
    if !isBelowHeading { text += ".PP\n" }
    isBelowHeading = false
  }

  /// - Parameter isMarkup: whether the words are written in the formatter's language already.
  package mutating func paragraph(_ words: String, isMarkup: Bool = false) {
    part()
    text += (isMarkup ? words : Self.line(words)) + "\n"
  }

  /// What is explained, in bold, and below it the words about it.
  package mutating func entry(_ tag: String, _ words: String) {
    isBelowHeading = false
    text += ".TP\n\\fB\(Self.escaped(tag))\\fR\n" + Self.line(words) + "\n"
  }

  /// A further paragraph of the entry before.
  package mutating func continued(_ words: String) { text += ".IP\n" + Self.line(words) + "\n" }

  /// Lines as they are typed.
  package mutating func example(_ lines: [String]) {
    guard !lines.isEmpty else { return }
    part()
    text += ".RS 4\n.nf\n" + lines.map(Self.line).joined(separator: "\n") + "\n.fi\n.RE\n"
  }

  /// A line of text: words between backticks in bold, and no word at the beginning that would be an order to the formatter.
  private static func line(_ words: String) -> String {
    let parts = words.split(separator: "`", omittingEmptySubsequences: false)
    guard parts.count % 2 == 1 else { return guarded(escaped(words)) }
    let marked = parts.enumerated().map { index, part in
      index % 2 == 0 ? escaped(String(part)) : "\\fB" + escaped(String(part)) + "\\fR"
    }
    return guarded(marked.joined())
  }

  private static func guarded(_ line: String) -> String {
    line.hasPrefix(".") || line.hasPrefix("'") ? "\\&" + line : line
  }

  private static func escaped(_ words: String) -> String {
    var escaped = ""
    for scalar in words.unicodeScalars {
      switch scalar {
      case "\\": escaped += "\\e"
      case "-": escaped += "\\-"
      case "'": escaped += "\\(aq"
      case "\"": escaped += "\\(dq"
      case "^": escaped += "\\(ha"
      case "~": escaped += "\\(ti"
      case "`": escaped += "\\(ga"
      case "\n": escaped += " "
      default: escaped.unicodeScalars.append(scalar)
      }
    }
    return escaped
  }
}
