import HTTP

/// A JSON object on one line, member by member (RFC 8259).
struct JSONLine {
  private var text = "{"

  /// The finished object.
  var line: String { text + "}" }

  mutating func member(_ name: String, _ value: String) { raw(name, JSONText.quoted(value)) }
  mutating func member(_ name: String, _ value: Int) { raw(name, String(value)) }
  mutating func member(_ name: String, _ value: Bool) { raw(name, value ? "true" : "false") }
  mutating func member(_ name: String, _ values: [String]) {
    raw(name, "[" + values.map { JSONText.quoted($0) }.joined(separator: ",") + "]")
  }

  /// A number with at most three decimals.
  mutating func member(_ name: String, _ value: Double) { raw(name, Self.decimal(value)) }

  /// A value that is JSON already.
  mutating func raw(_ name: String, _ value: String) {
    if text.utf8.count > 1 { text += "," }
    text += JSONText.quoted(name) + ":" + value
  }

  /// Three decimals, without trailing zeros.
  static func decimal(_ value: Double) -> String {
    guard value.isFinite, abs(value) < 1e15 else { return "null" }
    let thousandths = Int((abs(value) * 1_000).rounded())
    var text = (value < 0 && thousandths > 0 ? "-" : "") + String(thousandths / 1_000)
    if thousandths % 1_000 != 0 {
      var digits = String(thousandths % 1_000 + 1_000).dropFirst()
      while digits.last == "0" { digits = digits.dropLast() }
      text += "." + digits
    }
    return text
  }
}
