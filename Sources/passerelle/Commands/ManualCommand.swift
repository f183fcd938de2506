import Configuration

/// `manual`: the manual pages, for man(1).
enum ManualCommand: Command {
  static let verb = "manual"
  static let summary = "Prints a manual page: of the commands (1), or of the configuration file (5)."
  static let options: [Option] = []
  static let operands: String? = "1|5"
  static let examples = ["passerelle manual 5 | man -l -", "passerelle manual 1 > passerelle.1"]

  static func run(_ arguments: Arguments) -> ExitCode {
    switch arguments.operands {
    case ["1"]: Terminal.print(CommandManual.text)
    case ["5"]: Terminal.print(ReferenceManual.text(release: Version.release))
    default:
      Terminal.error("passerelle manual: which section: 1 or 5?")
      return .usage
    }
    return .done
  }
}
