import HTTP

/// A verb that does the same to each of some messages: those named, or those that a listing finds.
protocol DeedCommand: OperatorCommand {
  /// Whether it can be done to a message of a listing at all; the bridge has the last word.
  static func suits(_ message: JSONValue) -> Bool
}

extension DeedCommand {
  static var options: [Option] {
    [Option.config, .simulate, .json] + MessageSelection.options
      + [Option(name: "yes", value: nil, summary: "Do not ask.")]
  }
  static var operands: String? { "[ID…]" }

  static func ask(_ client: AdminClient, _ arguments: Arguments) throws(AdminClient.Failure) -> ExitCode {
    guard let selection = MessageSelection(arguments) else { throw .usage("--limit wants a number from 1") }
    let ids = try choose(selection, client, arguments)
    guard !ids.isEmpty else {
      Terminal.error("none")
      return .done
    }
    guard isMeant(ids, arguments) else { return .failed }
    return try perform(ids, client, arguments)
  }

  private static func choose(
    _ selection: MessageSelection, _ client: AdminClient, _ arguments: Arguments
  ) throws(AdminClient.Failure) -> [String] {
    switch (arguments.operands.isEmpty, selection.isEmpty) {
    case (true, true): throw .usage("which message? Its id, or --account, --to, --state, --stage, --provider")
    case (false, false): throw .usage("either ids or conditions")
    case (false, true): return arguments.operands
    case (true, false): return try selection.find(in: client, where: suits).compactMap { $0["id"].text }
    }
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
      return Terminal.print("\(id)  \(result == "done" ? "" : result + ": ")\(words.onOneLine)")
    }
    var line = JSONLine()
    line.member("id", id)
    line.member(result, words)
    if let made { line.member("new_id", made) }
    Terminal.print(line.line)
  }
}
