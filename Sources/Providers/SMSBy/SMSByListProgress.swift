import Messages

/// A mailing to a whole list as one message: it ends when everybody on the list has an end.
struct SMSByListProgress: Sendable {
  private let states: [MessageState]

  init(_ rows: [JSON]) { states = rows.map { SMSByStates.state(of: $0["status"]?.text ?? "") } }

  /// Delivered when anybody got it; nil while the list is empty.
  func report(on id: MessageID) -> StatusReport? {
    guard !states.isEmpty else { return nil }
    let delivered = states.count { $0 == .delivered }
    let raw = String(delivered) + " of " + String(states.count) + " delivered"
    guard states.allSatisfy(\.isFinal) else { return StatusReport(id: id, state: .enroute, raw: raw) }
    return StatusReport(id: id, state: delivered > 0 ? .delivered : .undeliverable, raw: raw, details: raw)
  }
}
