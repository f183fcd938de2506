/// For bash, which fills `COMPREPLY` in a function.
enum BashCompletion {
  static var text: String {
    """
    # bash completion for passerelle; `passerelle completion bash` writes it.
    _passerelle() {
      local current=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD-1]} verb=${COMP_WORDS[1]} words=
      COMPREPLY=()
      if [ "$COMP_CWORD" = 1 ]; then
        words='\((CommandLineTool.commands.map { $0.verb } + ["--help", "--version"]).joined(separator: " "))'
      else
        case "$verb $before" in
    \(values)
          *)
            case "$verb" in
    \(CommandLineTool.commands.map(words).joined(separator: "\n"))
            esac ;;
        esac
      fi
      mapfile -t COMPREPLY < <(compgen -W "$words" -- "$current")
    }
    complete -F _passerelle passerelle
    """
  }

  /// What may follow an option that takes a value.
  private static var values: String {
    CommandLineTool.commands.flatMap { command in
      command.options.filter { $0.value != nil }.map { option in
        let place = "      \"\(command.verb) --\(option.name)\")"
        if option.wantsFile {
          return place
            + " compopt -o filenames 2>/dev/null; mapfile -t COMPREPLY < <(compgen -f -- \"$current\"); return ;;"
        }
        return option.choices.isEmpty
          ? place + " return ;;" : place + " words='\(option.choices.joined(separator: " "))' ;;"
      }
    }.joined(separator: "\n")
  }

  private static func words(_ command: any Command.Type) -> String {
    let words = command.operandChoices + command.options.map { "--" + $0.name } + ["--help"]
    return "          \(command.verb)) words='\(words.joined(separator: " "))' ;;"
  }
}
