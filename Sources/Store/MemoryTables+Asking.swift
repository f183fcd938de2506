import Messages

/// Questions, and what a starting node must know.
extension MemoryTables {
  func record(of id: MessageID) -> MessageRecord? { rows[id].map(record) }

  private func record(_ row: Row) -> MessageRecord {
    let owed = receipts.values.count { $0.receipt.message == row.message.id }
    return MessageRecord(message: row.message, progress: row.progress, receiptsOwed: owed)
  }

  func record(account: String, clientID: String) -> MessageRecord? {
    let own = MessageID(text: clientID).flatMap { rows[$0] }
    if let own, own.message.account == account, own.message.answers(to: clientID) { return record(own) }
    let told = rows.values.filter { $0.message.account == account && $0.message.answers(to: clientID) }
    return told.max { $0.message.id < $1.message.id }.map(record)
  }

  func records(account: String, clientID: String) -> [MessageRecord] {
    let told = rows.values.filter { $0.message.account == account && $0.message.answers(to: clientID) }
    return told.sorted { $0.message.id < $1.message.id }.prefix(10_000).map(record)
  }

  func tracked(provider: String, reference: ProviderReference, recipient: PhoneNumber?) -> [TrackedMessage] {
    func known(by matches: (ProviderReference) -> Bool) -> [TrackedMessage] {
      rows.values.filter {
        $0.progress.lane.provider == provider && matches($0.progress.reference)
          && (recipient == nil || $0.message.recipient == recipient)
      }
      .compactMap { TrackedMessage(message: $0.message, progress: $0.progress) }
      .sorted { $0.id < $1.id }.prefix(1_000).map { $0 }
    }
    if let id = reference.message {
      let found = known { $0.message == id }
      if !found.isEmpty { return found }
    }
    guard let batch = reference.batch else { return [] }
    return known { $0.batch == batch }
  }

  func search(_ query: MessageQuery) -> [MessageRecord] {
    var found: [MessageRecord] = []
    for id in rows.keys.sorted(by: >) where found.count < query.boundedLimit {
      if let record = record(of: id), query.matches(record) { found.append(record) }
    }
    return found
  }

  func tally() -> StoreTally {
    var tally = StoreTally(receiptsOwed: receipts.count, openCalls: calls.count)
    for row in rows.values { tally.stages[row.progress.stage, default: 0] += 1 }
    return tally
  }

  mutating func recover(now: Timestamp) -> Recovery {
    clock = max(clock, now)
    for id in rows.keys {
      _ = rows[id]?.progress.takeBack()
      guard rows[id]?.progress.stage == .sent, let poll = rows[id]?.progress.nextPoll else { continue }
      if poll > now, poll <= now + pollLease { rows[id]?.progress.nextPoll = now }
    }
    for number in receipts.keys where receipts[number]?.leased == true {
      receipts[number]?.leased = false
      receipts[number]?.due = now
    }
    for id in handsets.keys where handsets[id]?.leased == true {
      handsets[id]?.leased = false
      handsets[id]?.due = now
    }
    let queued = rows.values.filter { $0.progress.stage == .queued }
    let waiting = handsets.values.filter { $0.stage == .waiting }.compactMap(\.message.account)
    return Recovery(
      highestID: highestID,
      queues: Set(queued.map { LaneQueue(lane: $0.progress.lane, account: $0.message.account) }).sorted(),
      openCalls: calls.values.sorted { $0.id.rawValue < $1.id.rawValue }.map(open),
      parts: parts.values.flatMap(\.values).sorted { $0.id < $1.id },
      owed: Set(receipts.values.map(\.account)).union(waiting),
      remembered: remembered.compactMapValues { kept in kept.until.map { $0 > now } ?? true ? kept.value : nil })
  }

  private func open(_ call: Call) -> OpenCall {
    let tied = call.messages.compactMap { rows[$0] }.filter { $0.progress.call == call.id }
    return OpenCall(call: call, messages: tied.map(\.message))
  }
}
