import SMPP
import Transport

/// How far one message has come.
struct MessageProgress {
  /// How a message ended, as far as it was followed.
  enum Outcome: Equatable {
    /// Every part was accepted; no receipt was waited for.
    case accepted
    /// Every part has a receipt; the worst of them.
    case final(MessageState, error: String)
    /// Every part was accepted; not every receipt came.
    case unknown
    case refused(CommandStatus)
    /// No answer; whether it was taken is unknown when `wasSent`.
    case failed(String, wasSent: Bool)
  }

  let message: PreparedMessage
  let startedAt: Duration
  /// The ids by part; nil until the part is accepted.
  var ids: [String?]
  var unanswered: Int
  /// Parts whose final receipt has not come.
  var unreceipted: Int
  var worst: (state: MessageState, error: String)?
  var problem: Outcome?

  init(_ message: PreparedMessage, at now: Duration) {
    self.message = message
    startedAt = now
    ids = Array(repeating: nil, count: message.parts.count)
    unanswered = message.parts.count
    unreceipted = message.parts.count
  }

  /// Takes the final receipt of a part; the worst of all parts counts.
  mutating func receipted(_ state: MessageState, error: String) {
    unreceipted -= 1
    if worst == nil || worst?.state == .delivered { worst = (state, error) }
  }

  /// What is known now.
  func outcome(waiting: Bool) -> Outcome {
    if let problem { return problem }
    guard waiting else { return .accepted }
    guard unreceipted == 0, let worst else { return .unknown }
    return .final(worst.state, error: worst.error)
  }
}
