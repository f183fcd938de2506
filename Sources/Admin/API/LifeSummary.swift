import Messages
import Store

/// What became of a message, in sentences that need no manual.
package enum LifeSummary {
  /// - Parameters:
  ///   - provider: the one in whose queue it waits or waited, as it stands now.
  ///   - encodingReason: why the text takes the encoding that it has, where there is something to say.
  package static func sentences(
    _ record: MessageRecord, provider: AdminViews.Provider? = nil, encodingReason: Sentence? = nil
  ) -> [Sentence] {
    [taken(record), text(record), encodingReason].compactMap { $0 } + whereabouts(record)
      + [hindrance(record, provider)].compactMap { $0 } + reason(record) + receipts(record)
  }

  /// Why nothing goes to where the message would go next.
  private static func hindrance(_ record: MessageRecord, _ provider: AdminViews.Provider?) -> Sentence? {
    guard let provider, ![.sent, .ended].contains(record.stage), !record.isHeldBack else { return nil }
    let channel = record.lane.channel
    if let lane = provider.lanes.first(where: { $0.channel == channel }), let hold = lane.hold {
      let form: SummaryForm = lane.isStopped ? .laneStopped : .laneHeld
      return form(provider.name, channel.word, hold)
    }
    return provider.operatorHold.map { SummaryForm.providerHeld(provider.name, $0) }
  }

  private static func taken(_ record: MessageRecord) -> Sentence {
    let message = record.message
    let form: SummaryForm =
      switch message.origin {
      case .smpp: .overSMPP
      case .mail: .byMail
      case .operatorConsole: .fromOperator
      }
    return form(
      message.account, message.acceptedAt.rfc3339, message.channel.word, "\(message.recipient)", "\(message.segments)",
      "\(message.encoding)")
  }

  /// Characters of a text that are shown.
  private static let shownText = 160

  /// The text in one line, so that nothing in it looks like a line of ours.
  private static func text(_ record: MessageRecord) -> Sentence? {
    let scalars = record.message.text.unicodeScalars
    if scalars.isEmpty { return nil }
    let shown = scalars.prefix(shownText).map { $0.properties.generalCategory == .control ? " " : String($0) }
    let words = shown.joined()
    return scalars.count > shownText ? SummaryForm.longText(words, "\(scalars.count)") : SummaryForm.text(words)
  }

  private static func whereabouts(_ record: MessageRecord) -> [Sentence] {
    let provider = record.lane.provider
    switch record.stage {
    case .scheduled where record.isHeldBack: return [SummaryForm.heldBack(record.message.validUntil.rfc3339)]
    case .scheduled: return [SummaryForm.scheduled(record.message.dueAt.rfc3339)]
    case .queued, .claimed: return [SummaryForm.waits(provider)]
    case .calling: return [SummaryForm.calling(provider)]
    case .sent: return [SummaryForm.sent(provider, time(record.sentAt), "\(record.state)")] + names(record)
    case .ended: return ending(record)
    }
  }

  private static func ending(_ record: MessageRecord) -> [Sentence] {
    let end = time(record.endedAt)
    let by =
      record.sentAt == nil
      ? [SummaryForm.neverHanded()] : [SummaryForm.had(record.lane.provider)] + names(record)
    switch record.state {
    case .delivered: return [SummaryForm.delivered(end, took(record))] + by
    case .expired: return [SummaryForm.expired(end)] + by
    case .deleted: return [SummaryForm.deleted(end)] + by
    case .rejected: return [SummaryForm.rejected(end)]
    case .undeliverable: return [SummaryForm.undeliverable(end)] + by
    case .unknown, .accepted, .scheduled, .enroute: return [SummaryForm.unclear(end)] + by
    }
  }

  private static func reason(_ record: MessageRecord) -> [Sentence] {
    let error = record.error.map { error in
      error.code.map { SummaryForm.providerNumber(error.words, "\($0)") } ?? SummaryForm.providerWords(error.words)
    }
    let raw = record.raw.isEmpty ? nil : SummaryForm.providerState(record.raw)
    return [error, raw].compactMap { $0 }
  }

  private static func receipts(_ record: MessageRecord) -> [Sentence] {
    record.receiptsOwed == 0 ? [] : [SummaryForm.receiptsOwed("\(record.receiptsOwed)")]
  }

  private static func names(_ record: MessageRecord) -> [Sentence] {
    let id = record.reference.message.map { SummaryForm.providerID($0) }
    return [id ?? record.reference.batch.map { SummaryForm.providerBatch($0) }].compactMap { $0 }
  }

  /// From its taking in to its end, in seconds.
  private static func took(_ record: MessageRecord) -> String {
    let end = record.endedAt ?? record.message.acceptedAt
    let tenths = max(0, (end - record.message.acceptedAt).milliseconds / 100)
    return "\(tenths / 10).\(tenths % 10)"
  }

  private static func time(_ at: Timestamp?) -> String { at?.rfc3339 ?? "?" }
}
