import Messages

/// What an alarm is about.
package enum AlarmCondition: String, Sendable, CaseIterable {
  case providerDown = "provider_down"
  case balanceLow = "balance_low"
  case queueAge = "queue_age"
  case receiptsOwed = "receipts_owed"
  case ambiguousCalls = "ambiguous_calls"
  case diskSpace = "disk_space"
}

/// Something to tell about an alarm.
package struct AlarmNotice: Sendable, Equatable {
  package enum Turn: String, Sendable { case raised, repeated, cleared }

  package var condition: AlarmCondition
  /// The provider that it concerns; empty where it is none.
  package var subject: String
  package var turn: Turn
  /// How things stand, in a sentence.
  package var told: Sentence
  package var since: Timestamp
  package var at: Timestamp

  package init(
    condition: AlarmCondition, subject: String, turn: Turn, told: Sentence, since: Timestamp, at: Timestamp
  ) {
    self.condition = condition
    self.subject = subject
    self.turn = turn
    self.told = told
    self.since = since
    self.at = at
  }

  /// As JSON, the form of the webhook and of the API.
  ///
  /// - Parameter bridge: whose alarm it is; nil where whoever reads knows.
  package func json(bridge: String? = nil) -> JSONValue {
    .members([
      "bridge": .optional(bridge), "alarm": .text(condition.rawValue),
      "provider": subject.isEmpty ? nil : .text(subject),
      "turn": .text(turn.rawValue), "words": .text(words), "told": told.json, "since": .text(since.rfc3339),
      "at": .text(at.rfc3339),
    ])
  }

  /// ``told`` in English.
  package var words: String { told.words }

  /// `smsby: provider_down`, for a subject line.
  package var title: String { subject.isEmpty ? condition.rawValue : "\(subject): \(condition.rawValue)" }
}
