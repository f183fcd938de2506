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
    query.recipient = try value(call, "to", "a number with its country code") { PhoneNumber($0) }
    query.state = try value(call, "state", one(of: MessageState.allCases)) { MessageState(word: $0) }
    query.stage = try value(call, "stage", one(of: Stage.listed)) { Stage(word: $0) }
    query.before = try value(call, "before", "an id of ours") { MessageID(text: $0) }
    return query
  }

  /// - Parameter form: what it must be, in words.
  private static func value<T>(
    _ call: AdminCall, _ name: String, _ form: @autoclosure () -> String, _ read: (String) -> T?
  ) throws(AdminRefusal) -> T? {
    guard let text = call[name] else { return nil }
    guard let value = read(text) else { throw AdminRefusal(400, "\(name) is \(form())") }
    return value
  }

  private static func one<T>(of values: [T]) -> String { "one of " + values.map { "\($0)" }.joined(separator: ", ") }
}

extension MessageState {
  /// The state of a word as the API writes it.
  init?(word: String) {
    guard let state = MessageState.allCases.first(where: { "\($0)" == word }) else { return nil }
    self = state
  }
}
