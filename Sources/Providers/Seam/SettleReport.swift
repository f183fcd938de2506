import Messages

/// What asking about a lost answer brought. A message in none of the two is still undecided: ask again later.
package struct SettleReport: Hashable, Sendable {
  package var sent: [MessageID: ProviderReference]
  package var notSent: Set<MessageID>
  package init(sent: [MessageID: ProviderReference] = [:], notSent: Set<MessageID> = []) {
    self.sent = sent
    self.notSent = notSent
  }
}
