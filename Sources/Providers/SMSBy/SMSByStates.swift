import Messages

/// The words of sms.by for states, SMS and Viber alike: the one place where they become ours. Compared without regard
/// to case; a word that is not here ends nothing.
enum SMSByStates {
  static let table: [String: MessageState] = [
    "new": .enroute, "moderated": .enroute, "moderation": .enroute, "queued": .enroute, "sending": .enroute,
    "sent": .enroute, "pending": .enroute, "accepted": .enroute,
    "delivered": .delivered, "read": .delivered, "seen": .delivered,
    "undelivered": .undeliverable, "undeliverable": .undeliverable, "not_delivered": .undeliverable,
    "failed": .undeliverable, "error": .undeliverable,
    "expired": .expired,
    "rejected": .rejected, "refused": .rejected, "blocked": .rejected,
    "deleted": .deleted, "cancelled": .deleted, "canceled": .deleted, "stopped": .deleted,
  ]

  static func state(of word: String) -> MessageState { table[word.lowercased()] ?? .enroute }

  /// A row with `status`, and at Viber an `error_code` that is not 0 when it failed.
  static func report(on id: MessageID, row: JSON, offset: Int) -> StatusReport? {
    guard let word = row["status"]?.text else { return nil }
    let code = row["error_code"]?.integer ?? 0
    let time = row.first("status_time", "d_status", "d_delivered")?.text
    return StatusReport(
      id: id, state: state(of: word),
      at: time.flatMap { CivilTime($0, order: .yearFirst)?.moment(offset: offset) },
      error: code == 0 ? nil : ProviderError(code: Int(truncatingIfNeeded: code), words: word.cut(to: 200)),
      raw: word.cut(to: 40))
  }

  /// The answer of `checkSMS`: times alone, or a `status` with them.
  static func report(onLone id: MessageID, _ json: JSON) -> StatusReport? {
    let delivered = json["delivered"]?.integer.flatMap { $0 > 0 ? Timestamp(seconds: $0) : nil }
    let sent = json["sent"]?.integer.flatMap { $0 > 0 ? Timestamp(seconds: $0) : nil }
    if let word = json["status"]?.text {
      let state = state(of: word)
      return StatusReport(id: id, state: state, at: state == .delivered ? delivered : sent, raw: word.cut(to: 40))
    }
    if let delivered { return StatusReport(id: id, state: .delivered, at: delivered, raw: "delivered") }
    if let sent { return StatusReport(id: id, state: .enroute, at: sent, raw: "sent") }
    return nil
  }
}
