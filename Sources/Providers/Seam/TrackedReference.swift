import Messages

/// A message at a provider, as its adapter needs it to ask about it.
package struct TrackedReference: Hashable, Sendable {
  package var id: MessageID
  package var channel: Channel
  package var reference: ProviderReference
  package var recipient: PhoneNumber
  package init(id: MessageID, channel: Channel, reference: ProviderReference, recipient: PhoneNumber) {
    self.id = id
    self.channel = channel
    self.reference = reference
    self.recipient = recipient
  }
}
