/// Makes message ids: 13 digits of Unix milliseconds, two of the node, three of a counter.
///
/// A value with the clock passed in. When the clock stands still or goes back, ids go on rising from the last one, so
/// none is made twice; a burst above 1,000 in a millisecond borrows from the next ones.
package struct MessageIDGenerator: Sendable {
  /// This node's number, 0 to 99, different on every node that shares a database.
  package let node: UInt64
  private var tick: UInt64
  private var counter: UInt64 = 0

  /// - Parameter floor: the highest id that the store has ever held; the first new id is above it.
  package init(node: Int, floor: MessageID?) {
    self.node = UInt64(max(0, min(99, node)))
    tick = (floor?.rawValue ?? 0) / 100_000
    counter = floor == nil ? 0 : 1_000
  }

  package mutating func next(now: Timestamp) -> MessageID {
    let clock = UInt64(max(1_000_000_000_000, min(9_999_999_999_999, now.milliseconds)))
    if clock > tick {
      tick = clock
      counter = 0
    } else if counter >= 1_000 {
      tick += 1
      counter = 0
    }
    defer { counter += 1 }
    return MessageID(rawValue: tick * 100_000 + node * 1_000 + counter)
  }
}
