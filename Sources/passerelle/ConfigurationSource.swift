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
    let loaded = read(file, simulate: simulate)
    for warning in loaded.warnings {
      Terminal.error(Terminal.styled("warning:", .yellow, forErrors: true) + " \(warning)")
    }
    for fault in loaded.faults { Terminal.error("\(fault)") }
    return loaded.configuration
  }

  /// The same without a word.
  static func read(_ file: String?, simulate: Bool) -> LoadedConfiguration {
    guard file != nil || !simulate else {
      return LoadedConfiguration(
        configuration: Configuration.simulated(dataFolder: "var"), faults: [], warnings: [])
    }
    let loaded = Configuration.load(file: file ?? usual)
    guard simulate, let configuration = loaded.configuration else { return loaded }
    return LoadedConfiguration(
      configuration: configuration.simulated(), faults: loaded.faults, warnings: loaded.warnings)
  }
}
