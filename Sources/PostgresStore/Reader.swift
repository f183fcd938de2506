import Messages
import Store

/// Questions on a connection that only asks. A connection that is lost is made anew once; each question sees what was
/// committed when it began.
final class Reader {
  private let target: ServerTarget
  private var connection: Connection?
  /// Not to be tried again before, after a connection could not be made: who asks must not wait for each attempt.
  private var pause = ContinuousClock.now

  init(_ target: ServerTarget) { self.target = target }

  /// - Parameter question: may run twice.
  func ask<Result>(_ question: @Sendable (Connection) throws(Fault) -> Result) throws(StoreError) -> Result {
    do throws(Fault) {
      if let connection {
        do throws(Fault) { return try question(connection) } catch {
          guard isLost(error) else { throw error }
        }
      }
      let made = try connect()
      connection = made
      return try question(made)
    } catch {
      if isLost(error) { connection = nil }
      throw error.storeError
    }
  }

  private func connect() throws(Fault) -> Connection {
    guard ContinuousClock.now >= pause else { throw .lost("no connection since a moment ago") }
    do throws(Fault) {
      return try Connection(target, session: "SET default_transaction_read_only = on;")
    } catch {
      pause = .now + .milliseconds(500)
      throw error
    }
  }

  private func isLost(_ fault: Fault) -> Bool {
    if case .lost = fault { return true }
    return fault.spoilsConnection
  }
}

extension Connection {
  private static let record = "\(Query.progress), b.body, (SELECT count(*) FROM receipts r WHERE r.message = m.id)"
  private static let joined = "messages m JOIN bodies b ON b.id = m.id"

  private func record(_ row: Rows.Row) throws(Fault) -> MessageRecord {
    MessageRecord(
      message: try row.message(23, id: row.id(0)), progress: row.progress, receiptsOwed: Int(row.number(24)))
  }

  func record(of id: MessageID) throws(Fault) -> MessageRecord? {
    var parameters = Parameters()
    parameters.add(id.column)
    let rows = try run("SELECT \(Self.record) FROM \(Self.joined) WHERE m.id = $1::bigint", parameters)
    guard let row = rows.first else { return nil }
    return try record(row)
  }

  func record(account: String, clientID: String) throws(Fault) -> MessageRecord? {
    if let id = MessageID(text: clientID), let own = try record(of: id), own.message.account == account,
      own.message.answers(to: clientID)
    {
      return own
    }
    var parameters = Parameters()
    parameters.add(account)
    parameters.add(clientID.indexable)
    let rows = try run(
      """
      SELECT message FROM aliases WHERE account = $1::text AND client_id = $2::text ORDER BY message DESC LIMIT 1
      """, parameters)
    guard let row = rows.first else { return nil }
    return try record(of: row.id(0))
  }

  func records(account: String, clientID: String) throws(Fault) -> [MessageRecord] {
    var parameters = Parameters()
    parameters.add(account)
    parameters.add(clientID.indexable)
    let aliased = try run(
      """
      SELECT \(Self.record) FROM \(Self.joined) WHERE m.id IN (SELECT message FROM aliases
      WHERE account = $1::text AND client_id = $2::text ORDER BY message LIMIT 10000)
      """, parameters)
    var records: [MessageRecord] = []
    for row in aliased { records.append(try record(row)) }
    if let id = MessageID(text: clientID), !records.contains(where: { $0.message.id == id }),
      let own = try record(of: id), own.message.account == account, own.message.answers(to: clientID)
    {
      records.append(own)
    }
    return records.sorted { $0.message.id < $1.message.id }
  }

  func tracked(provider: String, reference: ProviderReference, recipient: PhoneNumber?) throws(Fault)
    -> [TrackedMessage]
  {
    for (column, id) in [("ref_message", reference.message), ("ref_batch", reference.batch)] {
      guard let id else { continue }
      var parameters = Parameters()
      parameters.add(id.indexable)
      parameters.add(provider)
      parameters.add(recipient?.digits.indexable)
      let rows = try run(
        """
        SELECT m.id, m.channel, m.ref_message, m.ref_batch, b.recipient, m.sent, m.valid_until FROM \(Self.joined)
        WHERE m.\(column) = $1::text AND m.provider = $2::text AND ($3::text IS NULL OR b.recipient = $3::text)
        AND m.sent IS NOT NULL ORDER BY m.id LIMIT 1000
        """, parameters)
      if rows.count > 0 { return rows.map { Self.tracked($0, provider: provider) } }
    }
    return []
  }

  private static func tracked(_ row: Rows.Row, provider: String) -> TrackedMessage {
    TrackedMessage(
      id: row.id(0), lane: LaneName(provider: provider, channel: row.channel(1)),
      reference: ProviderReference(message: row.optionalText(2), batch: row.optionalText(3)),
      recipient: PhoneNumber(trusted: row.text(4)), sentAt: row.moment(5), validUntil: row.moment(6))
  }

  func search(_ query: MessageQuery) throws(Fault) -> [MessageRecord] {
    let plan = SearchPlan(query)
    var found: [MessageRecord] = []
    let rows = try run(
      "SELECT \(Self.record) FROM \(Self.joined) WHERE \(plan.conditions) \(plan.order)", plan.parameters)
    for row in rows { found.append(try record(row)) }
    return found
  }

  func lines(of id: MessageID) throws(Fault) -> [LifeEvent] {
    var parameters = Parameters()
    parameters.add(id.column)
    let rows = try run(
      "SELECT at, kind, text FROM lines WHERE message = $1::bigint ORDER BY number LIMIT \(LifeEvent.lifeLimit)",
      parameters)
    return rows.map {
      LifeEvent(message: id, at: $0.moment(0), kind: $0.text(1), told: Sentence(stored: $0.text(2)))
    }
  }

  func tally() throws(Fault) -> StoreTally {
    let sums = "scheduled queued claimed calling sent ended receipts".split(separator: " ").map {
      "coalesce(sum(\($0)), 0)::bigint"
    }
    guard
      let row = try run("SELECT \(sums.joined(separator: ", ")), (SELECT count(*) FROM calls) FROM nodes").first
    else { return StoreTally() }
    var tally = StoreTally(receiptsOwed: Int(row.number(6)), openCalls: Int(row.number(7)))
    for (column, stage) in Deltas.order.enumerated() {
      let count = Int(row.number(Int32(column)))
      if count != 0 { tally.stages[stage] = count }
    }
    return tally
  }

  func undelivered(limit: Int) throws(Fault) -> [IncomingMessage] {
    var parameters = Parameters()
    parameters.add(Int64(max(0, limit)))
    return try run(
      "SELECT \(Query.handset) FROM incoming WHERE stage = 0 ORDER BY id DESC LIMIT $1::bigint", parameters
    ).map(\.incoming)
  }
}
