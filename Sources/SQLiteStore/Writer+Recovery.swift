import Messages
import Store

/// What a starting node must know. Looks only at what is not finished.
extension Writer {
  func recover(now: Timestamp) throws(StoreError) -> Recovery {
    clock = max(clock, now)
    return try transaction { () throws(StoreError) -> Recovery in
      try takeBack(now: now)
      return Recovery(
        highestID: counters.highestID == 0 ? nil : MessageID(column: counters.highestID),
        queues: try queues(), openCalls: try openCalls(), parts: try parts(), owed: try owed(),
        remembered: try remembered(now: now))
    }
  }

  private func takeBack(now: Timestamp) throws(StoreError) {
    let claimed = try connection.prepare("UPDATE messages SET stage = 1 WHERE stage = 2 AND call IS NULL").run()
    counters.move(from: .claimed, to: .queued, count: claimed)
    let polls = try connection.prepare(
      "UPDATE messages SET next_poll = ?1 WHERE stage = 4 AND next_poll > ?1 AND next_poll <= ?2")
    polls.bind(1, now.column)
    polls.bind(2, (now + pollLease).column)
    try polls.run()
    try connection.prepare("UPDATE receipts SET standing = 0 WHERE standing = 2").run()
    let incoming = try connection.prepare("UPDATE incoming SET leased = 0, due = ?1 WHERE stage = 0 AND leased = 1")
    incoming.bind(1, now.column)
    try incoming.run()
  }

  /// Jumps from queue to queue in the index instead of reading it all: the next account of the same lane, the next
  /// channel of the same provider, the next provider. (A comparison of rows would use the first column alone.)
  private func queues() throws(StoreError) -> [LaneQueue] {
    let steps = try [
      "provider = ?1 AND channel = ?2 AND account > ?3 ORDER BY account",
      "provider = ?1 AND channel > ?2 ORDER BY channel, account",
      "provider > ?1 ORDER BY provider, channel, account",
    ].map { (condition) throws(StoreError) -> Statement in
      try connection.prepare(
        "SELECT provider, channel, account FROM messages WHERE stage = 1 AND \(condition) LIMIT 1")
    }
    var queues: [LaneQueue] = []
    var last: [Int64] = [0, 0, 0]
    while let found = try next(after: last, by: steps) {
      last = found
      let channel = Channel(rawValue: UInt8(truncatingIfNeeded: found[1])) ?? .sms
      let lane = lane(provider: found[0], channel: channel)
      queues.append(LaneQueue(lane: lane, account: names.name(of: found[2]) ?? ""))
    }
    return queues.sorted()
  }

  private func next(after last: [Int64], by steps: [Statement]) throws(StoreError) -> [Int64]? {
    for (index, step) in steps.enumerated() {
      for parameter in 0..<(3 - index) { step.bind(Int32(parameter + 1), last[parameter]) }
      guard try step.step() else { continue }
      defer { step.reset() }
      return [step.number(0), step.number(1), step.number(2)]
    }
    return nil
  }

  private func openCalls() throws(StoreError) -> [OpenCall] {
    let select = try connection.prepare(
      "SELECT id, provider, channel, started, note, messages FROM calls ORDER BY id")
    var calls: [OpenCall] = []
    while try select.step() {
      let ids = try messageIDs(select.octets(5), call: select.number(0))
      let call = Call(
        id: CallID(column: select.number(0)), lane: lane(provider: select.number(1), channel: select.channel(2)),
        messages: ids, startedAt: select.moment(3), note: select.text(4))
      calls.append(OpenCall(call: call, messages: try tied(to: call)))
    }
    return calls
  }

  private func messageIDs(_ bytes: UnsafeRawBufferPointer, call: Int64) throws(StoreError) -> [MessageID] {
    var reader = BlobReader(bytes)
    var ids: [MessageID] = []
    do throws(MessageDamage) {
      while !reader.isAtEnd { ids.append(MessageID(rawValue: try reader.number())) }
    } catch { throw .unusable("call \(call) is damaged: \(error)") }
    return ids
  }

  private func tied(to call: Call) throws(StoreError) -> [Message] {
    let row = try statement(.row)
    var messages: [Message] = []
    for id in call.messages {
      row.bind(1, id.column)
      guard try row.step() else { continue }
      if row.optionalNumber(7) == call.id.column { messages.append(try row.message(14, id: id)) }
      row.reset()
    }
    return messages
  }

  private func parts() throws(StoreError) -> [HeldPart] {
    let select = try connection.prepare(
      """
      SELECT account, source, destination, width, reference, total, number, id, received, interface_version, client_id,
      receipt, message_reference, pdu FROM parts ORDER BY id
      """)
    var parts: [HeldPart] = []
    while try select.step() { parts.append(select.part) }
    return parts
  }

  private func owed() throws(StoreError) -> Set<String> {
    var owed: Set<String> = []
    for standing in 0...2 {
      let next = try connection.prepare(
        "SELECT account FROM receipts WHERE standing = \(standing) AND account > ?1 ORDER BY account LIMIT 1")
      var last: Int64 = 0
      next.bind(1, last)
      while try next.step() {
        last = next.number(0)
        if let name = names.name(of: last) { owed.insert(name) }
        next.reset()
        next.bind(1, last)
      }
    }
    let incoming = try connection.prepare(
      "SELECT DISTINCT account FROM incoming WHERE stage = 0 AND account IS NOT NULL")
    while try incoming.step() { owed.insert(incoming.text(0)) }
    return owed
  }

  private func remembered(now: Timestamp) throws(StoreError) -> [String: String] {
    let select = try connection.prepare("SELECT key, value FROM remembered WHERE until IS NULL OR until > ?1")
    select.bind(1, now.column)
    var remembered: [String: String] = [:]
    while try select.step() { remembered[select.text(0)] = select.text(1) }
    return remembered
  }
}

extension Statement {
  /// A row of `parts`, in the order of its columns.
  fileprivate var part: HeldPart {
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
