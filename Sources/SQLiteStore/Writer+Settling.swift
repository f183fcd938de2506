import Messages
import Store

/// What becomes of messages, and the receipts about it.
extension Writer {
  /// What stands in the row of query `row`; the reference, which no rule reads, is left out.
  func progress(_ row: Statement) -> Progress {
    let call = row.optionalNumber(7).map(CallID.init(column:))
    return Progress(
      stage: row.stage(0, call: call), state: row.state(1),
      lane: lane(provider: row.number(2), channel: row.channel(3)), due: row.moment(6), call: call,
      error: row.error(words: 13, code: 12), raw: row.text(11), cost: row.optionalText(15),
      took: row.optionalNumber(16).map(Duration.init(column:)),
      sentAt: row.optionalMoment(8), toldIntermediate: row.number(10) != 0)
  }

  /// Reads a message's progress, applies a rule to it, and writes what became of it with the receipts that it owes.
  @discardableResult
  func move(
    _ id: MessageID, at: Timestamp, details: String? = nil, into written: inout WrittenReceipts,
    by rule: (inout Progress) -> Progress.Step
  ) throws(StoreError) -> Progress.Step {
    let row = try statement(.row)
    row.bind(1, id.column)
    guard try row.step() else { return .ignored }
    let before = progress(row)
    var after = before
    let step = rule(&after)
    let wants = ReceiptRequest(rawValue: UInt8(truncatingIfNeeded: row.number(9)))
    let (account, owes) = (row.number(4), owes(wants, after: step, state: after.state))
    let message = owes ? try row.message(14, id: id) : nil
    row.reset()
    guard step != .ignored else { return .ignored }
    if let message {
      let parts = after.partsToTell(of: message, after: step)
      let moment = step == .ended ? after.endedAt ?? at : at
      let queue = message.receiptQueue
      let line = queue == message.account ? account : try number(of: queue)
      for part in parts {
        try tell(part, of: message, queue: line, progress: after, at: moment, details: details, into: &written)
      }
    }
    try write(after, since: before, of: id, step: step)
    return step
  }

  private func owes(_ wants: ReceiptRequest, after step: Progress.Step, state: MessageState) -> Bool {
    switch step {
    case .ignored, .kept, .moved: false
    case .noted: wants.contains(.intermediate)
    case .ended: wants.wants(state)
    }
  }

  private func write(_ after: Progress, since before: Progress, of id: MessageID, step: Progress.Step)
    throws(StoreError)
  {
    switch step {
    case .ignored, .kept: return
    case .noted: try writeNoted(after, of: id)
    case .moved: try writeQueued(after, of: id)
    case .ended: try writeEnd(after, of: id)
    }
    if before.stage != after.stage { counters.move(from: before.stage, to: after.stage) }
    if let call = before.call, after.call == nil { untied[call.column, default: 0] += 1 }
  }

  private func writeNoted(_ progress: Progress, of id: MessageID) throws(StoreError) {
    let update = try statement(.noted)
    update.bind(1, id.column)
    update.bind(2, Int64(progress.state.rawValue))
    update.bind(3, progress.raw)
    update.bind(4, progress.toldIntermediate ? 1 : 0)
    update.bind(words: 6, code: 5, progress.error)
    update.bind(7, progress.cost)
    try update.run()
  }

  private func writeQueued(_ progress: Progress, of id: MessageID) throws(StoreError) {
    let provider = try number(of: progress.lane.provider)
    let update = try statement(.queue)
    update.bind(1, id.column)
    update.bind(2, Int64(progress.stage.rawValue))
    update.bind(3, Int64(progress.state.rawValue))
    update.bind(4, provider)
    update.bind(5, Int64(progress.lane.channel.rawValue))
    update.bind(6, progress.due.column)
    try update.run()
  }

  private func writeEnd(_ progress: Progress, of id: MessageID) throws(StoreError) {
    let update = try statement(.end)
    update.bind(1, id.column)
    update.bind(2, Int64(progress.state.rawValue))
    update.bind(3, progress.endedAt?.column)
    update.bind(4, progress.raw)
    update.bind(words: 6, code: 5, progress.error)
    update.bind(7, progress.cost)
    update.bind(8, progress.took?.column)
    try update.run()
  }

  private func tell(
    _ part: Int, of message: Message, queue: Int64, progress: Progress, at: Timestamp, details: String?,
    into written: inout WrittenReceipts
  ) throws(StoreError) {
    counters.lastReceipt += 1
    counters.receipts += 1
    let receipt = Receipt(
      number: counters.lastReceipt, message: message.id, part: part, state: progress.state, at: at,
      error: progress.error, details: details, raw: progress.raw, cost: progress.cost)
    let insert = try statement(.receipt)
    insert.bind(1, message.id.column)
    insert.bind(2, receipt.number)
    insert.bind(3, queue)
    insert.bind(4, Int64(message.priority))
    insert.bind(5, written.lease == nil ? 0 : 2)
    insert.bind(6, (written.lease ?? at).column)
    insert.bind(7, Int64(part))
    insert.bind(8, Int64(receipt.state.rawValue))
    insert.bind(9, at.column)
    insert.bind(words: 11, code: 10, receipt.error)
    insert.bind(12, details)
    try insert.run()
    written.add(receipt, of: message)
  }

  func settle(_ reports: [StatusReport], at: Timestamp, lease: Timestamp?) throws(StoreError) -> StoreAnswer {
    var written = WrittenReceipts(lease: lease)
    for report in reports {
      var changed = false
      let step = try move(report.id, at: at, details: report.details, into: &written) { progress in
        changed = progress.state != report.state || progress.raw != report.raw
        return progress.take(report, at: at)
      }
      if step == .noted, changed { try write(LifeEvent(status: report, at: at)) }
    }
    return written.answer
  }

  func expire(now: Timestamp, limit: Int, lease: Timestamp?) throws(StoreError) -> StoreAnswer {
    let select = try statement(.over)
    select.bind(1, now.column)
    select.bind(2, Int64(max(0, limit)))
    var over: [MessageID] = []
    while try select.step() { over.append(select.id(0)) }
    var written = WrittenReceipts(lease: lease)
    for id in over {
      try move(id, at: now, into: &written) { $0.expire(at: now) ? .ended : .ignored }
    }
    return written.answer
  }

  func claimPolls(provider: String, now: Timestamp, limit: Int, until: Timestamp) throws(StoreError) -> StoreAnswer {
    guard let provider = names.number(of: provider) else { return .tracked([]) }
    let select = try statement(.polls)
    select.bind(1, provider)
    select.bind(2, now.column)
    select.bind(3, Int64(max(0, limit)))
    var tracked: [TrackedMessage] = []
    while try select.step() {
      tracked.append(
        TrackedMessage(
          id: select.id(0), lane: lane(provider: select.number(1), channel: select.channel(2)),
          reference: ProviderReference(message: select.optionalText(3), batch: select.optionalText(4)),
          recipient: PhoneNumber(trusted: select.text(5)), sentAt: select.moment(6), validUntil: select.moment(7)))
    }
    _ = try pollAgain(tracked.map(\.id), at: until)
    return .tracked(tracked)
  }

  func pollAgain(_ ids: [MessageID], at: Timestamp) throws(StoreError) -> StoreAnswer {
    let update = try statement(.poll)
    for id in ids {
      update.bind(1, id.column)
      update.bind(2, at.column)
      try update.run()
    }
    return .done
  }
}
