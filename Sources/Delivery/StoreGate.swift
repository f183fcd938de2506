import Store

/// The way to the store: whoever has changes hands them in and is told when they are durable.
package protocol StoreGate: Sendable {
  /// Queues the changes; those of one call are committed together. Calls keep their order among those that take in, and
  /// among the others: a client that waits for its answer goes before what the engine does by itself. The completion gets one answer a change,
  /// or why none of them happened, on the store's thread: it must be short.
  func submit(_ changes: [StoreChange], completion: @escaping StoreCompletion)

  /// Whether so much is queued that nothing more should be taken in.
  var isOverloaded: Bool { get }
}

package typealias StoreCompletion = @Sendable (Result<ArraySlice<StoreAnswer>, StoreError>) -> Void
