/// `replay`: sends messages that failed again, as new ones.
enum ReplayCommand: DeedCommand {
  static let verb = "replay"
  static let summary = "Sends messages that failed again, as new ones; each may be sent again once."
  static let examples = [
    "passerelle replay 179526538185400000", "passerelle replay --state undeliverable --provider smsby --limit 50",
  ]

  static func suits(_ message: JSONValue) -> Bool {
    message["stage"].text == "ended" && message["state"].text != "delivered"
  }
}
