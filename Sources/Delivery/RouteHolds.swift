import Messages
import Store

/// Messages that their routes keep back: claimed in the store, where a restart finds them, and out of memory but for their
/// ids. They stay where they are until the routes change.
struct RouteHolds {
  /// Ids kept, at most: eight octets each.
  static let limit = 1_000_000

  private struct Held {
    var rule: RouteRule
    var queues: [LaneQueue: [MessageID]] = [:]
  }

  /// By the name of the route.
  private var held: [String: Held] = [:]
  private var count = 0
  /// The routes when it was last looked which of them hold what.
  private var rules: [RouteRule] = []

  /// Keeps as many as there is room for, by the route that holds them; answers how many.
  mutating func add(_ more: [MessageID], of queue: LaneQueue, under rule: RouteRule) -> Int {
    let room = min(more.count, Self.limit - count)
    guard room > 0 else { return 0 }
    held[rule.name, default: Held(rule: rule)].queues[queue, default: []] += more.prefix(room)
    count += room
    return room
  }

  /// Those of routes that are no longer there as they were.
  mutating func takeAll(unless rules: [RouteRule]) -> [LaneQueue: [MessageID]] {
    guard self.rules != rules else { return [:] }
    self.rules = rules
    var taken: [LaneQueue: [MessageID]] = [:]
    for (name, held) in held where !rules.contains(held.rule) {
      self.held[name] = nil
      taken.merge(held.queues, uniquingKeysWith: +)
    }
    count -= taken.values.reduce(0) { $0 + $1.count }
    return taken
  }
}
