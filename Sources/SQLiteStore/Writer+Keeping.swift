import Messages
import Store

/// Parts, messages from handsets, remembered values, and forgetting.
extension Writer {
  func keep(_ part: HeldPart) throws(StoreError) -> StoreAnswer {
    let insert = try statement(.keepPart)
    bind(part.key, to: insert)
    insert.bind(7, Int64(part.number))
    insert.bind(8, part.id.column)
    insert.bind(9, part.receivedAt.column)
    insert.bind(10, Int64(part.interfaceVersion))
    insert.bind(11, part.part.clientID)
    insert.bind(12, Int64(part.part.receipt.rawValue))
    insert.bind(13, part.part.userMessageReference.map { Int64($0) })
    insert.bind(14, octets: part.pdu)
    try insert.run()
    return .done
  }

  func drop(_ key: PartKey) throws(StoreError) -> StoreAnswer {
    let delete = try statement(.dropParts)
    bind(key, to: delete)
    try delete.run()
    return .done
  }

  func drop(_ part: HeldPart) throws(StoreError) -> StoreAnswer {
    let delete = try statement(.dropPart)
    bind(part.key, to: delete)
    delete.bind(7, Int64(part.number))
    delete.bind(8, part.id.column)
    try delete.run()
    return .done
  }

  private func bind(_ key: PartKey, to statement: Statement) {
    statement.bind(1, key.account)
    statement.bind(2, key.source)
    statement.bind(3, key.destination)
    statement.bind(4, Int64(key.width))
    statement.bind(5, Int64(key.reference))
    statement.bind(6, Int64(key.total))
  }

  // MARK: From handsets. Stages: 0 waiting, 1 delivered, 2 marked, 3 dropped

  func accept(_ message: IncomingMessage) throws(StoreError) -> StoreAnswer {
    let insert = try statement(.incoming)
    insert.bind(1, message.id.column)
    insert.bind(2, message.provider)
    insert.bind(3, message.providerID)
    insert.bind(4, message.account)
    insert.bind(5, message.receivedAt.column)
    insert.bind(6, message.from)
    insert.bind(7, message.to)
    insert.bind(8, message.text)
    insert.bind(9, message.receivedAt.column)
    insert.bind(10, Int64(message.attempts))
    try insert.run()
    return .done
  }

  func claimIncoming(account: String, now: Timestamp, limit: Int, until: Timestamp) throws(StoreError)
    -> StoreAnswer
  {
    let select = try statement(.claimIncoming)
    select.bind(1, account)
    select.bind(2, now.column)
    select.bind(3, Int64(max(0, limit)))
    var messages: [IncomingMessage] = []
    while try select.step() { messages.append(select.incoming) }
    let lease = try statement(.leaseIncoming)
    for message in messages {
      lease.bind(1, message.id.column)
      lease.bind(2, until.column)
      try lease.run()
    }
    return .incoming(messages)
  }

  func take(_ results: [IncomingResult]) throws(StoreError) -> StoreAnswer {
    for result in results {
      let change: Statement
      switch result.end {
      case .again(let next, _), .returned(let next, _):
        change = try statement(.againIncoming)
        change.bind(2, next.column)
        change.bind(3, Int64(result.end.next?.attempts ?? 0))
      case .delivered:
        change = try statement(.endIncoming)
        change.bind(2, Int64(1))
      case .dropped:
        change = try statement(.endIncoming)
        change.bind(2, Int64(3))
      }
      change.bind(1, result.id.column)
      try change.run()
    }
    return .done
  }

  func unmarked(provider: String, limit: Int) throws(StoreError) -> StoreAnswer {
    let select = try statement(.unmarked)
    select.bind(1, provider)
    select.bind(2, Int64(max(0, limit)))
    var messages: [IncomingMessage] = []
    while try select.step() { messages.append(select.incoming) }
    return .incoming(messages)
  }

  func mark(_ ids: [MessageID]) throws(StoreError) -> StoreAnswer {
    try run(.mark, for: ids)
    return .done
  }

  // MARK: Values

  func remember(_ key: String, _ value: String, until: Timestamp?) throws(StoreError) -> StoreAnswer {
    let insert = try statement(.remember)
    insert.bind(1, key)
    insert.bind(2, value)
    insert.bind(3, until?.column)
    try insert.run()
    return .done
  }

  // MARK: Forgetting

  func purge(before: Timestamp, limit: Int) throws(StoreError) -> StoreAnswer {
    var left = max(0, limit)
    left -= try purgeMessages(before: before, limit: left)
    left -= try purgeIncoming(before: before, limit: left)
    let delete = try statement(.purgeRemembered)
    delete.bind(1, before.column)
    delete.bind(2, Int64(left))
    left -= try delete.run()
    return .count(max(0, limit) - left)
  }

  private func purgeMessages(before: Timestamp, limit: Int) throws(StoreError) -> Int {
    let select = try statement(.purgeable)
    select.bind(1, before.column)
    select.bind(2, Int64(limit))
    var ids: [MessageID] = []
    var aliased: [(account: Int64, message: Message)] = []
    while try select.step() {
      let id = select.id(0)
      ids.append(id)
      if select.number(2) & Self.aliasFlag != 0 {
        aliased.append((account: select.number(1), message: try select.message(3, id: id)))
      }
    }
    for (account, message) in aliased {
      let delete = try statement(.purgeAlias)
      for alias in message.aliases {
        delete.bind(1, account)
        delete.bind(2, alias)
        delete.bind(3, message.id.column)
        try delete.run()
      }
    }
    for query in [Query.purge, .purgeBody, .purgeLines] { try run(query, for: ids) }
    counters.stages[Int(Stage.ended.rawValue)] -= Int64(ids.count)
    return ids.count
  }

  private func purgeIncoming(before: Timestamp, limit: Int) throws(StoreError) -> Int {
    let select = try statement(.purgeableIncoming)
    select.bind(1, before.column)
    select.bind(2, Int64(limit))
    var ids: [MessageID] = []
    while try select.step() { ids.append(select.id(0)) }
    for query in [Query.purgeIncoming, .purgeLines] { try run(query, for: ids) }
    return ids.count
  }

  private func run(_ query: Query, for ids: [MessageID]) throws(StoreError) {
    let statement = try statement(query)
    for id in ids {
      statement.bind(1, id.column)
      try statement.run()
    }
  }
}

extension Statement {
  /// A row of `incoming`: id, provider, its id, account, source, destination, text, received, attempts.
  var incoming: IncomingMessage {
    IncomingMessage(
      id: id(0), provider: text(1), providerID: text(2), account: optionalText(3), from: text(4), to: text(5),
      text: text(6), receivedAt: moment(7), attempts: Int(number(8)))
  }
}
