import Messages
import Store

/// Numbers for calls: rising, unique over nodes, and above those of the calls that an earlier run left open.
struct CallIDs {
  private var last: UInt64
  private let node: UInt64

  init(node: Int, floor: CallID? = nil) {
    self.node = UInt64(max(0, min(99, node)))
    last = (floor?.rawValue ?? 0) / 100
  }

  mutating func next(now: Timestamp) -> CallID {
    let candidate = UInt64(max(0, min(now.milliseconds, 99_999_999_999_999))) * 1_000
    last = max(last + 1, candidate)
    return CallID(rawValue: last * 100 + node)
  }
}
