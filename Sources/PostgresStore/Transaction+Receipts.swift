import Messages
import Store

/// What names a receipt.
struct ReceiptKey: Hashable {
  var message: MessageID
  var number: Int64
}

/// What a result did to a receipt that is owed.
enum OwedState {
  case waits(attempts: Int64)
  case again(attempts: Int64, due: Timestamp)
  case gone
  case absent
}

/// A receipt that is to be written.
struct ToldReceipt {
  var receipt: Receipt
  var account: String
  var priority: UInt8
  var lease: Timestamp?
}

/// Receipts on their way to whoever asked for them.
extension Transaction {
  /// How many receipts whose pause or lease is over come back into the order at one claim; more wait for the next.
  private static let wakeLimit: Int64 = 1_000

  /// The numbers are given when receipts are written; until then they count down from -1.
  func tell(
    _ part: Int, of message: Message, progress: Progress, at: Timestamp, details: String?,
    into written: inout WrittenReceipts
  ) {
    let receipt = Receipt(
      number: -Int64(numbers.count + told.count + 1), message: message.id, part: part, state: progress.state, at: at,
      error: progress.error, details: details, raw: progress.raw, cost: progress.cost)
    told.append(
      ToldReceipt(receipt: receipt, account: message.receiptQueue, priority: message.priority, lease: written.lease))
    if written.lease == nil { owing.insert(message.receiptQueue) }
    written.add(receipt, of: message)
  }

  /// The answer with the numbers that were given.
  func numbered(_ answer: StoreAnswer) -> StoreAnswer {
    switch answer {
    case .receipts(let owed) where owed.contains { $0.receipt.number < 0 }:
      .receipts(owed.map(numbered))
    case .cancelled(let ids, let owed) where !owed.isEmpty:
      .cancelled(ids, receipts: owed.map(numbered))
    default: answer
    }
  }

  private func numbered(_ owed: OwedReceipt) -> OwedReceipt {
    let index = -owed.receipt.number - 1
    guard index >= 0, index < numbers.count else { return owed }
    var owed = owed
    owed.receipt.number = numbers[Int(index)]
    return owed
  }

  func claimReceipts(account: String, now: Timestamp, limit: Int, until: Timestamp) throws(Fault) -> StoreAnswer {
    try flush()
    var wake = Parameters()
    wake.add(account)
    wake.add(now.column)
    wake.add(max(Self.wakeLimit, Int64(limit)))
    if try connection.run(.wakeReceipts, wake).changed > 0 { wrote = true }
    var select = Parameters()
    select.add(account)
    select.add(Int64(max(0, limit)))
    var claimed: [OwedReceipt] = []
    for row in try connection.run(.claimReceipts, select) { claimed.append(try receipt(row)) }
    guard !claimed.isEmpty else { return .receipts([]) }
    var lease = Parameters()
    lease.add(claimed.map(\.receipt.message.column))
    lease.add(claimed.map(\.receipt.number))
    lease.add(until.column)
    lease.add(Int64(node))
    try connection.run(.leaseReceipts, lease)
    wrote = true
    return .receipts(claimed)
  }

  private func receipt(_ row: Rows.Row) throws(Fault) -> OwedReceipt {
    let id = row.id(0)
    let receipt = Receipt(
      number: row.number(1), message: id, part: Int(row.number(2)), state: row.state(3), at: row.moment(4),
      error: row.error(code: 5, words: 6), details: row.optionalText(7), raw: row.text(10),
      cost: row.optionalText(11), attempts: Int(row.number(8)))
    return OwedReceipt(receipt: receipt, message: try row.message(9, id: id))
  }

  /// Old ones are found by the numbers of their messages, which rise with time. Accounts are counted only when all
  /// together are owed more than one may be.
  func expireReceipts(before: Timestamp, now: Timestamp, keep: Int, limit: Int) throws(Fault) -> StoreAnswer {
    try flush()
    var select = Parameters()
    select.add(MessageID(floorAt: before).column)
    select.add(before.column)
    select.add(now.column)
    select.add(Int64(max(0, limit)))
    select.add(Message.mailReceiptQueue)
    let old = try connection.run(.oldReceipts, select).map { ReceiptResult(expired: $0.number(1), of: $0.id(0)) }
    try drop(old, at: now)
    // What this transaction owes or has told is added to the sum only when it ends.
    guard let all = try connection.run(.allOwed, Parameters()).first?.number(0), all + deltas.receipts > Int64(keep)
    else {
      return .count(old.count)
    }
    var owing = Parameters()
    owing.add(Int64(keep))
    var crowd: [ReceiptResult] = []
    for row in try connection.run(.owing, owing) {
      let excess = min(row.number(1) - Int64(keep), Int64(limit - old.count - crowd.count))
      var select = Parameters()
      select.add(row.text(0))
      select.add(now.column)
      select.add(max(0, excess))
      crowd += try connection.run(.crowd, select).map { ReceiptResult(crowdedOut: $0.number(1), of: $0.id(0)) }
    }
    try drop(crowd, at: now)
    return .count(old.count + crowd.count)
  }

  private func drop(_ results: [ReceiptResult], at: Timestamp) throws(Fault) {
    try loadReceipts(results.map { ReceiptKey(message: $0.message, number: $0.receipt) })
    _ = try take(results, at: at)
    try flush()
  }

  /// Reads and locks receipts.
  func loadReceipts(_ keys: [ReceiptKey]) throws(Fault) {
    let missing = Array(Set(keys.filter { owed[$0] == nil }))
    guard !missing.isEmpty else { return }
    for key in missing { owed[key] = .absent }
    var parameters = Parameters()
    parameters.add(missing.map(\.message.column))
    parameters.add(missing.map(\.number))
    for row in try connection.run(.loadReceipts, parameters) {
      let key = ReceiptKey(message: row.id(0), number: row.number(1))
      owed[key] = .waits(attempts: row.number(2))
      owedTo[key] = row.text(3)
    }
  }

  func take(_ results: [ReceiptResult], at: Timestamp) throws(Fault) -> StoreAnswer {
    for result in results {
      let key = ReceiptKey(message: result.message, number: result.receipt)
      if told.contains(where: { $0.receipt.message == result.message }) { try flush() }
      try loadReceipts([key])
      let attempts: Int64
      switch owed[key] {
      case .waits(let made), .again(let made, _): attempts = made
      case .gone, .absent, nil: continue
      }
      if let next = result.end.next {
        owed[key] = .again(attempts: attempts + Int64(next.attempts), due: next.at)
        // Given back: somebody of the account may be bound to another node.
        if next.at <= at, let queue = owedTo[key] { owing.insert(queue) }
      } else {
        owed[key] = .gone
        deltas.receipts -= 1
      }
      self.results.append(key)
      write(LifeEvent(of: result, at: at))
    }
    return .done
  }
}
