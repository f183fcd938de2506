import Messages

/// A message and what has become of it.
package struct MessageRecord: Hashable, Sendable {
  package var message: Message
  package var stage: Stage
  package var state: MessageState
  /// The lane whose queue or call it is in, or that sent it.
  package var lane: LaneName
  package var reference: ProviderReference
  package var error: ProviderError?
  /// The provider's raw word of the last report.
  package var raw: String
  /// What the provider wants for it, in its words; nil when it has not told.
  package var cost: String?
  /// How long the call took in which the provider accepted or refused it, in whole milliseconds.
  package var took: Duration?
  package var sentAt: Timestamp?
  package var endedAt: Timestamp?
  package var receiptsOwed: Int

  package init(
    message: Message, stage: Stage, state: MessageState, lane: LaneName,
    reference: ProviderReference = ProviderReference(), error: ProviderError? = nil, raw: String = "",
    cost: String? = nil, took: Duration? = nil,
    sentAt: Timestamp? = nil, endedAt: Timestamp? = nil, receiptsOwed: Int = 0
  ) {
    self.message = message
    self.stage = stage
    self.state = state
    self.lane = lane
    self.reference = reference
    self.error = error
    self.raw = raw
    self.cost = cost
    self.took = took
    self.sentAt = sentAt
    self.endedAt = endedAt
    self.receiptsOwed = receiptsOwed
  }
}
