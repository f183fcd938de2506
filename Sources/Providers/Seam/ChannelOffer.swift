/// What a channel of a provider offers.
package struct ChannelOffer: Hashable, Sendable {
  /// Messages in the largest call.
  package var batch: Int
  /// Calls under way at once, at most.
  package var concurrency: Int
  /// Whether binary data and ports can be carried.
  package var carriesBinary: Bool
  /// The farthest schedule that the provider takes; we hold messages ourselves, so it only bounds validity arithmetic.
  package var longestValidity: Duration?
  /// Whether a message that was handed over can still be stopped.
  package var canCancel: Bool
  /// Whether a lost answer can be settled by asking.
  package var canSettle: Bool
  /// How long after a lost answer the provider is asked for the first time, so that it has listed what it took.
  package var settleDelay: Duration

  package init(
    batch: Int, concurrency: Int = 4, carriesBinary: Bool = false, longestValidity: Duration? = nil,
    canCancel: Bool = false, canSettle: Bool = false, settleDelay: Duration = .seconds(5)
  ) {
    self.batch = batch
    self.concurrency = concurrency
    self.carriesBinary = carriesBinary
    self.longestValidity = longestValidity
    self.canCancel = canCancel
    self.canSettle = canSettle
    self.settleDelay = settleDelay
  }
}
