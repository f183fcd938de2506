/// Where a message stands inside the bridge. The raw value is stored; never renumber. From 16 on it has ended.
package enum Stage: UInt8, Hashable, Sendable {
  case scheduled = 0
  case queued = 1
  /// In a node's memory, waiting for a call.
  case claimed = 2
  /// In a call that is under way, or whose answer was lost.
  case calling = 3
  /// The provider has it.
  case sent = 4
  case ended = 16
}
