import Messages
import Store

/// What makes a part replace another.
struct PartPlace: Hashable {
  var key: PartKey
  var number: UInt8
}

/// Parts, messages from handsets, remembered values, and forgetting.
extension Transaction {
  func keep(_ part: HeldPart) -> StoreAnswer {
    parts[PartPlace(key: part.key, number: part.number)] = part
    return .done
  }

  func drop(_ key: PartKey) -> StoreAnswer {
    for place in parts.keys.filter({ $0.key == key }) { parts[place] = nil }
    droppedParts.append(key)
    return .done
  }

  func drop(_ part: HeldPart) throws(Fault) -> StoreAnswer {
    try flush()
    var place = Parameters()
    place.add(part.key.account)
    place.add(part.key.source)
    place.add(part.key.destination)
    place.add(Int64(part.key.width))
    place.add(Int64(part.key.reference))
    place.add(Int64(part.key.total))
    place.add(Int64(part.number))
    place.add(part.id.column)
    try connection.later(.dropPart, place)
    wrote = true
    return .done
  }

  /// Of two nodes that do it at once both are given them, and the later has them: only that one may store their message.
  func gather(_ held: [HeldPart]) throws(Fault) -> StoreAnswer {
    guard !held.isEmpty else { return .parts([], gone: []) }
    try flush()
    var wanted = KeyColumns()
    for key in Set(held.map(\.key)) { wanted.append(key) }
    var parameters = Parameters()
    for column in wanted.all { parameters.add(column) }
    parameters.add(Int64(node))
    let taken = try connection.run(.gatherParts, parameters).map(\.part)
    if !taken.isEmpty { wrote = true }
    return .parts(taken, gone: try gone(held))
  }

  func own(_ held: [HeldPart]) throws(Fault) -> StoreAnswer {
    let gone = try gone(held)
    guard gone.isEmpty else { throw .given(.gone(gone)) }
    return .done
  }

  /// Those of the parts that are another node's or stand in a message. Who is just storing their message holds their rows,
  /// and is waited for.
  private func gone(_ held: [HeldPart]) throws(Fault) -> [MessageID] {
    let asked = held.filter { parts[PartPlace(key: $0.key, number: $0.number)]?.id != $0.id }
    guard !asked.isEmpty else { return [] }
    try flush()
    var (keys, number, id) = (KeyColumns(), Column(.number), Column(.number))
    for part in asked {
      keys.append(part.key)
      number.append(Int64(part.number))
      id.append(part.id.column)
    }
    var parameters = Parameters()
    for column in keys.all + [number, id] { parameters.add(column) }
    var kept: Set<MessageID> = []
    var gone: [MessageID] = []
    for row in try connection.run(.lockParts, parameters) {
      kept.insert(row.id(0))
      if row.number(1) != Int64(node) { gone.append(row.id(0)) }
    }
    return gone + (try inMessages(asked.filter { !kept.contains($0.id) }))
  }

  /// Those of the parts that stand in a message. The destinations of a `submit_multi` share an id: the number counts.
  private func inMessages(_ parts: [HeldPart]) throws(Fault) -> [MessageID] {
    guard !parts.isEmpty else { return [] }
    var (account, client, recipient, id) = (Column(.text), Column(.text), Column(.text), Column(.number))
    for part in parts {
      account.append(part.key.account)
      client.append(part.part.clientID.indexable)
      recipient.append(part.key.destination.indexable)
      id.append(part.id.column)
    }
    var parameters = Parameters()
    for column in [account, client, recipient, id] { parameters.add(column) }
    return try connection.run(.partsInMessages, parameters).map { $0.id(0) }
  }

  // MARK: From handsets. Stages: 0 waiting, 1 delivered, 2 marked, 3 dropped

  func accept(_ message: IncomingMessage) -> StoreAnswer {
    handsets.append(message)
    if let account = message.account { owing.insert(account) }
    return .done
  }

  func claimIncoming(account: String, now: Timestamp, limit: Int, until: Timestamp) throws(Fault) -> StoreAnswer {
    try flush()
    var select = Parameters()
    select.add(account)
    select.add(now.column)
    select.add(Int64(max(0, limit)))
    let messages = try connection.run(.claimIncoming, select).map(\.incoming)
    guard !messages.isEmpty else { return .incoming([]) }
    var lease = Parameters()
    lease.add(messages.map(\.id.column))
    lease.add(until.column)
    lease.add(Int64(node))
    try connection.run(.leaseIncoming, lease)
    wrote = true
    return .incoming(messages)
  }

  /// In runs in which no message stands twice: a statement changes a row once.
  func take(_ results: [IncomingResult]) throws(Fault) -> StoreAnswer {
    try flush()
    var run: [MessageID: ReceiptResult.End] = [:]
    for result in results {
      if run[result.id] != nil {
        try write(run)
        run.removeAll()
      }
      run[result.id] = result.end
    }
    try write(run)
    return .done
  }

  private func write(_ results: [MessageID: ReceiptResult.End]) throws(Fault) {
    var (ended, stages): ([Int64], [Int64]) = ([], [])
    var (again, due, attempts): ([Int64], [Int64], [Int64]) = ([], [], [])
    for (id, end) in results.sorted(by: { $0.key < $1.key }) {
      switch end {
      case .again(let next, _), .returned(let next, _):
        again.append(id.column)
        due.append(next.column)
        attempts.append(Int64(end.next?.attempts ?? 0))
      case .delivered:
        ended.append(id.column)
        stages.append(1)
      case .dropped:
        ended.append(id.column)
        stages.append(3)
      }
    }
    try write(.endIncoming, ended, stages)
    guard !again.isEmpty else { return }
    var parameters = Parameters()
    parameters.add(again)
    parameters.add(due)
    parameters.add(attempts)
    try connection.run(.againIncoming, parameters)
    wrote = true
  }

  /// Runs a statement on pairs of numbers, if there are any.
  func write(_ query: Query, _ first: [Int64], _ second: [Int64]) throws(Fault) {
    guard !first.isEmpty else { return }
    var parameters = Parameters()
    parameters.add(first)
    parameters.add(second)
    try connection.run(query, parameters)
    wrote = true
  }

  /// Runs a statement on numbers, if there are any. Answers how many rows it touched.
  @discardableResult
  func write(_ query: Query, _ ids: [Int64]) throws(Fault) -> Int {
    guard !ids.isEmpty else { return 0 }
    var parameters = Parameters()
    parameters.add(ids)
    wrote = true
    return try connection.run(query, parameters).changed
  }

  func unmarked(provider: String, limit: Int) throws(Fault) -> StoreAnswer {
    try flush()
    var select = Parameters()
    select.add(provider.indexable)
    select.add(Int64(max(0, limit)))
    return .incoming(try connection.run(.unmarked, select).map(\.incoming))
  }

  func mark(_ ids: [MessageID]) throws(Fault) -> StoreAnswer {
    try flush()
    try write(.markIncoming, ids.map(\.column))
    return .done
  }

  // MARK: Values and lines

  func remember(_ key: String, _ value: String, until: Timestamp?) -> StoreAnswer {
    remembered[key.indexable] = (value, until)
    return .done
  }

  func note(_ events: [LifeEvent]) -> StoreAnswer {
    for event in events { write(event, isKnown: held[event.message] != nil) }
    return .done
  }

  // MARK: Forgetting

  func purge(before: Timestamp, limit: Int) throws(Fault) -> StoreAnswer {
    try flush()
    var left = Int64(max(0, limit))
    let ended = try purgeable(.purgeable, before: before, limit: left)
    for query in [Query.purgeMessages, .purgeBodies, .purgeLines, .purgeAliases] { try write(query, ended) }
    deltas.move(from: .ended, to: nil, count: ended.count)
    forget(ended.map(MessageID.init(column:)))
    left -= Int64(ended.count)
    let done = try purgeable(.purgeableIncoming, before: before, limit: left)
    for query in [Query.purgeIncoming, .purgeLines] { try write(query, done) }
    left -= Int64(done.count)
    var stale = Parameters()
    stale.add(before.column)
    stale.add(left)
    let forgotten = try connection.run(.purgeRemembered, stale).changed
    if forgotten > 0 { wrote = true }
    return .count(max(0, limit) - Int(left) + forgotten)
  }

  private func purgeable(_ query: Query, before: Timestamp, limit: Int64) throws(Fault) -> [Int64] {
    var parameters = Parameters()
    parameters.add(before.column)
    parameters.add(limit)
    return try connection.run(query, parameters).map { $0.number(0) }
  }
}
