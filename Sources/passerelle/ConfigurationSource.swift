import Configuration
import Glibc

/// Where the configuration of a command comes from.
enum ConfigurationSource {
  /// Where the package has it.
  static let installed = "/etc/passerelle/passerelle.toml"
  /// Names another place for those who give no `--config`.
  static let variable = "PASSERELLE_CONFIG"

  /// Where it is looked for when no option names it.
  static var usual: String {
    let named = getenv(variable).map { String(cString: $0) } ?? ""
    return named.isEmpty ? installed : named
  }

  /// Loads it and prints its faults and warnings; nil when it cannot be used. With `simulate` and no file, the built-in
  /// demonstration.
  static func load(_ file: String?, simulate: Bool) -> Configuration? {
    guard file != nil || !simulate else { return Configuration.simulated(dataFolder: "var") }
    let loaded = Configuration.load(file: file ?? usual)
    for warning in loaded.warnings {
      Terminal.error(Terminal.styled("warning:", .yellow, forErrors: true) + " \(warning)")
    }
    for fault in loaded.faults { Terminal.error("\(fault)") }
    guard loaded.faults.isEmpty, let configuration = loaded.configuration else { return nil }
    return simulate ? configuration.simulated() : configuration
  }
}
