import Glibc

/// Lines of JSON on standard output.
enum Output {
  enum Value {
    case text(String)
    case number(Double)
  }

  static func line(_ members: KeyValuePairs<String, Value>) {
    let fields = members.map { name, value -> String in
      switch value {
      case .text(let text): "\"\(name)\":\"\(text)\""
      case .number(let number): "\"\(name)\":\(rounded(number))"
      }
    }
    write("{" + fields.joined(separator: ",") + "}\n", to: STDOUT_FILENO)
  }

  static func error(_ text: String) { write(text + "\n", to: STDERR_FILENO) }

  /// Six decimals are enough for whatever is measured here.
  private static func rounded(_ number: Double) -> String {
    guard number.isFinite, abs(number) < 1e9 else { return number.isFinite ? String(number.rounded()) : "null" }
    return String((number * 1e6).rounded() / 1e6)
  }

  private static func write(_ text: String, to descriptor: Int32) {
    var text = text
    text.withUTF8 { utf8 in _ = Glibc.write(descriptor, utf8.baseAddress, utf8.count) }
  }
}
