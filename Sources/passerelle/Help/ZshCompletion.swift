/// For zsh, whose `_arguments` takes a line for each option.
enum ZshCompletion {
  static var text: String {
    """
    #compdef passerelle
    # zsh completion for passerelle; `passerelle completion zsh` writes it.
    _passerelle() {
      local -a verbs
      verbs=(
    \(CommandLineTool.commands.map { "    " + quoted("\($0.verb):\($0.summary)") }.joined(separator: "\n"))
      )
      if (( CURRENT == 2 )); then
        _describe -t commands command verbs
        return
      fi
      local verb=$words[2]
      shift words
      (( CURRENT-- ))
      case $verb in
    \(CommandLineTool.commands.map(arguments).joined(separator: "\n"))
      esac
    }
    if [ "$funcstack[1]" = _passerelle ]; then
      _passerelle "$@"
    else
      compdef _passerelle passerelle
    fi
    """
  }

  private static func arguments(_ command: any Command.Type) -> String {
    var specifications = command.options.map(specification) + [quoted("--help[Shows the help.]")]
    if !command.operandChoices.isEmpty {
      specifications.append(quoted(":word:(\(command.operandChoices.joined(separator: " ")))"))
    }
    return "    \(command.verb))\n      _arguments "
      + specifications.joined(separator: " \\\n        ") + " ;;"
  }

  /// `'--config[The configuration.]:FILE:_files'`.
  private static func specification(_ option: Option) -> String {
    var text = "--\(option.name)[\(escaped(option.summary))]"
    if let value = option.value {
      let action =
        option.wantsFile ? "_files" : option.choices.isEmpty ? " " : "(\(option.choices.joined(separator: " ")))"
      text += "\(option.mayStandAlone ? "::" : ":")\(escaped(value)):\(action)"
    }
    return quoted(text)
  }

  /// Brackets and colons end a part of a specification.
  private static func escaped(_ text: String) -> String {
    var escaped = ""
    for scalar in text.unicodeScalars {
      if ["[", "]", ":", "\\"].contains(scalar) { escaped += "\\" }
      escaped.unicodeScalars.append(scalar)
    }
    return escaped
  }

  private static func quoted(_ text: String) -> String {
    "'" + text.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "'\\''") + "'"
  }
}
