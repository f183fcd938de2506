/// `rejected`: what clients sent and was refused.
enum RejectedCommand: OperatorCommand {
  static let verb = "rejected"
  static let summary = "Lists the binds, PDUs and mails that were refused, newest first, with the reason."
  static let options = [Option.config, .simulate, .json]
  static let operands: String? = "[WORD]"
  static let examples = ["passerelle rejected", "passerelle rejected shop", "passerelle rejected --json"]

  static let columns = ["at", "protocol", "peer", "account", "answer", "reason", "field", "offset"]

  static func ask(_ client: AdminClient, _ arguments: Arguments) throws(AdminClient.Failure) -> ExitCode {
    guard arguments.operands.count <= 1 else { throw .usage("one word at a time") }
    show(try find(arguments.operands.first, client), columns, arguments)
    return .done
  }

  /// Those in which a word stands: an account, an address, a part of the reason; all of them without one.
  static func find(_ word: String?, _ client: AdminClient) throws(AdminClient.Failure) -> [JSONValue] {
    let all = try client.get("rejected")["rejected"].items
    guard let word else { return all }
    return all.filter { entry in columns.contains { entry[$0].text?.contains(word) ?? false } }
  }
}
