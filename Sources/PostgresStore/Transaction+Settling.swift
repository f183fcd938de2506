import Messages
import Store

/// What becomes of messages, and the receipts about it.
extension Transaction {
  /// Applies a rule to a message, and notes what is to be written with the receipts that it owes.
  @discardableResult
  func move(
    _ held: Held, at: Timestamp, details: String? = nil, into written: inout WrittenReceipts,
    by rule: (inout Progress) -> Progress.Step
  ) throws(Fault) -> Progress.Step {
    let call = held.progress.call
    let step = rule(&held.progress)
    guard step != .ignored else { return .ignored }
    if owes(held, after: step) {
      let message = try whole(held)
      let moment = step == .ended ? held.progress.endedAt ?? at : at
      for part in held.progress.partsToTell(of: message, after: step) {
        tell(part, of: message, progress: held.progress, at: moment, details: details, into: &written)
      }
    }
    if step != .kept { touch(held) }
    if let call, held.progress.call == nil { untie(call) }
    return step
  }

  private func owes(_ held: Held, after step: Progress.Step) -> Bool {
    switch step {
    case .ignored, .kept, .moved: false
    case .noted: held.wants.contains(.intermediate)
    case .ended: held.wants.wants(held.progress.state)
    }
  }

  func settle(_ reports: [StatusReport], at: Timestamp, lease: Timestamp?) throws(Fault) -> StoreAnswer {
    var written = WrittenReceipts(lease: lease)
    for report in reports {
      guard let message = try message(report.id) else { continue }
      let changed = message.progress.state != report.state || message.progress.raw != report.raw
      let step = try move(message, at: at, details: report.details, into: &written) { $0.take(report, at: at) }
      if step == .noted, changed { write(LifeEvent(status: report, at: at)) }
    }
    return written.answer
  }

  func expire(now: Timestamp, limit: Int, lease: Timestamp?) throws(Fault) -> StoreAnswer {
    try flush()
    var parameters = Parameters()
    parameters.add(now.column)
    parameters.add(Int64(max(0, limit)))
    var written = WrittenReceipts(lease: lease)
    for row in try connection.run(.over, parameters) {
      try move(try takeWhole(row), at: now, into: &written) { $0.expire(at: now) ? .ended : .ignored }
    }
    return written.answer
  }

  func claimPolls(provider: String, now: Timestamp, limit: Int, until: Timestamp) throws(Fault) -> StoreAnswer {
    try flush()
    var parameters = Parameters()
    parameters.add(provider)
    parameters.add(now.column)
    parameters.add(Int64(max(0, limit)))
    var tracked: [TrackedMessage] = []
    for row in try connection.run(.polls, parameters) {
      let message = take(row)
      guard let sentAt = message.progress.sentAt else { continue }
      tracked.append(
        TrackedMessage(
          id: message.id, lane: message.progress.lane, reference: message.progress.reference,
          recipient: PhoneNumber(trusted: row.text(23)), sentAt: sentAt, validUntil: message.validUntil))
      message.progress.nextPoll = until
      touch(message)
    }
    return .tracked(tracked)
  }

  func pollAgain(_ ids: [MessageID], at: Timestamp) throws(Fault) -> StoreAnswer {
    for id in ids {
      guard let message = try message(id), message.progress.stage == .sent else { continue }
      message.progress.nextPoll = at
      touch(message)
    }
    return .done
  }
}
