import FoundationEssentials
import Messages

/// The body of a question to a provider.
struct QuestionBody: Decodable {
  var inquiry: String
  var arguments: [String: String]?
}

/// The body of a message to send.
struct DraftBody: Decodable {
  /// Unicode scalars of a text; what an account may send may be less.
  static let textLimit = 10_000

  var account: String
  var to: String
  var from: String?
  var text: String
  var channel: String?

  static func draft(_ call: AdminCall) throws(AdminRefusal) -> AdminViews.Draft {
    let body = try call.body(DraftBody.self)
    guard let recipient = PhoneNumber(body.to) else { throw AdminRefusal(422, "to is no number") }
    guard let channel = Channel(word: body.channel ?? "sms") else { throw AdminRefusal(422, "channel is not known") }
    guard body.text.unicodeScalars.count <= textLimit else { throw AdminRefusal(422, "text is too long") }
    return AdminViews.Draft(
      account: body.account, recipient: recipient, sender: body.from ?? "", text: body.text, channel: channel)
  }
}
