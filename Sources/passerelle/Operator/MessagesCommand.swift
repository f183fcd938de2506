/// `messages`: what is in the bridge, and one message whole.
enum MessagesCommand: OperatorCommand {
  static let verb = "messages"
  static let summary = "Lists messages, newest first, or shows one: `messages show ID`."
  static let options =
    [Option.config, .simulate, .json] + MessageSelection.options
    + [Option(name: "before", value: "ID", summary: "Those with ids below: the next page.")]
  static let operands: String? = "[show ID]"
  static let examples = [
    "passerelle messages --state undeliverable --limit 20", "passerelle messages show 179526538185400000",
  ]

  static func ask(_ client: AdminClient, _ arguments: Arguments) throws(AdminClient.Failure) -> ExitCode {
    if arguments.operands.first == "show", arguments.operands.count == 2 {
      return try ExplainCommand.explain(arguments.operands[1], client, arguments)
    }
    guard arguments.operands.isEmpty else { throw .usage("it is `messages`, or `messages show ID`") }
    guard let selection = MessageSelection(arguments) else { throw .usage("--limit wants a number from 1") }
    let found = try selection.find(in: client, before: arguments["before"])
    show(
      found, ["id", "accepted_at", "account", "from", "to", "state", "stage", "held", "provider", "text"], arguments)
    return .done
  }
}
