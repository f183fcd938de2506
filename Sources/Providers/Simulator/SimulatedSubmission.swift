import Messages

/// One message of a `/send` call as the simulated provider reads it.
struct SimulatedSubmission: Sendable {
  var id: MessageID
  var recipient: String
  var sender: String
  var text: String
  var rule: SimulatedRule

  init?(_ json: JSON) {
    guard let id = json["id"]?.text.flatMap({ MessageID(text: $0) }), let recipient = json["to"]?.text else {
      return nil
    }
    self.id = id
    self.recipient = recipient
    sender = json["from"]?.text ?? ""
    text = json["text"]?.text ?? ""
    rule = SimulatedRule.rule(for: recipient)
  }
}
