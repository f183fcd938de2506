import Store

/// The way to the store: whoever has changes hands them in and is told when they are durable.
package protocol StoreGate: Sendable {
  /// Queues the changes; they are committed together, in the order of the calls. The completion gets one answer a change,
  /// or why none of them happened, on the store's thread: it must be short.
  func submit(_ changes: [StoreChange], completion: @escaping StoreCompletion)

  /// Whether so much is queued that nothing more should be taken in.
  var isOverloaded: Bool { get }
}

package typealias StoreCompletion = @Sendable (Result<ArraySlice<StoreAnswer>, StoreError>) -> Void
