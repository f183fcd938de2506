import Messages
import Store

/// What became of a message, in sentences that need no manual.
package enum LifeSummary {
  /// - Parameters:
  ///   - lane: the queue in which it waits or waited, as it stands now.
  ///   - encodingReason: why the text takes the encoding that it has, where there is something to say.
  package static func sentences(
    _ record: MessageRecord, lane: AdminViews.Lane? = nil, encodingReason: String? = nil
  ) -> [String] {
    [
      taken(record), text(record), encodingReason, whereabouts(record), hindrance(record, lane), reason(record),
      receipts(record),
    ].compactMap { $0 }
  }

  /// Why nothing goes to where the message would go next.
  private static func hindrance(_ record: MessageRecord, _ lane: AdminViews.Lane?) -> String? {
    guard let lane, let hold = lane.hold, ![.sent, .ended].contains(record.stage) else { return nil }
    let way = "\(record.lane.provider) over \(lane.channel.word)"
    return lane.isStopped
      ? "Nothing goes to \(way): \(hold). It is kept; when the cause is mended, reload the configuration or resume the provider."
      : "Nothing goes to \(way) for now: \(hold). It is tried again without anybody's help."
  }

  private static func taken(_ record: MessageRecord) -> String {
    let message = record.message
    let way =
      switch message.origin {
      case .smpp: "over SMPP"
      case .mail: "by mail"
      case .operatorConsole: "from the operator"
      }
    let size = message.segments == 1 ? "one part" : "\(message.segments) parts"
    return "Taken in \(way) for account \(message.account) at \(message.acceptedAt.rfc3339): "
      + "\(message.channel.word) to \(message.recipient), \(size), encoding \(message.encoding)."
  }

  /// Characters of a text that are shown.
  private static let shownText = 160

  /// The text in one line, so that nothing in it looks like a line of ours.
  private static func text(_ record: MessageRecord) -> String? {
    let scalars = record.message.text.unicodeScalars
    if scalars.isEmpty { return nil }
    let shown = scalars.prefix(shownText).map { $0.properties.generalCategory == .control ? " " : String($0) }
    let rest = scalars.count > shownText ? "…, \(scalars.count) characters in all" : ""
    return "Its text: “\(shown.joined())”\(rest)."
  }

  private static func whereabouts(_ record: MessageRecord) -> String {
    let provider = record.lane.provider
    switch record.stage {
    case .scheduled where record.isHeldBack:
      return "An operator keeps it back until it is released, at most until \(record.message.validUntil.rfc3339)."
    case .scheduled:
      return "It is held until it is due, at \(record.message.dueAt.rfc3339) or after a pause between attempts."
    case .queued, .claimed: return "It waits for a call to \(provider)."
    case .calling:
      return
        "It is in a call to \(provider) that is under way, or whose answer was lost: it is not sent again before that is settled."
    case .sent:
      return "\(provider) has it since \(time(record.sentAt))\(known(record)); its last state is \(record.state)."
    case .ended: return ending(record)
    }
  }

  private static func ending(_ record: MessageRecord) -> String {
    let end = time(record.endedAt)
    let by =
      record.sentAt == nil ? "It was never handed to a provider." : "\(record.lane.provider) had it\(known(record))."
    switch record.state {
    case .delivered: return "It was delivered at \(end)\(took(record)). \(by)"
    case .expired: return "Its time ran out at \(end), before it was known to be delivered. \(by)"
    case .deleted: return "It was cancelled at \(end). \(by)"
    case .rejected: return "It was refused at \(end)."
    case .undeliverable: return "It could not be delivered; the attempt ended at \(end). \(by)"
    case .unknown, .accepted, .scheduled, .enroute: return "It ended at \(end), and nobody can tell how. \(by)"
    }
  }

  private static func reason(_ record: MessageRecord) -> String? {
    var words: [String] = []
    if let error = record.error {
      words.append("The provider's words: \(error.words)\(error.code.map { " (number \($0))" } ?? "").")
    }
    if !record.raw.isEmpty { words.append("Its own word for the state: \(record.raw).") }
    return words.isEmpty ? nil : words.joined(separator: " ")
  }

  private static func receipts(_ record: MessageRecord) -> String? {
    switch record.receiptsOwed {
    case 0: nil
    case 1: "One receipt is still owed to the client."
    default: "\(record.receiptsOwed) receipts are still owed to the client."
    }
  }

  private static func known(_ record: MessageRecord) -> String {
    record.reference.message.map { " under its id \($0)" } ?? record.reference.batch.map { " in its batch \($0)" } ?? ""
  }

  private static func took(_ record: MessageRecord) -> String {
    guard let end = record.endedAt else { return "" }
    let tenths = max(0, (end - record.message.acceptedAt).milliseconds / 100)
    return ", \(tenths / 10).\(tenths % 10) s after it was taken in"
  }

  private static func time(_ at: Timestamp?) -> String { at?.rfc3339 ?? "an unknown time" }
}
