import Synchronization

/// What the threads of a store tell each other.
final class Company: Sendable {
  private let open = Atomic(true)
  private let others = Atomic(true)

  /// Whether the store has not been closed or interrupted.
  var isOpen: Bool { open.load(ordering: .acquiring) }

  func close() { open.store(false, ordering: .releasing) }

  /// Whether other nodes live. Until it has been asked they may.
  var hasOthers: Bool {
    get { others.load(ordering: .relaxed) }
    set { others.store(newValue, ordering: .relaxed) }
  }
}
