import Messages

/// The words of BSG for states of messages and campaigns: the one place where they become ours. A word that is not
/// here ends nothing, and so does `unknown`: it is asked about until the validity has passed.
enum BSGStates {
  static let table: [String: MessageState] = [
    "scheduled": .scheduled, "moderation": .enroute, "accepted": .enroute, "sending": .enroute, "sent": .enroute,
    "unknown": .enroute, "delivered": .delivered, "read": .delivered, "expired": .expired,
    "undelivered": .undeliverable, "not_viber_user": .undeliverable, "not_service_user": .undeliverable,
    "failed": .rejected, "rejected": .rejected, "stopped": .deleted,
  ]

  static func state(of word: String) -> MessageState { table[word.lowercased()] ?? .enroute }

  /// A campaign as a whole, for one to groups: its people are known to BSG only.
  static let campaigns: [String: MessageState] = [
    "creation": .enroute, "scheduled": .scheduled, "sending": .enroute, "paused": .enroute, "moderation": .enroute,
    "done": .delivered, "stopped": .deleted, "spam": .rejected,
  ]

  /// A row of the list of messages.
  static func report(on id: MessageID, _ row: JSON, offset: Int) -> StatusReport? {
    guard let word = row["status"]?.text else { return nil }
    let state = state(of: word)
    let written = row.first("delivered_at", "sent_at")?.text.flatMap { CivilTime($0, order: .yearFirst) }
    let code = row.first("error", "error_code")?.integer ?? 0
    let error = row.first("error_description", "errorDescription")?.text ?? word
    return StatusReport(
      id: id, state: state, at: written?.moment(offset: offset),
      error: state.isFinal && state != .delivered
        ? ProviderError(code: code == 0 ? nil : Int(truncatingIfNeeded: code), words: error.cut(to: 200)) : nil,
      raw: word.cut(to: 40), cost: cost(row))
  }

  private static func cost(_ row: JSON) -> String? {
    guard let amount = row["amount"], let value = amount["value"]?.text else { return nil }
    return (value + (amount["currency"]?.text.map { " " + $0 } ?? "")).cut(to: 40)
  }

  /// The answer about a campaign to groups.
  static func report(onCampaign id: MessageID, _ json: JSON) -> StatusReport? {
    let data = json["data"] ?? json
    guard let word = data["status"]?.text else { return nil }
    let sent = data["statistics"]?["sent"]?.text ?? "?"
    let delivered = data["statistics"]?["delivered"]?.text ?? "?"
    return StatusReport(
      id: id, state: campaigns[word.lowercased()] ?? .enroute, raw: word.cut(to: 40),
      details: "sent " + sent + " delivered " + delivered)
  }
}
