/// `completion`: the script with which a shell completes words of this command line.
enum CompletionCommand: Command {
  static let verb = "completion"
  static let summary = "Prints the script with which a shell completes these commands and options."
  static let options: [Option] = []
  static let operands: String? = Shell.allCases.map(\.rawValue).joined(separator: "|")
  static let examples = [
    "source <(passerelle completion bash)",
    "passerelle completion zsh > ~/.zfunc/_passerelle",
    "passerelle completion fish > ~/.config/fish/completions/passerelle.fish",
  ]

  static func run(_ arguments: Arguments) -> ExitCode {
    guard arguments.operands.count == 1, let shell = Shell(rawValue: arguments.operands[0]) else {
      Terminal.error("passerelle completion: for which shell: \(operands ?? "")?")
      return .usage
    }
    Terminal.print(shell.script)
    return .done
  }
}
