import HTTP
import Messages

/// What sms.by posts to `callback_url`: its form is not documented, so it is only a hint to ask about a call now.
enum SMSByCallback {
  static func answer(_ request: HTTPRequest) -> CallbackAnswer {
    guard let uuid = uuid(in: request), (1...64).contains(uuid.utf8.count) else { return CallbackAnswer() }
    return CallbackAnswer(look: [ProviderReference(batch: uuid)])
  }

  private static func uuid(in request: HTTPRequest) -> String? {
    if let json = JSON(request.body) {
      return json["uuid"]?.text ?? json["result"]?["uuid"]?.text ?? json["data"]?["uuid"]?.text
    }
    let query = request.target.utf8.split(separator: UInt8(ascii: "?"), maxSplits: 1).dropFirst().first
    return QueryFields(parsing: request.body)["uuid"] ?? query.flatMap { QueryFields(parsing: Array($0))["uuid"] }
  }
}
