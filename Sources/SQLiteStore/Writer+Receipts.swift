import Messages
import Store

/// Receipts on their way to whoever asked for them, and the lines in the lives of messages.
extension Writer {
  /// How many receipts whose pause or lease is over come back into the order at one claim; more wait for the next.
  private static let wakeLimit: Int64 = 1_000

  func claimReceipts(account: String, now: Timestamp, limit: Int, until: Timestamp) throws(StoreError)
    -> StoreAnswer
  {
    guard let account = names.number(of: account) else { return .receipts([]) }
    try wakeReceipts(account: account, now: now, limit: max(Self.wakeLimit, Int64(limit)))
    let select = try statement(.receipts)
    select.bind(1, account)
    select.bind(2, Int64(max(0, limit)))
    var owed: [OwedReceipt] = []
    while try select.step() { owed.append(try receipt(select)) }
    let lease = try statement(.lease)
    for owed in owed {
      lease.bind(1, owed.receipt.message.column)
      lease.bind(2, owed.receipt.number)
      lease.bind(3, until.column)
      try lease.run()
    }
    return .receipts(owed)
  }

  private func wakeReceipts(account: Int64, now: Timestamp, limit: Int64) throws(StoreError) {
    for query in [Query.wakePausing, .wakeLeased] {
      let wake = try statement(query)
      wake.bind(1, account)
      wake.bind(2, now.column)
      wake.bind(3, limit)
      try wake.run()
    }
  }

  private func receipt(_ row: Statement) throws(StoreError) -> OwedReceipt {
    let id = row.id(0)
    let receipt = Receipt(
      number: row.number(1), message: id, part: Int(row.number(2)), state: row.state(3), at: row.moment(4),
      error: row.error(words: 6, code: 5), details: row.optionalText(7), raw: row.text(10),
      cost: row.optionalText(11), attempts: Int(row.number(8)))
    return OwedReceipt(receipt: receipt, message: try row.message(9, id: id))
  }

  func take(_ results: [ReceiptResult], at: Timestamp) throws(StoreError) -> StoreAnswer {
    for result in results {
      let change: Statement
      let next = result.end.next
      if let next {
        change = try statement(.again)
        change.bind(3, next.at.column)
        change.bind(4, Int64(next.attempts))
      } else {
        change = try statement(.drop)
      }
      change.bind(1, result.message.column)
      change.bind(2, result.receipt)
      guard try change.run() == 1 else { continue }
      if next == nil { counters.receipts -= 1 }
      try write(LifeEvent(of: result, at: at))
    }
    return .done
  }

  /// Old ones are found by the numbers of their messages, which rise with time. Accounts are counted only when all
  /// together are owed more than one may be.
  func expireReceipts(before: Timestamp, now: Timestamp, keep: Int, limit: Int) throws(StoreError) -> StoreAnswer {
    let select = try statement(.oldReceipts)
    select.bind(1, MessageID(floorAt: before).column)
    select.bind(2, before.column)
    select.bind(3, now.column)
    select.bind(4, Int64(max(0, limit)))
    select.bind(5, Message.mailReceiptQueue)
    var old: [ReceiptResult] = []
    while try select.step() { old.append(ReceiptResult(expired: select.number(1), of: select.id(0))) }
    _ = try take(old, at: now)
    guard counters.receipts > Int64(keep) else { return .count(old.count) }
    let crowd = try crowd(now: now, keep: Int64(keep), limit: Int64(limit - old.count))
    _ = try take(crowd, at: now)
    return .count(old.count + crowd.count)
  }

  /// The receipts that accounts, by their names, are owed beyond `keep` and that are free, least urgent and oldest first.
  private func crowd(now: Timestamp, keep: Int64, limit: Int64) throws(StoreError) -> [ReceiptResult] {
    var crowd: [ReceiptResult] = []
    for (account, excess) in try overcrowded(keep: keep) where Int64(crowd.count) < limit {
      try wakeReceipts(account: account, now: now, limit: .max)
      crowd += try leastUrgent(min(excess, limit - Int64(crowd.count)), owedTo: account)
    }
    return crowd
  }

  private func overcrowded(keep: Int64) throws(StoreError) -> [(account: Int64, excess: Int64)] {
    var found: [(account: Int64, excess: Int64)] = []
    var last = Int64.min
    while let account = try nextOwing(after: last) {
      last = account
      let excess = try owed(to: account) - keep
      if excess > 0 { found.append((account, excess)) }
    }
    return found.sorted { (names.name(of: $0.account) ?? "") < (names.name(of: $1.account) ?? "") }
  }

  private func nextOwing(after account: Int64) throws(StoreError) -> Int64? {
    let select = try statement(.nextOwing)
    select.bind(1, account)
    defer { select.reset() }
    return try select.step() ? select.optionalNumber(0) : nil
  }

  private func owed(to account: Int64) throws(StoreError) -> Int64 {
    let select = try statement(.owed)
    select.bind(1, account)
    defer { select.reset() }
    return try select.step() ? select.number(0) : 0
  }

  private func leastUrgent(_ count: Int64, owedTo account: Int64) throws(StoreError) -> [ReceiptResult] {
    var found: [ReceiptResult] = []
    var priority = Int64.min
    while Int64(found.count) < count, let next = try nextPriority(of: account, after: priority) {
      priority = next
      let select = try statement(.crowd)
      select.bind(1, account)
      select.bind(2, priority)
      select.bind(3, count - Int64(found.count))
      while try select.step() { found.append(ReceiptResult(crowdedOut: select.number(1), of: select.id(0))) }
    }
    return found
  }

  private func nextPriority(of account: Int64, after priority: Int64) throws(StoreError) -> Int64? {
    let select = try statement(.nextPriority)
    select.bind(1, account)
    select.bind(2, priority)
    defer { select.reset() }
    return try select.step() ? select.optionalNumber(0) : nil
  }

  /// A line about a message that is known to exist.
  func write(_ event: LifeEvent) throws(StoreError) { try write(event, with: try statement(.line)) }

  func note(_ events: [LifeEvent]) throws(StoreError) -> StoreAnswer {
    let insert = try statement(.note)
    for event in events { try write(event, with: insert) }
    return .done
  }

  private func write(_ event: LifeEvent, with insert: Statement) throws(StoreError) {
    let event = event.bounded
    counters.lastLine += 1
    insert.bind(1, event.message.column)
    insert.bind(2, counters.lastLine)
    insert.bind(3, event.at.column)
    insert.bind(4, event.kind)
    insert.bind(5, event.told.stored)
    try insert.run()
  }
}
