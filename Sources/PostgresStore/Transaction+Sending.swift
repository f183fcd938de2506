import Messages
import Store

/// The way of a message to its provider.
extension Transaction {
  func accept(_ message: Message, claimed: Bool) throws(Fault) -> StoreAnswer {
    guard held[message.id] == nil else { throw .given(.taken(message.id)) }
    add(Held(accepting: message, claimed: claimed, node: node))
    return .done
  }

  func claim(_ lane: LaneName, account: String, limit: Int) throws(Fault) -> StoreAnswer {
    try flush()
    var parameters = Parameters()
    parameters.add(lane.provider)
    parameters.add(Int64(lane.channel.rawValue))
    parameters.add(account)
    parameters.add(Int64(max(0, limit)))
    var messages: [Message] = []
    for row in try connection.run(.claim, parameters) {
      let message = try takeWhole(row)
      message.progress.stage = .claimed
      message.owner = node
      touch(message)
      messages.append(try whole(message))
    }
    return .messages(messages)
  }

  func wake(now: Timestamp, limit: Int) throws(Fault) -> StoreAnswer {
    try flush()
    var parameters = Parameters()
    parameters.add(now.column)
    parameters.add(Int64(max(0, limit)))
    var lanes: [LaneQueue] = []
    for row in try connection.run(.due, parameters) {
      let message = take(row)
      guard message.progress.wake(now: now) else { continue }
      touch(message)
      if !lanes.contains(message.queue) { lanes.append(message.queue) }
    }
    return .lanes(lanes)
  }

  func release(_ ids: [MessageID], to lane: LaneName, notBefore: Timestamp?, reason: String) throws(Fault)
    -> StoreAnswer
  {
    for id in ids {
      guard let message = try message(id), message.isClaimed(by: node),
        message.progress.release(to: lane, notBefore: notBefore)
      else { continue }
      touch(message)
      write(LifeEvent(released: id, to: lane, at: clock, reason: reason))
    }
    return .done
  }

  func forward(
    _ ids: [MessageID], from old: LaneName, to lane: LaneName, reason: String
  ) throws(Fault) -> StoreAnswer {
    var lanes: [LaneQueue] = []
    for id in ids {
      guard let message = try message(id), message.progress.forward(from: old, to: lane, at: clock) else { continue }
      message.owner = nil
      touch(message)
      write(LifeEvent(forwarded: id, to: lane, at: clock, reason: reason))
      if !lanes.contains(message.queue) { lanes.append(message.queue) }
    }
    return .lanes(lanes)
  }

  func cancel(_ selector: CancelSelector, at: Timestamp, lease: Timestamp?) throws(Fault) -> StoreAnswer {
    var written = WrittenReceipts(lease: lease)
    var cancelled: [MessageID] = []
    for message in try candidates(for: selector) {
      let step = try move(message, at: at, into: &written) { $0.cancel(at: at) ? .ended : .ignored }
      if step == .ended { cancelled.append(message.id) }
    }
    return .cancelled(cancelled, receipts: written.claimed)
  }

  /// In the order of their ids.
  private func candidates(for selector: CancelSelector) throws(Fault) -> [Held] {
    switch selector {
    case .message(let id):
      return try message(id).map { [$0] } ?? []
    case .all(let account, _, let destination, _):
      try flush()
      var parameters = Parameters()
      parameters.add(destination.digits.indexable)
      parameters.add(account)
      var found: [Held] = []
      for row in try connection.run(.waitingTo, parameters) {
        let message = try takeWhole(row)
        if selector.matches(try whole(message)) { found.append(message) }
      }
      return found
    }
  }

  func replace(_ id: MessageID, with replacement: Replacement) throws(Fault) -> StoreAnswer {
    guard let held = try message(id), held.progress.waits else { return .replaced(false) }
    var message = try whole(held)
    guard held.progress.replace(in: &message, with: replacement) else { return .replaced(false) }
    held.message = message
    held.validUntil = message.validUntil
    held.wants = message.wantedReceipts
    if held.stored != nil { replaced.append(held) }
    touch(held)
    write(LifeEvent(replaced: id, by: replacement.cause, at: clock))
    return .replaced(true)
  }
}
