import Bridge
import Configuration

/// `serve`: the bridge itself.
enum ServeCommand: Command {
  static let verb = "serve"
  static let summary = "Runs the bridge in the foreground until SIGTERM."
  static let options = [
    Option.config,
    Option(
      name: "simulate", value: nil, summary: "Every provider is the built-in simulator; nothing leaves the machine."),
  ]
  static let operands: String? = nil
  static let examples = [
    "passerelle serve --simulate", "passerelle serve --config /etc/passerelle/passerelle.toml",
  ]

  static func run(_ arguments: Arguments) -> ExitCode {
    let simulate = arguments.has("simulate")
    guard let configuration = ConfigurationSource.load(arguments["config"], simulate: simulate) else { return .failed }
    let loader: @Sendable () -> LoadedConfiguration = {
      ConfigurationSource.read(arguments["config"], simulate: simulate)
    }
    return BridgeProcess.run(configuration, reload: loader) { Terminal.error($0) } ? .done : .failed
  }
}
