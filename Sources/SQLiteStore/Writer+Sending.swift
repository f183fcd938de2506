import CSQLite
import Messages
import Store

/// The way of a message to its provider.
extension Writer {
  /// The longest stored form that stands in the row of its message.
  static let rowLimit = 1_200
  /// Set in column `wants` beside what the parts want: the message has aliases.
  static let aliasFlag: Int64 = 8

  func accept(_ message: Message, claimed: Bool) throws(StoreError) -> StoreAnswer {
    let progress = Progress(accepting: message, claimed: claimed)
    let account = try number(of: message.account)
    let provider = try number(of: progress.lane.provider)
    let aliases = message.aliases
    let insert = try statement(.accept)
    insert.bind(1, message.id.column)
    insert.bind(2, Int64(progress.stage.rawValue))
    insert.bind(3, Int64(progress.state.rawValue))
    insert.bind(4, provider)
    insert.bind(5, Int64(progress.lane.channel.rawValue))
    insert.bind(6, account)
    insert.bind(7, Int64(message.priority))
    insert.bind(8, progress.due.column)
    insert.bind(9, message.validUntil.column)
    insert.bind(10, Int64(message.wantedReceipts.rawValue) | (aliases.isEmpty ? 0 : Self.aliasFlag))
    insert.bind(11, counters.shelf)
    insert.bind(13, message.mailID)
    try write(message, with: insert, recipient: 12, body: 14)
    counters.stages[Int(progress.stage.rawValue)] += 1
    counters.accepted += 1
    for alias in aliases { try add(alias, of: message.id, account: account) }
    return .done
  }

  /// Runs the insert with the stored form lent to it; a form too long for the row goes to a table of its own.
  private func write(_ message: Message, with insert: Statement, recipient: Int32, body: Int32) throws(StoreError) {
    scratch.removeAll(keepingCapacity: true)
    MessageCodec.encode(message, into: &scratch)
    let length = scratch.count
    scratch.append(contentsOf: message.recipient.digits.utf8)
    do throws(StoreError) {
      try scratch.withUnsafeBufferPointer { (scratch) throws(StoreError) in
        let bytes = UnsafeRawBufferPointer(scratch)
        let form = UnsafeRawBufferPointer(rebasing: bytes[..<length])
        insert.bind(recipient, borrowedText: UnsafeRawBufferPointer(rebasing: bytes[length...]))
        if length <= Self.rowLimit {
          insert.bind(body, borrowed: form)
        } else {
          insert.bindNull(body)
          try write(form, of: message.id)
        }
        try insert.run()
      }
    } catch {
      guard sqlite3_errcode(connection.handle) & 0xFF == SQLITE_CONSTRAINT else { throw error }
      throw .taken(message.id)
    }
  }

  private func write(_ form: UnsafeRawBufferPointer, of id: MessageID) throws(StoreError) {
    let insert = try statement(.body)
    insert.bind(1, id.column)
    insert.bind(2, borrowed: form)
    try insert.run()
  }

  private func add(_ alias: String, of id: MessageID, account: Int64) throws(StoreError) {
    let insert = try statement(.alias)
    insert.bind(1, account)
    insert.bind(2, alias)
    insert.bind(3, id.column)
    try insert.run()
  }

  func claim(_ lane: LaneName, account: String, limit: Int) throws(StoreError) -> StoreAnswer {
    guard let account = names.number(of: account), let provider = names.number(of: lane.provider) else {
      return .messages([])
    }
    let select = try statement(.claim)
    select.bind(1, provider)
    select.bind(2, Int64(lane.channel.rawValue))
    select.bind(3, account)
    select.bind(4, Int64(max(0, limit)))
    var messages: [Message] = []
    while try select.step() { messages.append(try select.message(1, id: select.id(0))) }
    let update = try statement(.claimed)
    for message in messages {
      update.bind(1, message.id.column)
      try update.run()
    }
    counters.move(from: .queued, to: .claimed, count: messages.count)
    return .messages(messages)
  }

  func wake(now: Timestamp, limit: Int) throws(StoreError) -> StoreAnswer {
    let select = try statement(.due)
    select.bind(1, now.column)
    select.bind(2, Int64(max(0, limit)))
    var due: [Int64] = []
    var lanes: [LaneQueue] = []
    while try select.step() {
      due.append(select.number(0))
      let lane = LaneQueue(
        lane: lane(provider: select.number(1), channel: select.channel(2)),
        account: names.name(of: select.number(3)) ?? "")
      if !lanes.contains(lane) { lanes.append(lane) }
    }
    let update = try statement(.wake)
    for id in due {
      update.bind(1, id)
      try update.run()
    }
    counters.move(from: .scheduled, to: .queued, count: due.count)
    return .lanes(lanes)
  }

  func release(_ ids: [MessageID], to lane: LaneName, notBefore: Timestamp?, reason: String) throws(StoreError)
    -> StoreAnswer
  {
    let provider = try number(of: lane.provider)
    let stage: Stage = notBefore == nil ? .queued : .scheduled
    let update = try statement(.release)
    for id in ids {
      update.bind(1, id.column)
      update.bind(2, Int64(stage.rawValue))
      update.bind(3, provider)
      update.bind(4, Int64(lane.channel.rawValue))
      update.bind(5, notBefore?.column)
      guard try update.run() == 1 else { continue }
      counters.move(from: .claimed, to: stage)
      try write(LifeEvent(released: id, to: lane, at: clock, reason: reason))
    }
    return .done
  }

  func forward(
    _ ids: [MessageID], from old: LaneName, to lane: LaneName, reason: String
  ) throws(StoreError) -> StoreAnswer {
    let (before, provider) = (try number(of: old.provider), try number(of: lane.provider))
    let update = try statement(.forward)
    var lanes: [LaneQueue] = []
    for id in ids {
      update.bind(1, id.column)
      update.bind(2, provider)
      update.bind(3, Int64(lane.channel.rawValue))
      update.bind(4, clock.column)
      update.bind(5, before)
      update.bind(6, Int64(old.channel.rawValue))
      let account = try update.step() ? update.number(0) : nil
      update.reset()
      guard let account else { continue }
      counters.move(from: .sent, to: .queued)
      try write(LifeEvent(forwarded: id, to: lane, at: clock, reason: reason))
      let queue = LaneQueue(lane: lane, account: names.name(of: account) ?? "")
      if !lanes.contains(queue) { lanes.append(queue) }
    }
    return .lanes(lanes)
  }

  func cancel(_ selector: CancelSelector, at: Timestamp, lease: Timestamp?) throws(StoreError) -> StoreAnswer {
    var written = WrittenReceipts(lease: lease)
    var cancelled: [MessageID] = []
    for id in try candidates(for: selector) {
      let step = try move(id, at: at, into: &written) { $0.cancel(at: at) ? .ended : .ignored }
      if step == .ended { cancelled.append(id) }
    }
    return .cancelled(cancelled, receipts: written.claimed)
  }

  private func candidates(for selector: CancelSelector) throws(StoreError) -> [MessageID] {
    guard case .all(let account, _, let destination, _) = selector else {
      guard case .message(let id) = selector else { return [] }
      return [id]
    }
    guard let account = names.number(of: account) else { return [] }
    let first = try statement(.firstShelf)
    let shelf = try first.step() ? first.number(0) : 0
    first.reset()
    let select = try statement(.waitingTo)
    select.bind(1, shelf)
    select.bind(2, counters.shelf)
    select.bind(3, destination.digits)
    select.bind(4, account)
    var ids: [MessageID] = []
    while try select.step() {
      let message = try select.message(1, id: select.id(0))
      if selector.matches(message) { ids.append(message.id) }
    }
    return ids.sorted()
  }

  func replace(_ id: MessageID, with replacement: Replacement) throws(StoreError) -> StoreAnswer {
    let row = try statement(.row)
    row.bind(1, id.column)
    guard try row.step() else { return .replaced(false) }
    let before = progress(row)
    var after = before
    var message = try row.message(14, id: id)
    let flag = row.number(9) & Self.aliasFlag
    row.reset()
    guard after.replace(in: &message, with: replacement) else { return .replaced(false) }
    scratch.removeAll(keepingCapacity: true)
    MessageCodec.encode(message, into: &scratch)
    let update = try statement(.replaced)
    update.bind(1, id.column)
    update.bind(2, Int64(after.stage.rawValue))
    update.bind(3, Int64(after.state.rawValue))
    update.bind(4, after.due.column)
    update.bind(5, message.validUntil.column)
    update.bind(6, Int64(message.wantedReceipts.rawValue) | flag)
    try scratch.withUnsafeBufferPointer { (scratch) throws(StoreError) in
      let form = UnsafeRawBufferPointer(scratch)
      if form.count <= Self.rowLimit {
        update.bind(7, borrowed: form)
      } else {
        update.bindNull(7)
        try write(form, of: id)
      }
      try update.run()
    }
    counters.move(from: before.stage, to: after.stage)
    try write(LifeEvent(replaced: id, by: replacement.cause, at: clock))
    return .replaced(true)
  }
}
