/// One verb of the command line.
protocol Command: Sendable {
  static var verb: String { get }
  static var summary: String { get }
  static var options: [Option] { get }
  /// What may stand behind the options, for the usage line; nil for nothing.
  static var operands: String? { get }
  static var examples: [String] { get }
  static func run(_ arguments: Arguments) -> ExitCode
}

/// One option of a verb.
struct Option: Sendable {
  let name: String
  /// What its value is called; nil for a flag.
  let value: String?
  let summary: String
  var isRequired = false
  /// Whether it may stand without its value, which is then a number.
  var mayStandAlone = false

  var usage: String { "--\(name)" + (value.map { mayStandAlone ? " [\($0)]" : " \($0)" } ?? "") }

  static let config = Option(
    name: "config", value: "FILE", summary: "The configuration (conf/passerelle.toml shows every key).")
}
