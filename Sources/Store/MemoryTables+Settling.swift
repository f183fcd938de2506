import Messages

/// What becomes of messages at their provider, and the receipts about it.
extension MemoryTables {
  mutating func claimPolls(provider: String, now: Timestamp, limit: Int, until: Timestamp) -> StoreAnswer {
    let due = rows.values.compactMap { row -> (Timestamp, Row)? in
      guard row.progress.stage == .sent, row.progress.lane.provider == provider, let poll = row.progress.nextPoll,
        poll <= now
      else { return nil }
      return (poll, row)
    }
    let first = due.sorted { ($0.0, $0.1.message.id) < ($1.0, $1.1.message.id) }.prefix(max(0, limit)).map(\.1)
    for row in first { rows[row.message.id]?.progress.nextPoll = until }
    return .tracked(first.compactMap { TrackedMessage(message: $0.message, progress: $0.progress) })
  }

  mutating func settle(_ reports: [StatusReport], at: Timestamp, lease: Timestamp?) -> StoreAnswer {
    var written = WrittenReceipts(lease: lease)
    for report in reports {
      guard var row = rows[report.id] else { continue }
      let before = row.progress
      let step = row.progress.take(report, at: at)
      guard step != .ignored else { continue }
      if step == .noted, before.state != report.state || before.raw != report.raw {
        write(LifeEvent(status: report, at: at))
      }
      let moment = step == .ended ? row.progress.endedAt ?? at : at
      tell(&row, after: step, at: moment, details: report.details, into: &written)
      rows[report.id] = row
      if let call = before.call { closeIfSettled(call) }
    }
    return written.answer
  }

  mutating func pollAgain(_ ids: [MessageID], at: Timestamp) -> StoreAnswer {
    for id in ids where rows[id]?.progress.stage == .sent { rows[id]?.progress.nextPoll = at }
    return .done
  }

  mutating func expire(now: Timestamp, limit: Int, lease: Timestamp?) -> StoreAnswer {
    let over = rows.values.filter {
      $0.progress.stage != .calling && $0.progress.stage != .ended && $0.message.validUntil <= now
    }
    var written = WrittenReceipts(lease: lease)
    for var row in over.sorted(by: { ($0.message.validUntil, $0.message.id) < ($1.message.validUntil, $1.message.id) })
      .prefix(max(0, limit))
    {
      guard row.progress.expire(at: now) else { continue }
      tell(&row, after: .ended, at: now, details: nil, into: &written)
      rows[row.message.id] = row
    }
    return written.answer
  }

  /// Writes the receipts that a step owes.
  mutating func tell(
    _ row: inout Row, after step: Progress.Step, at: Timestamp, details: String?, into written: inout WrittenReceipts
  ) {
    for part in row.progress.partsToTell(of: row.message, after: step) {
      lastReceipt += 1
      let receipt = Receipt(
        number: lastReceipt, message: row.message.id, part: part, state: row.progress.state, at: at,
        error: row.progress.error, details: details, raw: row.progress.raw, cost: row.progress.cost)
      receipts[lastReceipt] = Owed(
        receipt: receipt, account: row.message.receiptQueue, priority: row.message.priority, due: written.lease ?? at,
        leased: written.lease != nil)
      written.add(receipt, of: row.message)
    }
  }

  mutating func claimReceipts(account: String, now: Timestamp, limit: Int, until: Timestamp) -> StoreAnswer {
    let due = receipts.values.filter { $0.account == account && $0.due <= now }
    let order = due.sorted { ($1.priority, $0.receipt.number) < ($0.priority, $1.receipt.number) }
    var claimed: [OwedReceipt] = []
    for owed in order.prefix(max(0, limit)) {
      guard let row = rows[owed.receipt.message] else { continue }
      var receipt = owed.receipt
      receipt.raw = row.progress.raw
      receipt.cost = row.progress.cost
      receipts[owed.receipt.number]?.due = until
      receipts[owed.receipt.number]?.leased = true
      claimed.append(OwedReceipt(receipt: receipt, message: row.message))
    }
    return .receipts(claimed)
  }

  mutating func expireReceipts(before: Timestamp, now: Timestamp, keep: Int, limit: Int) -> StoreAnswer {
    func key(_ owed: Owed) -> (MessageID, Int64) { (owed.receipt.message, owed.receipt.number) }
    let free = receipts.values.filter { $0.due <= now }
    let old = free.filter {
      $0.account != Message.mailReceiptQueue && $0.receipt.message < MessageID(floorAt: before)
        && $0.receipt.at < before
    }
    var results = old.sorted { key($0) < key($1) }.prefix(max(0, limit)).map {
      ReceiptResult(expired: $0.receipt.number, of: $0.receipt.message)
    }
    _ = take(results, at: now)
    let owing = Dictionary(grouping: receipts.values, by: \.account).filter { $0.value.count > keep }
    for (_, owed) in owing.sorted(by: { $0.key < $1.key }) {
      let excess = min(owed.count - keep, limit - results.count)
      let crowd = owed.filter { $0.due <= now }.sorted {
        ($0.priority, $0.receipt.number) < ($1.priority, $1.receipt.number)
      }
      let out = crowd.prefix(max(0, excess)).map {
        ReceiptResult(crowdedOut: $0.receipt.number, of: $0.receipt.message)
      }
      _ = take(out, at: now)
      results += out
    }
    return .count(results.count)
  }

  mutating func take(_ results: [ReceiptResult], at: Timestamp) -> StoreAnswer {
    for result in results {
      guard var owed = receipts[result.receipt], owed.receipt.message == result.message else { continue }
      write(LifeEvent(of: result, at: at))
      if let next = result.end.next {
        owed.receipt.attempts += next.attempts
        owed.due = next.at
        owed.leased = false
        receipts[result.receipt] = owed
      } else {
        receipts[result.receipt] = nil
      }
    }
    return .done
  }
}
