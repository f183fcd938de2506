/// What a provider says about one message that it has.
package struct StatusReport: Hashable, Sendable {
  package var id: MessageID
  package var state: MessageState
  /// When the provider says that it happened, when it does.
  package var at: Timestamp?
  package var error: ProviderError?
  /// The provider's own word or number for the state, as it came; at most 40 characters.
  package var raw: String
  /// More for the receipt's text: HLR fields as `imsi:… mcc:… mnc:…`.
  package var details: String?
  /// What the provider wants for the message, in its words, when it tells; at most 40 characters.
  package var cost: String?
  /// The lane that it is about, where whoever tells knows: of a message that has gone on over another one it says nothing,
  /// unless that it arrived.
  package var lane: LaneName?

  package init(
    id: MessageID, state: MessageState, at: Timestamp? = nil, error: ProviderError? = nil, raw: String,
    details: String? = nil, cost: String? = nil, lane: LaneName? = nil
  ) {
    self.id = id
    self.state = state
    self.at = at
    self.error = error
    self.raw = raw
    self.details = details
    self.cost = cost
    self.lane = lane
  }
}
