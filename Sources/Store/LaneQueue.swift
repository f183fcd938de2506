import Messages

/// One queue of the dispatcher that has something in the store.
package struct LaneQueue: Hashable, Sendable {
  package var lane: LaneName
  package var account: String
  package init(lane: LaneName, account: String) {
    self.lane = lane
    self.account = account
  }
}

extension LaneQueue: Comparable {
  /// By provider, channel and account, so that lists of them are the same everywhere.
  package static func < (a: Self, b: Self) -> Bool {
    (a.lane.provider, a.lane.channel.rawValue, a.account) < (b.lane.provider, b.lane.channel.rawValue, b.account)
  }
}
