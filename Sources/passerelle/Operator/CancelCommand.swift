import HTTP

/// `cancel`: ends a message that still waits.
enum CancelCommand: OperatorCommand {
  static let verb = "cancel"
  static let summary = "Ends messages that still wait."
  static let options = [Option.config, .simulate]
  static let operands: String? = "ID…"
  static let examples = ["passerelle cancel 179526538185400000"]

  static func ask(_ client: AdminClient, _ arguments: Arguments) throws(AdminClient.Failure) -> ExitCode {
    try MessageDeed.perform("cancel", client, arguments)
  }
}

/// `replay`: sends a message again as a new one.
enum ReplayCommand: OperatorCommand {
  static let verb = "replay"
  static let summary = "Sends messages again, as new ones."
  static let options = [Option.config, .simulate]
  static let operands: String? = "ID…"
  static let examples = ["passerelle replay 179526538185400000"]

  static func ask(_ client: AdminClient, _ arguments: Arguments) throws(AdminClient.Failure) -> ExitCode {
    try MessageDeed.perform("replay", client, arguments)
  }
}

/// The same deed on each of the messages named.
enum MessageDeed {
  /// More than this and the person at the terminal is asked first.
  private static let manyWithoutAsking = 10

  static func perform(
    _ deed: String, _ client: AdminClient, _ arguments: Arguments
  ) throws(AdminClient.Failure) -> ExitCode {
    let ids = arguments.operands
    guard !ids.isEmpty else {
      Terminal.error("passerelle \(deed): which message? Try: passerelle \(deed) --help")
      return .usage
    }
    if ids.count > manyWithoutAsking, Terminal.inputIsTerminal {
      Terminal.error("\(deed) \(ids.count) messages? yes or no")
      guard readLine() == "yes" else { return .failed }
    }
    for id in ids {
      let answer = try client.post("messages/\(PercentCoding.encode(id))/\(deed)")
      Terminal.print("\(id)  \(answer["done"].text ?? answer.text ?? "done")")
    }
    return .done
  }
}
