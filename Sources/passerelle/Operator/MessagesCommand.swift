/// `messages`: what is in the bridge, and one message whole.
enum MessagesCommand: OperatorCommand {
  static let verb = "messages"
  static let summary = "Lists messages, newest first, or shows one: `messages show ID`."
  static let options = [
    Option.config, .simulate, .json,
    Option(name: "account", value: "NAME", summary: "Only this account's."),
    Option(name: "to", value: "NUMBER", summary: "Only to this number."),
    Option(name: "state", value: "STATE", summary: "Only in this state: enroute, delivered, expired, …"),
    Option(name: "stage", value: "STAGE", summary: "Only at this stage: queued, calling, sent, ended, …"),
    Option(name: "provider", value: "NAME", summary: "Only by this provider."),
    Option(name: "before", value: "ID", summary: "Only ids below: the next page."),
    Option(name: "limit", value: "N", summary: "At most so many (100)."),
  ]
  static let operands: String? = "[show ID]"
  static let examples = [
    "passerelle messages --state undeliverable --limit 20", "passerelle messages show 179526538185400000",
  ]

  static func ask(_ client: AdminClient, _ arguments: Arguments) throws(AdminClient.Failure) -> ExitCode {
    if arguments.operands.first == "show", let id = arguments.operands.dropFirst().first {
      return try ExplainCommand.explain(id, client, arguments)
    }
    guard arguments.operands.isEmpty else {
      Terminal.error("passerelle messages: show wants one ID")
      return .usage
    }
    let names = ["account", "to", "state", "stage", "provider", "before", "limit"]
    let answer = try client.get("messages", names.compactMap { name in arguments[name].map { (name, $0) } })
    show(answer, "messages", ["id", "accepted_at", "account", "from", "to", "state", "provider", "text"], arguments)
    return .done
  }
}
