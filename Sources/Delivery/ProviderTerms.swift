/// What an operator set about one provider that is the engine's to keep, not the adapter's.
package struct ProviderTerms: Sendable, Equatable {
  /// Source addresses that are registered there; none: all are tried.
  package var allowedSenders: Set<String> = []
  /// Failed calls in a row that stop a lane for a while.
  package var breakerFailures = 5
  /// The first stop; each one after it is twice as long.
  package var breakerPause = Duration.seconds(1)
  package var longestBreakerPause = Duration.seconds(60)
  /// How long messages are held when the account is used up, before one call tries again.
  package var noMoneyPause = Duration.seconds(300)
  /// For messages of routes that say nothing themselves, and of none.
  package var onUnknown = RouteRule.UnknownPolicy.hold
  /// How often it is asked for messages from handsets; nil: as all are.
  package var incomingRhythm: Duration?

  package init() {}

  /// Whether the source address may be used there.
  package func allows(sender: String) -> Bool { allowedSenders.isEmpty || allowedSenders.contains(sender) }
}
