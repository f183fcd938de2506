import Bridge
import Configuration

/// `check`: what is wrong with a configuration, and what is in force when nothing is.
enum CheckCommand: Command {
  static let verb = "check"
  static let summary = "Reads a configuration, prints its faults or the effective settings."
  static let options = [Option.config]
  static let operands: String? = nil
  static let examples = ["passerelle check --config /etc/passerelle/passerelle.toml"]

  static func run(_ arguments: Arguments) -> ExitCode {
    guard let configuration = ConfigurationSource.load(arguments["config"], simulate: false) else { return .failed }
    for sentence in Readiness.hindrances(of: configuration) { Terminal.error(sentence) }
    Terminal.print(EffectiveSettings.text(configuration))
    return Readiness.hindrances(of: configuration).isEmpty ? .done : .failed
  }
}
