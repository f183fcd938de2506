import Messages

/// One line in the life of a message.
package struct LifeEvent: Hashable, Sendable {
  package var message: MessageID
  package var at: Timestamp
  /// A short word: `accepted`, `called`, `outcome`, `status`, `receipt`, …
  package var kind: String
  /// The rest in plain words, with ids, durations and raw words; 500 characters at most.
  package var text: String

  package init(message: MessageID, at: Timestamp, kind: String, text: String) {
    self.message = message
    self.at = at
    self.kind = kind
    self.text = text
  }
}

extension LifeEvent {
  /// The longest text kept, in unicode scalars.
  package static let textLimit = 500
  /// The most lines given of one message.
  package static let lifeLimit = 1_000

  /// The event as it is stored, its text within the limit.
  package var bounded: LifeEvent {
    guard text.utf8.count > Self.textLimit, text.unicodeScalars.count > Self.textLimit else { return self }
    var event = self
    event.text = String(String.UnicodeScalarView(text.unicodeScalars.prefix(Self.textLimit)))
    return event
  }

  /// The line that a call's outcome leaves, where the record alone does not tell it.
  package init?(of outcome: CallOutcome, at: Timestamp) {
    switch outcome.outcome {
    case .accepted, .refused: return nil
    case .retryLater(let reason): self.init(outcome.message, at, "outcome", "retry later: " + reason)
    case .unknown(let reason): self.init(outcome.message, at, "outcome", "unknown: " + reason)
    }
  }

  /// The line of a message that went back to a queue.
  package init(released id: MessageID, to lane: LaneName, at: Timestamp, reason: String) {
    self.init(id, at, "released", "to \(lane): " + reason)
  }

  /// The line of a message that goes on over another channel.
  package init(forwarded id: MessageID, to lane: LaneName, at: Timestamp, reason: String) {
    self.init(id, at, "forwarded", "to \(lane): " + reason)
  }

  /// The line of a state that is not final.
  package init(status report: StatusReport, at: Timestamp) {
    self.init(report.id, at, "status", "\(report.state) (\(report.raw))")
  }

  /// The line that an offered receipt leaves.
  package init(of result: ReceiptResult, at: Timestamp) {
    switch result.end {
    case .delivered: self.init(result.message, at, "receipt", "delivered")
    case .again(_, let reason), .returned(_, let reason):
      self.init(result.message, at, "receipt", "again later: " + reason)
    case .dropped(let reason): self.init(result.message, at, "receipt", "dropped: " + reason)
    }
  }

  /// The line of a message whose text or times were replaced.
  package init(replaced id: MessageID, by cause: Replacement.Cause, at: Timestamp) {
    switch cause {
    case .sender: self.init(id, at, "replaced", "by its sender")
    case .hold: self.init(id, at, "held", "by an operator")
    case .release: self.init(id, at, "let go", "by an operator")
    }
  }

  /// The line of a message that its route keeps back.
  package init(heldByRoute id: MessageID, at: Timestamp) { self.init(id, at, "held", "by its route") }

  /// The line that a message leaves which was sent again, as another one.
  package init(replayed id: MessageID, as other: MessageID, at: Timestamp) {
    self.init(id, at, Self.replayed, "as \(other)")
  }

  /// The kind of the line that ``init(replayed:as:at:)`` makes.
  package static let replayed = "replayed"

  private init(_ message: MessageID, _ at: Timestamp, _ kind: String, _ text: String) {
    self.init(message: message, at: at, kind: kind, text: text)
  }

  /// A whole life: what the record tells (`accepted`, `sent`, `ended`) between the lines written down, in order of
  /// time. - Parameter lines: in the order they were written.
  package static func life(of record: MessageRecord?, lines: [LifeEvent]) -> [LifeEvent] {
    guard let record else { return lines }
    let id = record.message.id
    var life = [
      LifeEvent(
        id, record.message.acceptedAt, "accepted",
        "account \(record.message.account), \(record.message.routeReason)")
    ]
    if let sentAt = record.sentAt {
      let names = [record.reference.message, record.reference.batch].compactMap { $0 }.joined(separator: ", batch ")
      life.append(LifeEvent(id, sentAt, "sent", "by \(record.lane) as \(names)"))
    }
    life += lines
    if let endedAt = record.endedAt {
      let words = [record.raw, record.error?.words ?? ""].filter { !$0.isEmpty }.joined(separator: ", ")
      let cost = record.cost.map { ", for " + $0 } ?? ""
      life.append(
        LifeEvent(id, endedAt, "ended", (words.isEmpty ? "\(record.state)" : "\(record.state) (\(words))") + cost))
    }
    let order = life.indices.sorted { (life[$0].at, $0) < (life[$1].at, $1) }
    return order.prefix(lifeLimit).map { life[$0] }
  }
}
