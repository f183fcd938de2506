import Messages
import Store

/// A connection that only asks. Used by one thread at a time; sees what was committed when a question begins.
final class Reader {
  private let connection: Connection

  init(path: String) throws(StoreError) {
    connection = try Connection(path: path, mode: .reading)
    try connection.execute("PRAGMA query_only=ON;PRAGMA cache_size=-8192;PRAGMA temp_store=MEMORY")
  }

  private static let columns = """
    m.id, m.stage, m.state, (SELECT name FROM names WHERE number = m.provider), m.channel, m.due, m.call, m.next_poll,
    m.sent, m.ended, m.told, m.ref_message, m.ref_batch, m.error_code, m.error_words, m.raw,
    coalesce(m.body, (SELECT b.body FROM bodies b WHERE b.id = m.id)),
    (SELECT count(*) FROM receipts r WHERE r.message = m.id), m.cost, m.took
    """

  private func record(_ row: Statement) throws(StoreError) -> MessageRecord {
    let call = row.optionalNumber(6).map(CallID.init(column:))
    let progress = Progress(
      stage: row.stage(1, call: call), state: row.state(2),
      lane: LaneName(provider: row.text(3), channel: row.channel(4)), due: row.moment(5), call: call,
      nextPoll: row.optionalMoment(7),
      reference: ProviderReference(message: row.optionalText(11), batch: row.optionalText(12)),
      error: row.error(words: 14, code: 13), raw: row.text(15), cost: row.optionalText(18),
      took: row.optionalNumber(19).map(Duration.init(column:)),
      sentAt: row.optionalMoment(8), endedAt: row.optionalMoment(9), toldIntermediate: row.number(10) != 0)
    return MessageRecord(
      message: try row.message(16, id: row.id(0)), progress: progress, receiptsOwed: Int(row.number(17)))
  }

  func record(of id: MessageID) throws(StoreError) -> MessageRecord? {
    let select = try connection.prepare("SELECT \(Self.columns) FROM messages m WHERE m.id = ?1")
    select.bind(1, id.column)
    return try select.step() ? try record(select) : nil
  }

  func record(account: String, clientID: String) throws(StoreError) -> MessageRecord? {
    if let id = MessageID(text: clientID), let own = try record(of: id), own.message.account == account,
      own.message.answers(to: clientID)
    {
      return own
    }
    let select = try connection.prepare(
      """
      SELECT message FROM aliases WHERE account = (SELECT number FROM names WHERE name = ?1) AND client_id = ?2
      ORDER BY message DESC LIMIT 1
      """)
    select.bind(1, account)
    select.bind(2, clientID)
    return try select.step() ? try record(of: select.id(0)) : nil
  }

  func records(account: String, clientID: String) throws(StoreError) -> [MessageRecord] {
    var ids: Set<MessageID> = []
    if let id = MessageID(text: clientID), let own = try record(of: id), own.message.account == account,
      own.message.answers(to: clientID)
    {
      ids.insert(id)
    }
    let select = try connection.prepare(
      """
      SELECT message FROM aliases WHERE account = (SELECT number FROM names WHERE name = ?1) AND client_id = ?2
      ORDER BY message LIMIT 10000
      """)
    select.bind(1, account)
    select.bind(2, clientID)
    while try select.step() { ids.insert(select.id(0)) }
    var records: [MessageRecord] = []
    for id in ids.sorted() {
      if let record = try record(of: id) { records.append(record) }
    }
    return records
  }

  func tracked(provider: String, reference: ProviderReference, recipient: PhoneNumber?) throws(StoreError)
    -> [TrackedMessage]
  {
    for (column, id) in [("ref_message", reference.message), ("ref_batch", reference.batch)] {
      guard let id else { continue }
      let found = try tracked(provider: provider, column: column, id: id, recipient: recipient)
      if !found.isEmpty { return found }
    }
    return []
  }

  private func tracked(provider: String, column: String, id: String, recipient: PhoneNumber?) throws(StoreError)
    -> [TrackedMessage]
  {
    let select = try connection.prepare(
      """
      SELECT id, channel, ref_message, ref_batch, recipient, sent, valid_until FROM messages
      WHERE \(column) = ?1 AND provider = (SELECT number FROM names WHERE name = ?2)
      AND (?3 IS NULL OR recipient = ?3) AND sent IS NOT NULL ORDER BY id LIMIT 1000
      """)
    select.bind(1, id)
    select.bind(2, provider)
    select.bind(3, recipient?.digits)
    var found: [TrackedMessage] = []
    while try select.step() {
      found.append(
        TrackedMessage(
          id: select.id(0), lane: LaneName(provider: provider, channel: select.channel(1)),
          reference: ProviderReference(message: select.optionalText(2), batch: select.optionalText(3)),
          recipient: PhoneNumber(trusted: select.text(4)), sentAt: select.moment(5), validUntil: select.moment(6)))
    }
    return found
  }

  func search(_ query: MessageQuery) throws(StoreError) -> [MessageRecord] {
    let plan = SearchPlan(query)
    let select = try connection.prepare(
      "SELECT \(Self.columns) FROM \(plan.from) WHERE \(plan.conditions) \(plan.order)")
    for (index, value) in plan.values.enumerated() {
      switch value {
      case .number(let number): select.bind(Int32(index + 1), number)
      case .text(let text): select.bind(Int32(index + 1), text)
      }
    }
    var found: [MessageRecord] = []
    while try select.step() { found.append(try record(select)) }
    return found
  }

  func lines(of id: MessageID) throws(StoreError) -> [LifeEvent] {
    let select = try connection.prepare(
      "SELECT at, kind, text FROM lines WHERE message = ?1 ORDER BY number LIMIT \(LifeEvent.lifeLimit)")
    select.bind(1, id.column)
    var lines: [LifeEvent] = []
    while try select.step() {
      let told = Sentence(stored: select.text(2))
      lines.append(LifeEvent(message: id, at: select.moment(0), kind: select.text(1), told: told))
    }
    return lines
  }

  func tally() throws(StoreError) -> StoreTally {
    let counters = try Counters(from: connection)
    let calls = try connection.number("SELECT count(*) FROM calls")
    var tally = StoreTally(receiptsOwed: Int(counters.receipts), openCalls: Int(calls))
    for (raw, count) in counters.stages.enumerated() where count != 0 {
      if let stage = Stage(rawValue: UInt8(raw)) { tally.stages[stage] = Int(count) }
    }
    return tally
  }

  func undelivered(limit: Int) throws(StoreError) -> [IncomingMessage] {
    let select = try connection.prepare(
      """
      SELECT id, provider, provider_id, account, source, destination, text, received, attempts FROM incoming
      WHERE stage = 0 ORDER BY id DESC LIMIT ?1
      """)
    select.bind(1, Int64(max(0, limit)))
    var messages: [IncomingMessage] = []
    while try select.step() { messages.append(select.incoming) }
    return messages
  }
}
