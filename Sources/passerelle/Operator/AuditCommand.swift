/// `audit`: what operators did.
enum AuditCommand: OperatorCommand {
  static let verb = "audit"
  static let summary = "Lists what operators did through the API, newest first."
  static let options = [Option.config, .simulate, .json]
  static let operands: String? = nil
  static let examples = ["passerelle audit", "passerelle audit --json"]

  static func ask(_ client: AdminClient, _ arguments: Arguments) throws(AdminClient.Failure) -> ExitCode {
    let columns = ["at", "who", "agent", "peer", "what", "target", "status"]
    show(try client.get("audit")["audit"].items, columns, arguments)
    return .done
  }
}
