/// What came of handing one message to a provider.
package enum SendOutcome: Hashable, Sendable {
  /// The provider has it.
  case accepted(ProviderReference)
  /// The provider will not take it: the state it ends in (REJECTED or UNDELIVERABLE) and why.
  case refused(MessageState, ProviderError)
  /// It certainly was not taken, and may be sent again, here or elsewhere.
  case retryLater(reason: String)
  /// It may have been taken: not to be repeated before that is settled.
  case unknown(reason: String)
}
