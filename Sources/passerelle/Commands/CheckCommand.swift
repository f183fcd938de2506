import Bridge
import Configuration

/// `check`: what is wrong with a configuration, and what is in force when nothing is.
enum CheckCommand: Command {
  static let verb = "check"
  static let summary = "Reads a configuration, prints its faults or the effective settings."
  static let options = [
    Option.config, Option(name: "json", value: nil, summary: "Prints one JSON object: faults, warnings, settings."),
  ]
  static let operands: String? = nil
  static let examples = [
    "passerelle check --config /etc/passerelle/passerelle.toml", "passerelle check --json --config passerelle.toml",
  ]

  static func run(_ arguments: Arguments) -> ExitCode {
    if arguments.has("json") {
      return json(Configuration.load(file: arguments["config"] ?? ConfigurationSource.usual))
    }
    guard let configuration = ConfigurationSource.load(arguments["config"], simulate: false) else { return .failed }
    for sentence in Readiness.hindrances(of: configuration) { Terminal.error(sentence) }
    Terminal.print(EffectiveSettings.text(configuration))
    return Readiness.hindrances(of: configuration).isEmpty ? .done : .failed
  }

  private static func json(_ loaded: LoadedConfiguration) -> ExitCode {
    let hindrances = loaded.configuration.map { Readiness.hindrances(of: $0) } ?? []
    var object = JSONLine()
    object.raw("faults", "[" + loaded.faults.map(line).joined(separator: ",") + "]")
    object.raw("warnings", "[" + loaded.warnings.map(line).joined(separator: ",") + "]")
    object.member("hindrances", hindrances)
    let rows = loaded.configuration.map { EffectiveSettings.rows($0) } ?? []
    object.raw("settings", "[" + rows.map(line).joined(separator: ",") + "]")
    Terminal.print(object.line)
    return loaded.faults.isEmpty && hindrances.isEmpty ? .done : .failed
  }

  private static func line(_ fault: Fault) -> String {
    var object = JSONLine()
    object.member("file", fault.file)
    object.member("line", fault.line)
    object.member("key", fault.key)
    object.member("reason", fault.reason)
    return object.line
  }

  private static func line(_ row: (key: String, value: String)) -> String {
    var object = JSONLine()
    object.member("key", row.key)
    object.member("value", row.value)
    return object.line
  }
}
