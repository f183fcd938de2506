import Messages

/// Messages from handsets, and what else is kept.
extension MemoryTables {
  mutating func accept(_ message: IncomingMessage) -> StoreAnswer {
    let known = handsets.values.contains {
      $0.message.id == message.id
        || ($0.message.provider == message.provider && $0.message.providerID == message.providerID)
    }
    if !known { handsets[message.id] = Handset(message: message, due: message.receivedAt) }
    return .done
  }

  mutating func claimIncoming(account: String, now: Timestamp, limit: Int, until: Timestamp) -> StoreAnswer {
    let due = handsets.values.filter { $0.stage == .waiting && $0.message.account == account && $0.due <= now }
    let first = due.sorted { $0.message.id < $1.message.id }.prefix(max(0, limit))
    for handset in first {
      handsets[handset.message.id]?.due = until
      handsets[handset.message.id]?.leased = true
    }
    return .incoming(first.map(\.message))
  }

  mutating func take(_ results: [IncomingResult], at: Timestamp) -> StoreAnswer {
    for result in results {
      guard var handset = handsets[result.id], handset.stage == .waiting else { continue }
      handset.leased = false
      switch result.end {
      case .delivered: handset.stage = .delivered
      case .dropped: handset.stage = .dropped
      case .again(let next, _), .returned(let next, _):
        handset.message.attempts += result.end.next?.attempts ?? 0
        handset.due = next
      }
      handsets[result.id] = handset
    }
    return .done
  }

  func unmarked(provider: String, limit: Int) -> StoreAnswer {
    let waiting = handsets.values.filter { $0.stage == .delivered && $0.message.provider == provider }
    return .incoming(waiting.map(\.message).sorted { $0.id < $1.id }.prefix(max(0, limit)).map { $0 })
  }

  mutating func mark(_ ids: [MessageID]) -> StoreAnswer {
    for id in ids where handsets[id]?.stage == .delivered { handsets[id]?.stage = .marked }
    return .done
  }

  func undelivered(limit: Int) -> [IncomingMessage] {
    let waiting = handsets.values.filter { $0.stage == .waiting }.map(\.message)
    return waiting.sorted { $0.id > $1.id }.prefix(max(0, limit)).map { $0 }
  }

  mutating func note(_ events: [LifeEvent]) -> StoreAnswer {
    for event in events { write(event) }
    return .done
  }

  /// Adds a line to a life, of messages that exist.
  mutating func write(_ event: LifeEvent) {
    guard rows[event.message] != nil || handsets[event.message] != nil else { return }
    lines[event.message, default: []].append(event.bounded)
  }

  mutating func remember(_ key: String, _ value: String, until: Timestamp?) -> StoreAnswer {
    remembered[key] = (value, until)
    return .done
  }

  mutating func purge(before: Timestamp, limit: Int) -> StoreAnswer {
    var left = max(0, limit)
    let owed = Set(receipts.values.map(\.receipt.message))
    let ended = rows.values.compactMap { row -> (Timestamp, MessageID)? in
      guard let at = row.progress.endedAt, at < before, !owed.contains(row.message.id) else { return nil }
      return (at, row.message.id)
    }
    for (_, id) in ended.sorted(by: <).prefix(left) {
      rows[id] = nil
      lines[id] = nil
      left -= 1
    }
    let done = handsets.values.filter {
      ($0.stage == .marked || $0.stage == .dropped) && $0.message.receivedAt < before
    }
    let oldest = done.map { ($0.message.receivedAt, $0.message.id) }.sorted(by: <)
    for (_, id) in oldest.prefix(left) {
      handsets[id] = nil
      lines[id] = nil
      left -= 1
    }
    let stale = remembered.compactMap { key, kept in kept.until.flatMap { $0 < before ? ($0, key) : nil } }
    for (_, key) in stale.sorted(by: <).prefix(left) {
      remembered[key] = nil
      left -= 1
    }
    return .count(max(0, limit) - left)
  }
}
