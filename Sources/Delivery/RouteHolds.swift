import Messages
import Store

/// Messages that their routes keep back: claimed in the store, where a restart finds them, and out of memory but for their
/// ids. They stay where they are until the routes change.
struct RouteHolds {
  /// Ids kept, at most: eight octets each.
  static let limit = 1_000_000

  private var ids: [LaneQueue: [MessageID]] = [:]
  private var count = 0
  /// The routes by which the first of them was kept back.
  private var rules: [RouteRule] = []

  var isEmpty: Bool { count == 0 }

  /// Keeps as many as there is room for; answers how many.
  mutating func add(_ more: [MessageID], of queue: LaneQueue, under rules: [RouteRule]) -> Int {
    if isEmpty { self.rules = rules }
    let room = min(more.count, Self.limit - count)
    guard room > 0 else { return 0 }
    ids[queue, default: []] += more.prefix(room)
    count += room
    return room
  }

  /// All of them, unless the routes are still the same.
  mutating func takeAll(unless rules: [RouteRule]) -> [LaneQueue: [MessageID]] {
    guard !isEmpty, self.rules != rules else { return [:] }
    defer { (ids, count) = ([:], 0) }
    return ids
  }
}
