/// `sessions`: who is bound or logged in.
enum SessionsCommand: OperatorCommand {
  static let verb = "sessions"
  static let summary = "Lists the clients that are bound or logged in."
  static let options = [Option.config, .simulate, .json]
  static let operands: String? = nil
  static let examples = ["passerelle sessions"]

  static func ask(_ client: AdminClient, _ arguments: Arguments) throws(AdminClient.Failure) -> ExitCode {
    let columns = ["account", "system_id", "kind", "peer", "version", "tls", "since", "quirks"]
    show(try client.get("sessions")["sessions"].items, columns, arguments)
    return .done
  }
}
