import Messages

/// What sms.by means by the words of an error, whatever the HTTP status around it.
enum SMSByRefusals {
  enum Meaning: Hashable, Sendable {
    /// The messages themselves are not wanted.
    case refused
    case noMoney
    case wrongToken
    case tooFast
    /// It does not know itself.
    case undecided
  }

  /// The first row whose word stands in the error, lower case, decides.
  private static let table: [(word: String, meaning: Meaning)] = [
    ("undefined error", .undecided), ("internal", .undecided),
    ("insufficient", .noMoney), ("not enough", .noMoney), ("balance", .noMoney), ("недостаточно", .noMoney),
    ("token", .wrongToken), ("unauthor", .wrongToken), ("access denied", .wrongToken), ("api key", .wrongToken),
    ("limit exceeded", .tooFast), ("too many", .tooFast), ("request limit", .tooFast),
  ]

  static func meaning(of words: String) -> Meaning {
    let words = words.lowercased()
    return table.first { words.contains($0.word) }?.meaning ?? .refused
  }

  /// The error of an answer: an `error` member, `errors`, or a v2 status that is not OK.
  static func words(in json: JSON) -> String? {
    if let error = json["error"], error != .null, error != .bool(false) {
      return (error.text ?? error["message"]?.text ?? "error").cut(to: 200)
    }
    let status = json["status"]?.text?.lowercased()
    if status == "error" || status == "fail" {
      return (json.first("message", "result")?.text ?? "error").cut(to: 200)
    }
    return nil
  }
}
