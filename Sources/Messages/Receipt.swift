/// One receipt owed to whoever sent a message (or one part of it).
package struct Receipt: Hashable, Sendable {
  /// Its own number, rising; given by the store.
  package var number: Int64
  package var message: MessageID
  /// Index into ``Message/parts``.
  package var part: Int
  package var state: MessageState
  package var at: Timestamp
  package var error: ProviderError?
  package var details: String?
  /// The provider's own word for the state, as it was when the receipt was handed out; empty for none.
  package var raw: String
  /// What the provider wants for the message, in its words; nil when it has not told.
  package var cost: String?
  /// Deliveries tried so far.
  package var attempts: Int

  package init(
    number: Int64, message: MessageID, part: Int, state: MessageState, at: Timestamp, error: ProviderError? = nil,
    details: String? = nil, raw: String = "", cost: String? = nil, attempts: Int = 0
  ) {
    self.number = number
    self.message = message
    self.part = part
    self.state = state
    self.at = at
    self.error = error
    self.details = details
    self.raw = raw
    self.cost = cost
    self.attempts = attempts
  }
}
