import HTTP

/// `explain`: the life of a message, from any id or number.
enum ExplainCommand: OperatorCommand {
  static let verb = "explain"
  static let summary =
    "Tells the life of a message by any id or number, or what was refused of a client by its name or address."
  static let options = [Option.config, .simulate, .json]
  static let operands: String? = "ID"
  static let examples = [
    "passerelle explain 179526538185400000", "passerelle explain 375291234567",
    "passerelle explain '<a1@example.test>'", "passerelle explain shop",
  ]

  static func ask(_ client: AdminClient, _ arguments: Arguments) throws(AdminClient.Failure) -> ExitCode {
    guard let id = arguments.operands.first else {
      throw .usage("which message? Any id, a Message-ID or a number")
    }
    guard arguments.operands.count == 1 else { throw .usage("one message at a time") }
    return try explain(id, client, arguments)
  }

  /// No message is there: perhaps it never became one.
  private static func explainRefusals(
    _ word: String, _ client: AdminClient, _ arguments: Arguments
  ) throws(AdminClient.Failure) -> ExitCode {
    let refused = try RejectedCommand.find(word, client)
    guard !refused.isEmpty else {
      Terminal.error("nothing here goes by \(word.onOneLine)")
      return .failed
    }
    Terminal.error("no message goes by \(word.onOneLine), but this was refused:")
    show(refused, RejectedCommand.columns, arguments)
    return .done
  }

  /// Looks for whatever fits; the newest when several do.
  static func explain(
    _ id: String, _ client: AdminClient, _ arguments: Arguments
  ) throws(AdminClient.Failure) -> ExitCode {
    let found = try client.get("messages", [("find", id), ("limit", "20")])["messages"].items
    guard let newest = found.first?["id"].text else {
      return try explainRefusals(id, client, arguments)
    }
    if found.count > 1 { Terminal.error("\(found.count) messages go by \(id); this is the newest") }
    let answer = try client.get("messages/" + PercentCoding.encode(newest))
    if arguments.has("json") {
      Terminal.print(answer.json)
      return .done
    }
    let message = answer["message"]
    Terminal.print("Message \(newest) of account \(message["account"].shown ?? "")")
    for sentence in answer["summary"].items { Terminal.print(sentence.shown ?? "") }
    for event in answer["life"].items {
      Terminal.print("  \(event["at"].shown ?? "")  \(event["kind"].shown ?? "")  \(event["text"].shown ?? "")")
    }
    return .done
  }
}
