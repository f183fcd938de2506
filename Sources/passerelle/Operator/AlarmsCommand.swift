/// `alarms`: what needs a person now.
enum AlarmsCommand: OperatorCommand {
  static let verb = "alarms"
  static let summary = "Lists the alarms that stand."
  static let options = [Option.config, .simulate, .json]
  static let operands: String? = nil
  static let examples = ["passerelle alarms", "passerelle alarms --json"]

  static func ask(_ client: AdminClient, _ arguments: Arguments) throws(AdminClient.Failure) -> ExitCode {
    show(try client.get("alarms")["alarms"].items, ["since", "alarm", "provider", "words"], arguments)
    return .done
  }
}
