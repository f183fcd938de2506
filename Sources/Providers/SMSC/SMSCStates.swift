import Messages

/// The numbers of SMSC for states: the one place where they become ours. A number that is not here ends nothing.
enum SMSCStates {
  static let table: [Int64: MessageState] = [
    -2: .deleted, -1: .enroute, 0: .enroute,
    1: .delivered, 2: .delivered, 4: .delivered,
    3: .expired, 20: .undeliverable, 22: .undeliverable, 25: .undeliverable,
    23: .rejected, 24: .rejected,
  ]

  /// It has never taken such a message.
  static let notFound: Int64 = -3

  static func state(of number: Int64) -> MessageState { table[number] ?? .enroute }

  /// Words for the numbers of `err`, which go to the receipt as they are.
  static let errors: [Int64: String] = [
    1: "no such subscriber", 6: "not in the network", 11: "no SMS service", 12: "handset error", 13: "blocked",
    21: "not supported", 200: "virtual sending", 219: "SIM changed", 220: "operator queue full", 237: "no answer",
    238: "no template", 239: "address forbidden", 240: "busy", 241: "conversion", 242: "answering machine",
    243: "no contract", 244: "mailings forbidden", 245: "no status", 246: "time limit", 247: "message limit",
    248: "no route", 249: "bad number", 250: "number forbidden by settings", 251: "limit of the number",
    252: "number forbidden", 253: "spam", 254: "unregistered sender", 255: "rejected by the operator",
  ]

  static func error(_ number: Int64?) -> ProviderError? {
    guard let number, number != 0 else { return nil }
    return ProviderError(code: Int(truncatingIfNeeded: number), words: errors[number] ?? "error \(number)")
  }

  /// What an HLR answer tells beside the state, as it stands in receipts.
  private static let details = ["imsi", "msc", "mcc", "mnc", "cn", "net", "rcn", "rnet"]

  /// A row of `status.php`; nil without a number in it, and for what was not found.
  static func report(on id: MessageID, _ row: JSON, offset: Int) -> StatusReport? {
    guard let number = row["status"]?.integer, number != notFound else { return nil }
    let written = row["last_date"]?.text.flatMap { CivilTime($0, order: .dayFirst)?.moment(offset: offset) }
    let at = row["last_timestamp"]?.integer.flatMap { $0 > 0 ? Timestamp(seconds: $0) : nil } ?? written
    let state = state(of: number)
    return StatusReport(
      id: id, state: state, at: at, error: state == .delivered ? nil : error(row["err"]?.integer),
      raw: String(number), details: hlr(row), cost: row["cost"]?.text?.cut(to: 40))
  }

  private static func hlr(_ row: JSON) -> String? {
    let fields = details.compactMap { name -> String? in
      guard let value = row[name]?.text, !value.isEmpty else { return nil }
      return name + ":" + String(decoding: QueryFields.escaped(value), as: UTF8.self)
    }
    return fields.isEmpty ? nil : fields.joined(separator: " ").cut(to: 200)
  }
}
