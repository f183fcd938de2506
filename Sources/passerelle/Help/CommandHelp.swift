/// What `--help` says, written from the table of commands.
enum CommandHelp {
  static var overview: String {
    let width = (CommandLineTool.commands.map { $0.verb.count }.max() ?? 0) + 2
    let commands = CommandLineTool.commands.map { "  " + padded($0.verb, width) + $0.summary }
    return ([usage("COMMAND [OPTIONS]"), ""] + commands).joined(separator: "\n") + """


      Every command takes --help and shows examples. Exit codes: 0 done, 1 refused or failed, 2 wrong usage.
      Try it without any configuration: passerelle serve --simulate
      """
  }

  static func text(_ command: any Command.Type) -> String {
    var words = [command.verb] + command.options.filter(\.isRequired).map(\.usage)
    if !command.options.isEmpty { words.append("[OPTIONS]") }
    if let operands = command.operands { words.append(operands) }
    let width = max(22, (command.options.map { $0.usage.count }.max() ?? 0) + 2)
    let options = command.options.map { "  " + padded($0.usage, width) + $0.summary }
    var lines = [usage(words.joined(separator: " ")), "", command.summary]
    if !options.isEmpty { lines += ["", heading("Options:")] + options }
    return (lines + ["", heading("Examples:")] + command.examples.map { "  " + $0 }).joined(separator: "\n")
  }

  private static func usage(_ words: String) -> String { heading("usage:") + " passerelle " + words }
  private static func heading(_ words: String) -> String { Terminal.styled(words, .bold) }

  private static func padded(_ text: String, _ width: Int) -> String {
    text + String(repeating: " ", count: max(1, width - text.count))
  }
}
