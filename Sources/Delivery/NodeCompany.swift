/// What being one of several nodes that share a store asks of the engine.
package struct NodeCompany: Sendable {
  /// The number of the unbroken time for which this node has held its lease; nil while it is over. A call whose intent
  /// was written in an earlier one may have been taken over, and must not be made.
  package var tenure: @Sendable () -> Int?
  /// How long a request to a provider takes at most, from when it leaves. A request of a node that seems dead may have
  /// begun just before its lease was over.
  package var longestCall: @Sendable () -> Duration

  /// How many other nodes live: they put status questions to the same providers.
  package var others: @Sendable () -> Int

  package init(
    tenure: @escaping @Sendable () -> Int?, longestCall: @autoclosure @escaping @Sendable () -> Duration,
    others: @escaping @Sendable () -> Int = { 0 }
  ) {
    self.tenure = tenure
    self.longestCall = longestCall
    self.others = others
  }
}
