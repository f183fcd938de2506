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
      list(try client.get("providers")["providers"].items, arguments)
      return .done
    }
    guard words.count > 1 else {
      let answer = try client.get("providers/\(name)/inquiries")
      show(answer["inquiries"].items, ["name", "arguments", "summary"], arguments)
      return .done
    }
    if ["stop", "resume"].contains(words[1]) {
      guard words.count == 2 else { throw .usage("\(words[1]) wants nothing behind it") }
      let answer = try client.post("providers/\(name)/\(words[1])")
      Terminal.print(arguments.has("json") ? answer.json : answer["done"].shown ?? "done")
      return .done
    }
    return try question(name, words[1], Array(words[2...]), client, arguments)
  }

  private static func list(_ providers: [JSONValue], _ arguments: Arguments) {
    guard !arguments.has("json") else { return show(providers, [], arguments) }
    let headings = ["name", "kind", "state", "waiting", "in calls", "no answer", "balance", "errors", "why"]
    Terminal.print(Table(headings: headings, rows: providers.map(row)).text)
    if let counted = providers.first(where: { !$0["errors"].items.isEmpty }), let since = counted["errors_since"].shown
    {
      Terminal.error("errors are counted since \(since)")
    }
  }

  private static func row(_ provider: JSONValue) -> [String] {
    let lanes = provider["lanes"].items
    func sum(_ name: String) -> String { String(lanes.reduce(0) { $0 + (Int($1[name].text ?? "") ?? 0) }) }
    let state = provider["stopped"] == .bool(true) ? "stopped" : provider["held"] == .bool(true) ? "held" : "works"
    let errors = provider["errors"].items.map { "\($0["class"].shown ?? "")=\($0["messages"].shown ?? "")" }
    let operatorHold = [provider["operator_hold"].shown].compactMap { $0 }
    let reasons =
      operatorHold + lanes.compactMap { lane in lane["hold"].shown.map { "\(lane["channel"].shown ?? ""): \($0)" } }
    return [
      provider["name"].shown ?? "", provider["kind"].shown ?? "", state, sum("waiting"), sum("calls"),
      provider["undecided_calls"].shown ?? "0", provider["balance"].shown ?? "-",
      errors.isEmpty ? "-" : errors.joined(separator: " "), reasons.isEmpty ? "-" : reasons.joined(separator: "; "),
    ]
  }

  private static func question(
    _ name: String, _ inquiry: String, _ pairs: [String], _ client: AdminClient, _ arguments: Arguments
  ) throws(AdminClient.Failure) -> ExitCode {
    var given = JSONLine()
    for pair in pairs {
      let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
      given.member(parts[0], parts.count > 1 ? parts[1] : "")
    }
    var question = JSONLine()
    question.member("inquiry", inquiry)
    question.raw("arguments", given.line)
    let answer = try client.post("providers/\(name)/ask", question.line)
    for row in answer["rows"].items { Terminal.print(arguments.has("json") ? row.json : row.shown ?? "") }
    if answer["rows"].items.isEmpty { Terminal.error("none") }
    return .done
  }
}
