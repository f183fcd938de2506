import Messages

/// A message at a provider, as the status tracker needs it.
package struct TrackedMessage: Hashable, Sendable {
  package var id: MessageID
  package var lane: LaneName
  package var reference: ProviderReference
  package var recipient: PhoneNumber
  package var sentAt: Timestamp
  package var validUntil: Timestamp

  package init(
    id: MessageID, lane: LaneName, reference: ProviderReference, recipient: PhoneNumber, sentAt: Timestamp,
    validUntil: Timestamp
  ) {
    self.id = id
    self.lane = lane
    self.reference = reference
    self.recipient = recipient
    self.sentAt = sentAt
    self.validUntil = validUntil
  }
}
