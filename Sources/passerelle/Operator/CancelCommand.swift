/// `cancel`: ends messages that still wait.
enum CancelCommand: DeedCommand {
  static let verb = "cancel"
  static let summary = "Ends messages that still wait, or that the provider can stop."
  static let examples = [
    "passerelle cancel 179526538185400000", "passerelle cancel --account shop --stage scheduled",
  ]

  static func suits(_ message: JSONValue) -> Bool { message["stage"].text != "ended" }
}
