import CSQLite
import Messages
import Store

/// Calls to providers and what comes of them.
extension Writer {
  func begin(_ call: Call) throws(StoreError) -> StoreAnswer {
    let update = try statement(.beginCall)
    var refused: [MessageID] = []
    var begun: [UInt8] = []
    var tied: Int64 = 0
    for id in call.messages {
      update.bind(1, id.column)
      update.bind(2, call.id.column)
      if try update.run() == 1 {
        begun.append(number: id.rawValue)
        tied += 1
      } else {
        refused.append(id)
      }
    }
    counters.move(from: .claimed, to: .calling, count: Int(tied))
    if tied > 0 { try write(call, begun: begun, tied: tied) }
    return .refused(refused)
  }

  private func write(_ call: Call, begun: [UInt8], tied: Int64) throws(StoreError) {
    let insert = try statement(.call)
    insert.bind(1, call.id.column)
    insert.bind(2, try number(of: call.lane.provider))
    insert.bind(3, Int64(call.lane.channel.rawValue))
    insert.bind(4, call.startedAt.column)
    insert.bind(5, call.note)
    insert.bind(6, tied)
    insert.bind(7, octets: begun)
    do throws(StoreError) {
      try insert.run()
    } catch {
      guard sqlite3_errcode(connection.handle) & 0xFF == SQLITE_CONSTRAINT else { throw error }
      throw .taken(call.id)
    }
  }

  func noteCall(_ id: CallID, note: String) throws(StoreError) -> StoreAnswer {
    let update = try statement(.noteCall)
    update.bind(1, id.column)
    update.bind(2, note)
    try update.run()
    return .done
  }

  func take(_ outcomes: [CallOutcome], of call: CallID, at: Timestamp, lease: Timestamp?) throws(StoreError)
    -> StoreAnswer
  {
    var written = WrittenReceipts(lease: lease)
    for outcome in outcomes {
      if case .accepted(let reference) = outcome.outcome {
        try takeAccepted(outcome, reference, of: call, at: at)
        continue
      }
      let step = try move(outcome.message, at: at, into: &written) { $0.take(outcome, of: call, at: at) }
      if step != .ignored, let event = LifeEvent(of: outcome, at: at) { try write(event) }
    }
    return written.answer
  }

  /// What nearly all outcomes are, in one statement: the rule of ``Progress`` for `accepted`.
  private func takeAccepted(_ outcome: CallOutcome, _ reference: ProviderReference, of call: CallID, at: Timestamp)
    throws(StoreError)
  {
    let update = try statement(.sent)
    update.bind(1, outcome.message.column)
    update.bind(2, call.column)
    update.bind(3, at.column)
    update.bind(4, outcome.next?.column)
    update.bind(5, reference.message)
    update.bind(6, reference.batch)
    update.bind(7, reference.cost)
    update.bind(8, outcome.took?.column)
    guard try update.run() == 1 else { return }
    counters.move(from: .calling, to: .sent)
    untied[call.column, default: 0] += 1
  }

  /// Closes the calls to which no message is tied any more.
  func untie() throws(StoreError) {
    guard !untied.isEmpty else { return }
    let (update, close) = (try statement(.untie), try statement(.closeCall))
    for (call, count) in untied {
      update.bind(1, call)
      update.bind(2, count)
      try update.run()
      close.bind(1, call)
      try close.run()
    }
    untied.removeAll(keepingCapacity: true)
  }
}
