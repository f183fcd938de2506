/// For fish, which takes one `complete` for each word.
enum FishCompletion {
  static var text: String {
    let verbs = CommandLineTool.commands.map { command in
      "complete -c passerelle -n __fish_use_subcommand -f -a \(command.verb) -d \(quoted(command.summary))"
    }
    let rest = CommandLineTool.commands.flatMap { command in
      command.operandChoices.map { "\(of(command)) -f -a \($0)" } + command.options.map { line(command, $0) }
    }
    return (["# fish completion for passerelle; `passerelle completion fish` writes it."] + verbs + rest + [help])
      .joined(separator: "\n")
  }

  private static let help = "complete -c passerelle -f -l help -d 'Shows the help.'"

  private static func of(_ command: any Command.Type) -> String {
    "complete -c passerelle -n '__fish_seen_subcommand_from \(command.verb)'"
  }

  private static func line(_ command: any Command.Type, _ option: Option) -> String {
    var line = "\(of(command)) -l \(option.name)"
    if option.wantsFile {
      line += " -r -F"
    } else if !option.choices.isEmpty {
      line += " -x -a \(quoted(option.choices.joined(separator: " ")))"
    } else if option.value != nil, !option.mayStandAlone {
      line += " -x"
    } else {
      line += " -f"
    }
    return line + " -d " + quoted(option.summary)
  }

  private static func quoted(_ text: String) -> String {
    var quoted = "'"
    for scalar in text.unicodeScalars {
      if scalar == "'" || scalar == "\\" { quoted += "\\" }
      quoted.unicodeScalars.append(scalar)
    }
    return quoted + "'"
  }
}
