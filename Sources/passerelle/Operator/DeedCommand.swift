import HTTP

/// A verb that does the same to each of some messages: those named, or those that a listing finds.
protocol DeedCommand: OperatorCommand {
  /// Whether it can be done to a message of a listing at all; the bridge has the last word.
  static func suits(_ message: JSONValue) -> Bool
}

extension DeedCommand {
  static var options: [Option] {
    [
      Option.config, .simulate, .json,
      Option(name: "account", value: "NAME", summary: "In place of ids: all of this account's."),
      Option(name: "to", value: "NUMBER", summary: "All to this number."),
      Option(name: "state", value: "STATE", summary: "All in this state: undeliverable, expired, …"),
      Option(name: "stage", value: "STAGE", summary: "All at this stage: scheduled, queued, …"),
      Option(name: "provider", value: "NAME", summary: "All of this provider."),
      Option(name: "limit", value: "N", summary: "At most so many, the newest (100)."),
      Option(name: "yes", value: nil, summary: "Do not ask."),
    ]
  }
  static var operands: String? { "[ID…]" }

  static func ask(_ client: AdminClient, _ arguments: Arguments) throws(AdminClient.Failure) -> ExitCode {
    let chosen = try choose(client, arguments)
    guard let ids = chosen else {
      Terminal.error("passerelle \(verb): which message? Try: passerelle \(verb) --help")
      return .usage
    }
    guard !ids.isEmpty else {
      Terminal.error("none")
      return .done
    }
    guard isMeant(ids, arguments) else { return .failed }
    return try perform(ids, client, arguments)
  }

  private static var conditions: [String] { ["account", "to", "state", "stage", "provider"] }

  /// Nil when neither ids nor conditions are given.
  private static func choose(_ client: AdminClient, _ arguments: Arguments) throws(AdminClient.Failure) -> [String]? {
    let given = conditions.compactMap { name in arguments[name].map { (name, $0) } }
    guard arguments.operands.isEmpty else { return given.isEmpty ? arguments.operands : nil }
    guard !given.isEmpty else { return nil }
    let most = arguments.number("limit", default: 100) ?? 100
    var (ids, before) = ([String](), String?.none)
    repeat {
      let page = given + [("limit", "500")] + (before.map { [("before", $0)] } ?? [])
      let answer = try client.get("messages", page)
      ids += answer["messages"].items.filter(suits).compactMap { $0["id"].text }
      before = answer["next"].text
    } while before != nil && ids.count < most
    return Array(ids.prefix(most))
  }

  /// Asks before doing something to many. Where nobody can be asked, `--yes` must be given.
  private static func isMeant(_ ids: [String], _ arguments: Arguments) -> Bool {
    guard ids.count > 1, !arguments.has("yes") else { return true }
    guard Terminal.inputIsTerminal else {
      Terminal.error("passerelle \(verb): these are \(ids.count) messages; say --yes if all of them are meant")
      return false
    }
    Terminal.error("\(verb) \(ids.count) messages? yes or no")
    return readLine() == "yes"
  }

  /// One that is refused does not keep the others.
  private static func perform(
    _ ids: [String], _ client: AdminClient, _ arguments: Arguments
  ) throws(AdminClient.Failure) -> ExitCode {
    var refused = 0
    for (index, id) in ids.enumerated() {
      if ids.count > 20 { Terminal.progress("\(verb) \(index + 1) of \(ids.count)") }
      do throws(AdminClient.Failure) {
        let answer = try client.post("messages/\(PercentCoding.encode(id))/\(verb)")
        tell(id, "done", answer["done"].text ?? "done", made: answer["id"].text, arguments)
      } catch {
        guard case .refused(let reason) = error else { throw error }
        refused += 1
        tell(id, "refused", reason, made: nil, arguments)
      }
    }
    if ids.count > 20 { Terminal.progress("") }
    return refused == 0 ? .done : .failed
  }

  private static func tell(_ id: String, _ result: String, _ words: String, made: String?, _ arguments: Arguments) {
    guard arguments.has("json") else {
      return Terminal.print("\(id)  \(result == "done" ? "" : result + ": ")\(words)")
    }
    var line = JSONText()
    line.member("id", id)
    line.member(result, words)
    if let made { line.member("new_id", made) }
    Terminal.print(line.line)
  }
}
