import SMPP
import SMSText
import Transport

/// The object that `send --json` prints for a message when it has come to its end.
enum SendJSON {
  static func line(_ progress: MessageProgress, _ outcome: MessageProgress.Outcome, at now: Duration) -> String {
    let message = progress.message
    var object = JSONLine()
    object.member("to", message.request.to)
    if let from = message.request.from { object.member("from", from) }
    object.member("result", word(outcome))
    object.member("ids", progress.ids.compactMap(\.self))
    object.member("parts", message.size.parts)
    object.member("encoding", message.encodingWord)
    object.member("units", message.size.units)
    switch outcome {
    case .accepted, .unknown: break
    case .final(let state, let error):
      object.member("state", state.receiptWord)
      object.member("error", error)
    case .refused(let status): object.member("status", status.name)
    case .failed(let reason, let wasSent):
      object.member("reason", reason)
      object.member("sent", wasSent)
    }
    object.member("seconds", (now - progress.startedAt) / .seconds(1))
    return object.line
  }

  private static func word(_ outcome: MessageProgress.Outcome) -> String {
    switch outcome {
    case .accepted: "accepted"
    case .final(.delivered, _): "delivered"
    case .final: "undelivered"
    case .unknown: "no receipt"
    case .refused: "refused"
    case .failed: "failed"
    }
  }
}
