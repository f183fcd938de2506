import Messages
import Store

/// Numbers for calls: rising, and unique over nodes and restarts as long as the clock is not set back by more than a call
/// lasts.
struct CallIDs {
  private var last: UInt64 = 0
  private let node: UInt64

  init(node: Int) { self.node = UInt64(max(0, min(99, node))) }

  mutating func next(now: Timestamp) -> CallID {
    let candidate = UInt64(max(0, now.milliseconds)) * 1_000
    last = max(last + 1, candidate)
    return CallID(rawValue: last * 100 + node)
  }
}
