/// A verb that asks a running bridge.
protocol OperatorCommand: Command {
  static func ask(_ client: AdminClient, _ arguments: Arguments) throws(AdminClient.Failure) -> ExitCode
}

extension OperatorCommand {
  static func run(_ arguments: Arguments) -> ExitCode {
    guard let client = AdminClient(arguments) else { return .failed }
    do throws(AdminClient.Failure) {
      return try ask(client, arguments)
    } catch {
      switch error {
      case .sentence(let sentence), .refused(let sentence):
        Terminal.error("passerelle \(verb): \(sentence)")
        return .failed
      case .usage(let sentence):
        Terminal.error("passerelle \(verb): \(sentence). Try: passerelle \(verb) --help")
        return .usage
      }
    }
  }

  /// Prints a list as a table or, when asked for, as JSON lines.
  static func show(_ items: [JSONValue], _ columns: [String], _ arguments: Arguments) {
    if arguments.has("json") {
      for item in items { Terminal.print(item.json) }
      return
    }
    guard !items.isEmpty else { return Terminal.error("none") }
    Terminal.print(Table(headings: columns, rows: items.map { item in columns.map { item[$0].shown ?? "-" } }).text)
  }
}

extension Option {
  static let simulate = Option(name: "simulate", value: nil, summary: "Ask the bridge that `serve --simulate` started.")
  static let json = Option(name: "json", value: nil, summary: "One JSON object a line.")
}
