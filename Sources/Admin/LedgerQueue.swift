import Dispatch
import Store
import Synchronization

/// Where questions to the ledger wait for their turn: they read the disk, so they run on a queue of their own, and only
/// so many may wait.
package final class LedgerQueue: Sendable {
  /// Questions that may wait; past it they are refused.
  package static let room = 64

  private let queue = DispatchQueue(label: "passerelle.admin.ledger")
  private let waiting = Atomic<Int>(0)
  let ledger: any MessageLedger

  package init(_ ledger: any MessageLedger) { self.ledger = ledger }

  /// Runs the work behind what waits; false when too much does.
  package func run(_ work: @escaping @Sendable (any MessageLedger) -> Void) -> Bool {
    guard waiting.add(1, ordering: .relaxed).newValue <= Self.room else {
      waiting.subtract(1, ordering: .relaxed)
      return false
    }
    queue.async { @Sendable [self] in
      waiting.subtract(1, ordering: .relaxed)
      work(ledger)
    }
    return true
  }
}
