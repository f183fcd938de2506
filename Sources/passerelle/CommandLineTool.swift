import Glibc

/// The command line: finds the verb, reads its options and runs it.
enum CommandLineTool {
  /// Every verb, in the order in which the help lists them.
  static var commands: [any Command.Type] {
    [
      ServeCommand.self, CheckCommand.self, SendCommand.self, MessagesCommand.self, ExplainCommand.self,
      SessionsCommand.self, ProvidersCommand.self, CancelCommand.self, ReplayCommand.self, HoldCommand.self,
      ReleaseCommand.self, RejectedCommand.self, AlarmsCommand.self, ReloadCommand.self, AuditCommand.self,
      PasswordCommand.self, DecodeCommand.self,
      BenchCommand.self, CompletionCommand.self, ManualCommand.self,
    ]
  }

  /// Runs what the arguments ask for and ends the process: 0 done, 1 refused or failed, 2 wrong usage.
  static func main() -> Never {
    let words = Array(CommandLine.arguments.dropFirst())
    exit(run(words).rawValue)
  }

  private static func run(_ words: [String]) -> ExitCode {
    guard let verb = words.first else {
      Terminal.error(CommandHelp.overview)
      return .usage
    }
    if ["--help", "-h", "help"].contains(verb) {
      Terminal.print(CommandHelp.overview)
      return .done
    }
    if verb == "--version" {
      Terminal.print("passerelle " + Version.text)
      return .done
    }
    guard let command = commands.first(where: { $0.verb == verb }) else {
      Terminal.error("passerelle: there is no command \(verb). Try: passerelle --help")
      return .usage
    }
    return run(command, Array(words.dropFirst()))
  }

  private static func run(_ command: any Command.Type, _ words: [String]) -> ExitCode {
    if words.contains("--help") || words.contains("-h") {
      Terminal.print(CommandHelp.text(command))
      return .done
    }
    switch Arguments.read(words, options: command.options, operands: command.operands) {
    case .success(let arguments): return command.run(arguments)
    case .failure(let fault):
      Terminal.error("passerelle \(command.verb): \(fault.reason). Try: passerelle \(command.verb) --help")
      return .usage
    }
  }
}

/// How the process ends.
enum ExitCode: Int32 {
  case done = 0
  case failed = 1
  case usage = 2
}

/// What `--version` says, and the date of it on manual pages.
enum Version {
  static let text = "0.1.0"
  static let release = (version: text, date: "2026-11-21")
}
