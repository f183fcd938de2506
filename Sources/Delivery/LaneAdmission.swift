import Messages
import Store
import Synchronization

/// Keeps count of the places in memory, so that a message is either handed to its lane's queue in memory or left in the
/// store to be claimed, and memory stays bounded. Asked on every thread that takes messages in.
package final class LaneAdmission: Sendable {
  private struct Share {
    var inMemory = 0
    /// Messages of this queue wait in the store: new ones must line up behind them there.
    var backlog = false
  }

  private let shares = Mutex<[LaneQueue: Share]>([:])
  /// Messages of one lane and account in memory, at most.
  private let limit: Int

  package init(limit: Int = 5_000) { self.limit = max(1, limit) }

  /// Takes a place; false when the message is to wait in the store.
  package func enter(_ queue: LaneQueue) -> Bool {
    shares.withLock { shares in
      var share = shares[queue] ?? Share()
      if share.backlog || share.inMemory >= limit {
        share.backlog = true
        shares[queue] = share
        return false
      }
      share.inMemory += 1
      shares[queue] = share
      return true
    }
  }

  /// Gives places back.
  package func leave(_ queue: LaneQueue, _ count: Int = 1) {
    shares.withLock {
      guard var share = $0[queue] else { return }
      share.inMemory = max(0, share.inMemory - count)
      $0[queue] = share.inMemory == 0 && !share.backlog ? nil : share
    }
  }

  /// There is something in the store.
  package func noteBacklog(_ queue: LaneQueue) {
    shares.withLock { $0[queue, default: Share()].backlog = true }
  }

  /// How many may be claimed now; takes those places. 0 when memory is still well filled or nothing waits in the store.
  package func roomToClaim(_ queue: LaneQueue, atMost: Int) -> Int {
    shares.withLock {
      guard var share = $0[queue], share.backlog, share.inMemory <= limit / 2 else { return 0 }
      let room = min(atMost, limit - share.inMemory)
      share.inMemory += room
      $0[queue] = share
      return room
    }
  }

  /// A claim brought fewer than asked for: the places left over are free, and the store is empty unless it was told
  /// otherwise meanwhile.
  package func claimed(_ queue: LaneQueue, asked: Int, got: Int) {
    shares.withLock {
      guard var share = $0[queue] else { return }
      share.inMemory = max(0, share.inMemory - (asked - got))
      if got < asked { share.backlog = false }
      $0[queue] = share
    }
  }
}
