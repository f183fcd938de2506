import Messages
import Store

/// A call that was begun in this transaction.
struct OpenedCall {
  var call: Call
  /// How many messages are tied to it.
  var tied: Int64
}

/// Calls to providers and what comes of them.
extension Transaction {
  /// Takes what this node has claimed: what another has taken over since is refused.
  func begin(_ call: Call) throws(Fault) -> StoreAnswer {
    guard calls[call.id] == nil else { throw .given(.taken(call.id)) }
    var begun = call
    begun.messages = []
    var refused: [MessageID] = []
    for id in call.messages {
      guard let message = try message(id), message.isClaimed(by: node), message.progress.begin(call.id) else {
        refused.append(id)
        continue
      }
      touch(message)
      begun.messages.append(id)
    }
    if !begun.messages.isEmpty { calls[call.id] = OpenedCall(call: begun, tied: Int64(begun.messages.count)) }
    return .refused(refused)
  }

  func noteCall(_ id: CallID, note: String) -> StoreAnswer {
    if calls[id] != nil { calls[id]?.call.note = note } else { callNotes[id] = note }
    return .done
  }

  func take(_ outcomes: [CallOutcome], of call: CallID, at: Timestamp, lease: Timestamp?) throws(Fault)
    -> StoreAnswer
  {
    var written = WrittenReceipts(lease: lease)
    for outcome in outcomes {
      guard let message = try message(outcome.message) else { continue }
      let step = try move(message, at: at, into: &written) { $0.take(outcome, of: call, at: at) }
      if step != .ignored, let event = LifeEvent(of: outcome, at: at) { write(event) }
    }
    return written.answer
  }

  /// One message less is tied to the call; it is closed with the last.
  func untie(_ call: CallID) {
    guard let opened = calls[call] else {
      untied[call, default: 0] += 1
      return
    }
    calls[call]?.tied -= 1
    if opened.tied <= 1 { calls[call] = nil }
  }
}
