import Synchronization

/// What the threads of a store tell each other.
final class Company: Sendable {
  private let open = Atomic(true)
  private let others = Atomic(1)
  private let reached = Atomic(true)
  private let tenure: Mutex<Tenure>

  /// - Parameters:
  ///   - lease: of this node.
  ///   - start: when it was asked for (``Tenure/clock``).
  init(lease: Duration, since start: Duration) { tenure = Mutex(Tenure(lease: lease, since: start)) }

  /// Whether the store has not been closed or interrupted.
  var isOpen: Bool { open.load(ordering: .acquiring) }

  func close() { open.store(false, ordering: .releasing) }

  /// How many other nodes live. Until it has been asked there may be one.
  var otherNodes: Int {
    get { others.load(ordering: .relaxed) }
    set { others.store(newValue, ordering: .relaxed) }
  }

  /// Whether the server could be reached when the watch last tried.
  var isReachable: Bool {
    get { reached.load(ordering: .relaxed) }
    set { reached.store(newValue, ordering: .relaxed) }
  }

  /// The number of the unbroken time for which this node has held its lease; nil while it is over.
  var tenureNumber: Int? { tenure.withLock { $0.number(at: Tenure.clock) } }

  func renewed(at asked: Duration) { tenure.withLock { $0.renewed(at: asked) } }
}
