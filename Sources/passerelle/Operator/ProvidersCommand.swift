import HTTP

/// `providers`: how the providers do, and what they can be asked.
enum ProvidersCommand: OperatorCommand {
  static let verb = "providers"
  static let summary = "Lists the providers; asks one, stops it or sends to it again."
  static let options = [Option.config, .simulate, .json]
  static let operands: String? = "[NAME [QUESTION [key=value…] | stop | resume]]"
  static let examples = [
    "passerelle providers", "passerelle providers smsby", "passerelle providers smsby balance",
    "passerelle providers smsby resume",
  ]

  static func ask(_ client: AdminClient, _ arguments: Arguments) throws(AdminClient.Failure) -> ExitCode {
    let words = arguments.operands
    guard let name = words.first.map({ PercentCoding.encode($0) }) else {
      show(try client.get("providers"), "providers", ["name", "kind", "undecided_calls", "lanes"], arguments)
      return .done
    }
    guard words.count > 1 else {
      show(try client.get("providers/\(name)/inquiries"), "inquiries", ["name", "arguments", "summary"], arguments)
      return .done
    }
    if ["stop", "resume"].contains(words[1]) {
      Terminal.print(try client.post("providers/\(name)/\(words[1])").text ?? "done")
      return .done
    }
    return try question(name, words[1], Array(words[2...]), client, arguments)
  }

  private static func question(
    _ name: String, _ inquiry: String, _ pairs: [String], _ client: AdminClient, _ arguments: Arguments
  ) throws(AdminClient.Failure) -> ExitCode {
    let values = pairs.map { pair -> String in
      let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
      return "\(JSONValue.quoted(parts[0])):\(JSONValue.quoted(parts.count > 1 ? parts[1] : ""))"
    }
    let body = "{\"inquiry\":\(JSONValue.quoted(inquiry)),\"arguments\":{\(values.joined(separator: ","))}}"
    let answer = try client.post("providers/\(name)/ask", body)
    if arguments.has("json") {
      Terminal.print(answer.json)
    } else {
      for row in answer["rows"].items { Terminal.print(row.text ?? "") }
    }
    return .done
  }
}
