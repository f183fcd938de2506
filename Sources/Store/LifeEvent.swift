import Messages

/// One line in the life of a message.
package struct LifeEvent: Hashable, Sendable {
  package var message: MessageID
  package var at: Timestamp
  /// A short word: `accepted`, `called`, `outcome`, `status`, `receipt`, …
  package var kind: String
  /// The rest in plain words, with ids, durations and raw words; 500 characters at most are kept.
  package var told: Sentence

  package init(message: MessageID, at: Timestamp, kind: String, told: Sentence) {
    self.message = message
    self.at = at
    self.kind = kind
    self.told = told
  }

  package init(message: MessageID, at: Timestamp, kind: String, text: String) {
    self.init(message: message, at: at, kind: kind, told: Sentence(text))
  }

  /// ``told`` in English.
  package var text: String { told.words }
}

extension LifeEvent {
  /// The longest text kept, in unicode scalars.
  package static let textLimit = 500
  /// The most lines given of one message.
  package static let lifeLimit = 1_000

  /// The event as it is stored, its text within the limit.
  package var bounded: LifeEvent {
    let text = told.stored
    guard text.utf8.count > Self.textLimit, text.unicodeScalars.count > Self.textLimit else { return self }
    var event = self
    event.told = Sentence(stored: String(String.UnicodeScalarView(text.unicodeScalars.prefix(Self.textLimit))))
    return event
  }

  /// The line that a call's outcome leaves, where the record alone does not tell it.
  package init?(of outcome: CallOutcome, at: Timestamp) {
    let took = outcome.took?.seconds
    switch outcome.outcome {
    case .accepted, .refused: return nil
    case .retryLater(let reason):
      let told = took.map { LifeForm.retryLaterAfter($0, reason) } ?? LifeForm.retryLater(reason)
      self.init(outcome.message, at, "outcome", told)
    case .unknown(let reason):
      let told = took.map { LifeForm.unknownAfter($0, reason) } ?? LifeForm.unknown(reason)
      self.init(outcome.message, at, "outcome", told)
    }
  }

  /// The line of a message that went back to a queue.
  package init(released id: MessageID, to lane: LaneName, at: Timestamp, reason: String) {
    self.init(id, at, "released", LifeForm.toLane("\(lane)", reason))
  }

  /// The line of a message that goes on over another channel.
  package init(forwarded id: MessageID, to lane: LaneName, at: Timestamp, reason: String) {
    self.init(id, at, "forwarded", LifeForm.toLane("\(lane)", reason))
  }

  /// The line of a state that is not final.
  package init(status report: StatusReport, at: Timestamp) {
    self.init(report.id, at, "status", LifeForm.stateWith("\(report.state)", report.raw))
  }

  /// The line that an offered receipt leaves.
  package init(of result: ReceiptResult, at: Timestamp) {
    switch result.end {
    case .delivered: self.init(result.message, at, "receipt", LifeForm.receiptDelivered())
    case .again(_, let reason), .returned(_, let reason):
      self.init(result.message, at, "receipt", LifeForm.receiptAgain(reason))
    case .dropped(let reason): self.init(result.message, at, "receipt", LifeForm.receiptDropped(reason))
    }
  }

  /// The line of a message whose text or times were replaced.
  package init(replaced id: MessageID, by cause: Replacement.Cause, at: Timestamp) {
    switch cause {
    case .sender: self.init(id, at, "replaced", LifeForm.bySender())
    case .hold: self.init(id, at, "held", LifeForm.byOperator())
    case .release: self.init(id, at, "let go", LifeForm.byOperator())
    }
  }

  /// The line of a message whose text was read otherwise than its sender said.
  package init(repaired id: MessageID, by words: String, at: Timestamp) {
    self.init(id, at, "read", LifeForm.repaired(words))
  }

  /// The line of a message that its route keeps back.
  package init(heldByRoute id: MessageID, at: Timestamp) { self.init(id, at, "held", LifeForm.byRoute()) }

  /// The line that a message leaves which was sent again, as another one.
  package init(replayed id: MessageID, as other: MessageID, at: Timestamp) {
    self.init(id, at, Self.replayed, LifeForm.replayedAs("\(other)"))
  }

  /// The kind of the line that ``init(replayed:as:at:)`` makes.
  package static let replayed = "replayed"

  private init(_ message: MessageID, _ at: Timestamp, _ kind: String, _ told: Sentence) {
    self.init(message: message, at: at, kind: kind, told: told)
  }

  /// A whole life: what the record tells (`accepted`, `sent`, `ended`) between the lines written down, in order of
  /// time. - Parameter lines: in the order they were written.
  package static func life(of record: MessageRecord?, lines: [LifeEvent]) -> [LifeEvent] {
    guard let record else { return lines }
    let id = record.message.id
    var life = [
      LifeEvent(
        id, record.message.acceptedAt, "accepted",
        LifeForm.accepted(record.message.account, record.message.routeReason))
    ]
    if let sentAt = record.sentAt {
      if let took = record.took?.seconds {
        life.append(LifeEvent(id, sentAt, "called", LifeForm.callAccepted("\(record.lane)", took)))
      }
      life.append(LifeEvent(id, sentAt, "sent", names(of: record)))
    }
    life += lines
    if let endedAt = record.endedAt {
      if record.sentAt == nil, let took = record.took?.seconds {
        life.append(LifeEvent(id, endedAt, "called", LifeForm.callRefused("\(record.lane)", took)))
      }
      life.append(LifeEvent(id, endedAt, "ended", end(of: record)))
    }
    // The end has the provider's time, which may lie before what it said earlier: that stands before the end all the same.
    let lastWord = lines.lazy.filter { $0.kind == "status" }.map(\.at).max() ?? record.message.acceptedAt
    let places = life.map { $0.kind == "ended" ? max($0.at, lastWord) : $0.at }
    let order = life.indices.sorted { (places[$0], $0) < (places[$1], $1) }
    return order.prefix(lifeLimit).map { life[$0] }
  }

  private static func names(of record: MessageRecord) -> Sentence {
    let lane = "\(record.lane)"
    return switch (record.reference.message, record.reference.batch) {
    case (nil, nil): LifeForm.sent(lane)
    case (let id?, nil): LifeForm.sentAs(lane, id)
    case (nil, let batch?): LifeForm.sentInBatch(lane, batch)
    case (let id?, let batch?): LifeForm.sentAsInBatch(lane, id, batch)
    }
  }

  private static func end(of record: MessageRecord) -> Sentence {
    let state = "\(record.state)"
    let words = [record.raw, record.error?.words ?? ""].filter { !$0.isEmpty }.joined(separator: ", ")
    return switch (words.isEmpty, record.cost) {
    case (true, nil): LifeForm.state(state)
    case (false, nil): LifeForm.stateWith(state, words)
    case (true, let cost?): LifeForm.stateFor(state, cost)
    case (false, let cost?): LifeForm.stateWithFor(state, words, cost)
    }
  }
}

extension Duration {
  /// In seconds with three digits behind the point.
  fileprivate var seconds: String {
    let rest = String(column % 1000)
    return "\(column / 1000)." + String(repeating: "0", count: 3 - rest.utf8.count) + rest
  }
}
