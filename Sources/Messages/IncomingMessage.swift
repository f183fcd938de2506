/// A message that came from a handset by way of a provider (mobile originated).
package struct IncomingMessage: Hashable, Sendable {
  package var id: MessageID
  /// The provider's name in the configuration, and its id of this message: together they are unique.
  package var provider: String
  package var providerID: String
  /// The account that it belongs to; nil when none owns the number, and then it is kept for the console.
  package var account: String?
  package var from: String
  package var to: String
  package var text: String
  package var receivedAt: Timestamp
  package var attempts: Int

  package init(
    id: MessageID, provider: String, providerID: String, account: String?, from: String, to: String, text: String,
    receivedAt: Timestamp, attempts: Int = 0
  ) {
    self.id = id
    self.provider = provider
    self.providerID = providerID
    self.account = account
    self.from = from
    self.to = to
    self.text = text
    self.receivedAt = receivedAt
    self.attempts = attempts
  }
}
