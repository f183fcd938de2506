import Messages
import Store

/// Finds what is not finished, and takes it back from runs that are no more. Runs inside a transaction.
struct Recoverer {
  let connection: Connection
  /// The node that takes.
  let node: Int

  /// What was taken from other owners.
  struct Taken {
    /// How many messages went back to the queues.
    var claimed = 0
    var parts: [HeldPart] = []
  }

  /// Gives what those nodes had claimed back to the queues, and makes their open calls and parts this node's.
  func takeBack(from owners: [Int], now: Timestamp) throws(Fault) -> Taken {
    var from = Parameters()
    from.add(owners.map { Int64($0) })
    let claimed = try connection.run(
      "UPDATE messages SET stage = 1, owner = NULL WHERE stage = 2 AND owner = ANY($1::bigint[])", from
    ).changed
    _ = try connection.run(
      "UPDATE receipts SET standing = 0, owner = NULL WHERE standing > 1 AND owner = ANY($1::bigint[])", from)
    var to = from
    to.add(Int64(node))
    _ = try connection.run(
      "UPDATE calls SET owner = $2::bigint, adopted = 1 WHERE owner = ANY($1::bigint[])", to)
    let parts = try connection.run(
      "UPDATE parts SET owner = $2::bigint WHERE owner = ANY($1::bigint[]) RETURNING \(Rows.Row.partColumns())", to
    ).map(\.part)
    from.add(now.column)
    _ = try connection.run(
      """
      UPDATE incoming SET leased = 0, owner = NULL, due = $2::bigint
      WHERE stage = 0 AND leased = 1 AND owner = ANY($1::bigint[])
      """, from)
    return Taken(claimed: claimed, parts: parts)
  }

  /// Makes status questions due that an earlier run may have been about to ask.
  func takeBackPolls(now: Timestamp) throws(Fault) {
    var times = Parameters()
    times.add(now.column)
    times.add((now + pollLease).column)
    _ = try connection.run(
      """
      UPDATE messages SET next_poll = $1::bigint
      WHERE stage = 4 AND next_poll IS NOT NULL AND next_poll > $1::bigint AND next_poll <= $2::bigint
      """, times)
  }

  /// Jumps from queue to queue in the index instead of reading it all.
  func queues() throws(Fault) -> [LaneQueue] {
    var queues: [LaneQueue] = []
    var last: LaneQueue?
    while true {
      var after = Parameters()
      after.add(last?.lane.provider ?? "")
      after.add(last.map { Int64($0.lane.channel.rawValue) } ?? -1)
      after.add(last?.account ?? "")
      let next = try connection.run(
        """
        SELECT provider, channel, account FROM messages WHERE stage = 1
        AND (provider, channel, account) > ($1::text, $2::bigint, $3::text) ORDER BY provider, channel, account LIMIT 1
        """, after
      ).first
      guard let next else { return queues.sorted() }
      let queue = LaneQueue(lane: LaneName(provider: next.text(0), channel: next.channel(1)), account: next.text(2))
      guard queue != last else { return queues.sorted() }
      queues.append(queue)
      last = queue
    }
  }

  /// The open calls of this node.
  /// - Parameter adopted: only those taken over from others.
  func openCalls(adopted: Bool) throws(Fault) -> [OpenCall] {
    var own = Parameters()
    own.add(Int64(node))
    let rows = try connection.run(
      """
      SELECT id, provider, channel, started, note, messages FROM calls
      WHERE owner = $1::bigint\(adopted ? " AND adopted = 1" : "") ORDER BY id
      """, own)
    var calls: [Call] = []
    for row in rows {
      calls.append(
        Call(
          id: CallID(column: row.number(0)), lane: LaneName(provider: row.text(1), channel: row.channel(2)),
          messages: try messageIDs(row.octets(5), call: row.number(0)), startedAt: row.moment(3), note: row.text(4)))
    }
    let tied = try tied(to: calls)
    return calls.map { call in
      OpenCall(call: call, messages: call.messages.compactMap { tied[$0] }.filter { $0.call == call.id }.map(\.message))
    }
  }

  private func messageIDs(_ bytes: UnsafeRawBufferPointer, call: Int64) throws(Fault) -> [MessageID] {
    var reader = BlobReader(bytes)
    var ids: [MessageID] = []
    do throws(MessageDamage) {
      while !reader.isAtEnd { ids.append(MessageID(rawValue: try reader.number())) }
    } catch { throw .given(.unusable("call \(call) is damaged: \(error)")) }
    return ids
  }

  private func tied(to calls: [Call]) throws(Fault) -> [MessageID: (call: CallID, message: Message)] {
    var ids = Parameters()
    ids.add(calls.flatMap(\.messages).map(\.column))
    let rows = try connection.run(
      """
      SELECT m.id, m.call, b.body FROM messages m JOIN bodies b ON b.id = m.id
      WHERE m.id = ANY($1::bigint[]) AND m.call IS NOT NULL
      """, ids)
    var tied: [MessageID: (call: CallID, message: Message)] = [:]
    for row in rows { tied[row.id(0)] = (CallID(column: row.number(1)), try row.message(2, id: row.id(0))) }
    return tied
  }

  /// The parts that this node holds.
  func parts() throws(Fault) -> [HeldPart] {
    var own = Parameters()
    own.add(Int64(node))
    return try connection.run(
      "SELECT \(Rows.Row.partColumns()) FROM parts WHERE owner = $1::bigint ORDER BY id", own
    ).map(\.part)
  }

  func owed() throws(Fault) -> Set<String> {
    var owed: Set<String> = []
    for condition in ["standing = 0", "standing > 0"] {
      var last = ""
      while true {
        var after = Parameters()
        after.add(last)
        let next = try connection.run(
          "SELECT account FROM receipts WHERE \(condition) AND account > $1::text ORDER BY account LIMIT 1", after)
        guard let account = next.first?.text(0) else { break }
        owed.insert(account)
        last = account
      }
    }
    let incoming = try connection.run(
      "SELECT DISTINCT account FROM incoming WHERE stage = 0 AND account IS NOT NULL")
    return owed.union(incoming.map { $0.text(0) })
  }

  /// - Parameter prefix: what the keys begin with; has no characters of patterns.
  func remembered(now: Timestamp, under prefix: String = "") throws(Fault) -> [String: String] {
    var parameters = Parameters()
    parameters.add(now.column)
    parameters.add(prefix + "%")
    let rows = try connection.run(
      "SELECT key, value FROM remembered WHERE (until IS NULL OR until > $1::bigint) AND key LIKE $2::text", parameters)
    return Dictionary(rows.map { ($0.text(0), $0.text(1)) }, uniquingKeysWith: { first, _ in first })
  }
}

extension Rows.Row {
  /// The columns of `parts` that ``part`` is made of, in its order.
  static func partColumns(of table: String? = nil) -> String {
    let names = [
      "account", "source", "destination", "width", "reference", "total", "number", "id", "received",
      "interface_version", "client_id", "receipt", "message_reference", "pdu",
    ]
    return names.map { name in table.map { $0 + "." + name } ?? name }.joined(separator: ", ")
  }

  /// A row of ``partColumns(of:)``.
  var part: HeldPart {
    let key = PartKey(
      account: text(0), source: text(1), destination: text(2), width: UInt8(truncatingIfNeeded: number(3)),
      reference: UInt16(truncatingIfNeeded: number(4)), total: UInt8(truncatingIfNeeded: number(5)))
    let part = Part(
      clientID: text(10), receipt: ReceiptRequest(rawValue: UInt8(truncatingIfNeeded: number(11))),
      userMessageReference: optionalNumber(12).map(UInt16.init(truncatingIfNeeded:)))
    return HeldPart(
      key: key, number: UInt8(truncatingIfNeeded: number(6)), id: id(7), receivedAt: moment(8),
      pdu: [UInt8](octets(13)),
      part: part, interfaceVersion: UInt8(truncatingIfNeeded: number(9)))
  }
}
