import Messages
import Store

/// Reads the conditions of a listing out of a query.
enum MessageFilter {
  static func query(_ call: AdminCall) throws(AdminRefusal) -> MessageQuery {
    var query = MessageQuery(limit: try call.limit())
    query.account = call["account"]
    query.provider = call["provider"]
    query.providerID = call["provider_id"]
    query.mailID = call["mail_id"]
    query.recipient = try value(call, "to") { PhoneNumber($0) }
    query.state = try value(call, "state") { MessageState(word: $0) }
    query.stage = try value(call, "stage") { Stage(word: $0) }
    query.before = try value(call, "before") { MessageID(text: $0) }
    return query
  }

  private static func value<T>(_ call: AdminCall, _ name: String, _ read: (String) -> T?) throws(AdminRefusal) -> T? {
    guard let text = call[name] else { return nil }
    guard let value = read(text) else { throw AdminRefusal(400, "\(name) is not of its form") }
    return value
  }
}

extension MessageState {
  /// The state of a word as the API writes it.
  init?(word: String) {
    guard let state = MessageState.allCases.first(where: { "\($0)" == word }) else { return nil }
    self = state
  }
}
