/// `hold`: keeps messages back.
enum HoldCommand: DeedCommand {
  static let verb = "hold"
  static let summary = "Keeps waiting messages back until they are released; their validity still ends them."
  static let examples = ["passerelle hold 179526538185400000", "passerelle hold --account shop --stage queued"]

  static func suits(_ message: JSONValue) -> Bool {
    ["scheduled", "queued", "claimed"].contains(message["stage"].text) && message["held"].text == nil
  }
}

/// `release`: lets messages go that were kept back.
enum ReleaseCommand: DeedCommand {
  static let verb = "release"
  static let summary = "Lets messages go that were held."
  static let examples = ["passerelle release 179526538185400000", "passerelle release --account shop --yes"]

  static func suits(_ message: JSONValue) -> Bool { message["held"].text != nil }
}
