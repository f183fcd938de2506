import Messages

/// The way of a message to its provider.
extension MemoryTables {
  mutating func accept(_ message: Message, claimed: Bool) -> StoreAnswer {
    rows[message.id] = Row(message: message, progress: Progress(accepting: message, claimed: claimed))
    return .done
  }

  mutating func keep(_ part: HeldPart) -> StoreAnswer {
    parts[part.key, default: [:]][part.number] = part
    return .done
  }

  mutating func drop(_ key: PartKey) -> StoreAnswer {
    parts[key] = nil
    return .done
  }

  mutating func drop(_ part: HeldPart) -> StoreAnswer {
    guard parts[part.key]?[part.number]?.id == part.id else { return .done }
    parts[part.key]?[part.number] = nil
    if parts[part.key]?.isEmpty ?? false { parts[part.key] = nil }
    return .done
  }

  mutating func claim(_ lane: LaneName, account: String, limit: Int) -> StoreAnswer {
    let queued = rows.values.filter {
      $0.progress.stage == .queued && $0.progress.lane == lane && $0.message.account == account
    }
    let first = queued.sorted { $0.rank < $1.rank }.prefix(max(0, limit))
    for row in first { rows[row.message.id]?.progress.stage = .claimed }
    return .messages(first.map(\.message))
  }

  mutating func wake(now: Timestamp, limit: Int) -> StoreAnswer {
    let due = rows.values.filter { $0.progress.stage == .scheduled && $0.progress.due <= now }
    var lanes: [LaneQueue] = []
    for row in due.sorted(by: { ($0.progress.due, $0.message.id) < ($1.progress.due, $1.message.id) })
      .prefix(max(0, limit))
    {
      guard rows[row.message.id]?.progress.wake(now: now) == true else { continue }
      let lane = LaneQueue(lane: row.progress.lane, account: row.message.account)
      if !lanes.contains(lane) { lanes.append(lane) }
    }
    return .lanes(lanes)
  }

  mutating func release(_ ids: [MessageID], to lane: LaneName, notBefore: Timestamp?, reason: String) -> StoreAnswer {
    for id in ids where rows[id]?.progress.release(to: lane, notBefore: notBefore) == true {
      write(LifeEvent(released: id, to: lane, at: clock, reason: reason))
    }
    return .done
  }

  mutating func forward(_ ids: [MessageID], from old: LaneName, to lane: LaneName, reason: String) -> StoreAnswer {
    var lanes: [LaneQueue] = []
    for id in ids {
      guard rows[id]?.progress.forward(from: old, to: lane, at: clock) == true, let account = rows[id]?.message.account
      else { continue }
      write(LifeEvent(forwarded: id, to: lane, at: clock, reason: reason))
      let queue = LaneQueue(lane: lane, account: account)
      if !lanes.contains(queue) { lanes.append(queue) }
    }
    return .lanes(lanes)
  }

  mutating func begin(_ call: Call) -> StoreAnswer {
    var begun = call
    begun.messages = []
    var refused: [MessageID] = []
    for id in call.messages {
      if rows[id]?.progress.begin(call.id) == true { begun.messages.append(id) } else { refused.append(id) }
    }
    if !begun.messages.isEmpty { calls[call.id] = begun }
    return .refused(refused)
  }

  mutating func noteCall(_ id: CallID, note: String) -> StoreAnswer {
    calls[id]?.note = note
    return .done
  }

  mutating func take(_ outcomes: [CallOutcome], of call: CallID, at: Timestamp, lease: Timestamp?) -> StoreAnswer {
    var written = WrittenReceipts(lease: lease)
    for outcome in outcomes {
      guard var row = rows[outcome.message] else { continue }
      let step = row.progress.take(outcome, of: call, at: at)
      guard step != .ignored else { continue }
      if let event = LifeEvent(of: outcome, at: at) { write(event) }
      if step == .ended { tell(&row, after: step, at: at, details: nil, into: &written) }
      rows[outcome.message] = row
    }
    closeIfSettled(call)
    return written.answer
  }

  /// Forgets a call to which no message is tied any more.
  mutating func closeIfSettled(_ call: CallID) {
    guard let messages = calls[call]?.messages, !messages.contains(where: { rows[$0]?.progress.call == call }) else {
      return
    }
    calls[call] = nil
  }

  mutating func cancel(_ selector: CancelSelector, at: Timestamp, lease: Timestamp?) -> StoreAnswer {
    var written = WrittenReceipts(lease: lease)
    var cancelled: [MessageID] = []
    for id in rows.keys.sorted() {
      guard var row = rows[id], selector.matches(row.message), row.progress.cancel(at: at) else { continue }
      cancelled.append(id)
      tell(&row, after: .ended, at: at, details: nil, into: &written)
      rows[id] = row
    }
    return .cancelled(cancelled, receipts: written.claimed)
  }

  mutating func replace(_ id: MessageID, with replacement: Replacement) -> StoreAnswer {
    guard var row = rows[id], row.progress.replace(in: &row.message, with: replacement) else { return .replaced(false) }
    rows[id] = row
    write(LifeEvent(replaced: id, by: replacement.cause, at: clock))
    return .replaced(true)
  }
}

extension MemoryTables.Row {
  var rank: ClaimRank { ClaimRank(priority: message.priority, due: progress.due, id: message.id) }
}
