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

  private struct Places {
    var shares: [LaneQueue: Share] = [:]
    var totals: [LaneName: Int] = [:]
  }

  private let places = Mutex(Places())
  /// Messages of one lane and account in memory, at most.
  private let queueLimit: Int
  /// Messages of one lane in memory, at most, beside the ``reserve`` of each account.
  private let laneLimit: Int
  /// Urgent messages pass those that wait in the store, and have so many more places.
  private let urgentLimit: Int
  /// Places that an account has even in a lane that others have filled.
  private let reserve: Int

  package init(laneLimit: Int = 100_000, queueLimit: Int = 5_000) {
    self.laneLimit = max(1, laneLimit)
    self.queueLimit = max(1, min(queueLimit, self.laneLimit))
    urgentLimit = self.queueLimit + max(1, self.queueLimit / 5)
    reserve = min(16, self.queueLimit)
  }

  /// Takes up to `count` places and answers how many; the rest is to wait in the store.
  package func enter(_ queue: LaneQueue, _ count: Int = 1, urgent: Bool = false) -> Int {
    places.withLock { places in
      var share = places.shares[queue] ?? Share()
      let limit = urgent ? urgentLimit : queueLimit
      let room = share.backlog && !urgent ? 0 : room(for: share, of: limit, in: places.totals[queue.lane] ?? 0)
      let granted = min(count, room)
      share.inMemory += granted
      if granted < count { share.backlog = true }
      places.shares[queue] = share
      places.totals[queue.lane, default: 0] += granted
      return granted
    }
  }

  /// Takes places whatever the limits say: for what came out of memory a moment ago and must go back.
  package func reenter(_ queue: LaneQueue, _ count: Int) {
    places.withLock {
      $0.shares[queue, default: Share()].inMemory += count
      $0.totals[queue.lane, default: 0] += count
    }
  }

  /// Gives places back.
  package func leave(_ queue: LaneQueue, _ count: Int = 1) {
    places.withLock { places in
      guard var share = places.shares[queue] else { return }
      let left = min(count, share.inMemory)
      share.inMemory -= left
      places.shares[queue] = share.inMemory == 0 && !share.backlog ? nil : share
      Self.lower(&places.totals, queue.lane, left)
    }
  }

  /// There is something in the store.
  package func noteBacklog(_ queue: LaneQueue) {
    places.withLock { $0.shares[queue, default: Share()].backlog = true }
  }

  /// How many may be claimed now; takes those places. 0 when memory is still well filled or nothing waits in the store.
  package func roomToClaim(_ queue: LaneQueue, atMost: Int) -> Int {
    places.withLock { places in
      guard var share = places.shares[queue], share.backlog, share.inMemory <= queueLimit / 2 else { return 0 }
      let room = min(atMost, room(for: share, of: queueLimit, in: places.totals[queue.lane] ?? 0))
      share.inMemory += room
      places.shares[queue] = share
      places.totals[queue.lane, default: 0] += room
      return room
    }
  }

  /// A claim is over: the places left over are free. `emptied`: nothing of the queue is left in the store.
  package func claimed(_ queue: LaneQueue, asked: Int, got: Int, emptied: Bool) {
    places.withLock { places in
      guard var share = places.shares[queue] else { return }
      let left = min(max(0, asked - got), share.inMemory)
      share.inMemory -= left
      if emptied { share.backlog = false }
      places.shares[queue] = share.inMemory == 0 && !share.backlog ? nil : share
      Self.lower(&places.totals, queue.lane, left)
    }
  }

  /// Messages of the lane in memory.
  package func inMemory(_ lane: LaneName) -> Int { places.withLock { $0.totals[lane] ?? 0 } }

  private func room(for share: Share, of limit: Int, in total: Int) -> Int {
    max(0, min(limit - share.inMemory, max(laneLimit - total, reserve - share.inMemory)))
  }

  private static func lower(_ totals: inout [LaneName: Int], _ lane: LaneName, _ count: Int) {
    guard let total = totals[lane] else { return }
    totals[lane] = total > count ? total - count : nil
  }
}
