/// `reload`: has the running bridge read its configuration again.
enum ReloadCommand: OperatorCommand {
  static let verb = "reload"
  static let summary = "Has the running bridge read its configuration again, as SIGHUP does, and tells what changed."
  static let options = [Option.config, .simulate, .json]
  static let operands: String? = nil
  static let examples = ["passerelle reload", "passerelle reload --config /etc/passerelle/passerelle.toml"]

  static func ask(_ client: AdminClient, _ arguments: Arguments) throws(AdminClient.Failure) -> ExitCode {
    let answer = try client.post("reload")
    if arguments.has("json") {
      Terminal.print(answer.json)
      return .done
    }
    let (live, restart) = (answer["live"].items, answer["restart"].items)
    for change in live { Terminal.print("in force           \(change.shown ?? "")") }
    for change in restart { Terminal.print("after a restart    \(change.shown ?? "")") }
    if live.isEmpty, restart.isEmpty { Terminal.print("nothing has changed") }
    return .done
  }
}
