import Messages
import Store

/// One account's outbox, or that of all mail, as a value: a window on what the store holds for it.
package struct OutboxQueue: Sendable {
  /// Something in memory, and until when nobody else is handed it.
  private struct Held: Sendable {
    var item: OutboxItem
    var until: Duration
  }

  private var urgent = Fifo<Held>()
  private var ready = Fifo<Held>()
  /// All that is in memory, waiting or with a sink, with the end of its lease.
  private var leases: [OutboxKey: Duration] = [:]
  /// The store may hold more.
  package var owes = true
  package var isClaiming = false
  package var lookAt: Duration?

  package init() {}

  /// Items in memory, waiting or with a sink.
  package var count: Int { leases.count }
  package var waiting: Int { urgent.count + ready.count }

  /// Takes an item in; false when it is here already.
  package mutating func append(_ item: OutboxItem, until: Duration, now: Duration) -> Bool {
    // One whose lease is over has been lost by the sink that had it.
    if let other = leases[item.key], other > now { return false }
    leases[item.key] = until
    let held = Held(item: item, until: until)
    if item.isUrgent { urgent.append(held) } else { ready.append(held) }
    return true
  }

  /// The next items for a sink, most urgent first; `tooEarly` is told when the first of the rest may go.
  package mutating func next(
    _ room: Int, now: Duration, wall: Timestamp, grace: Duration, tooEarly: inout Duration?
  ) -> [OutboxItem] {
    var items: [OutboxItem] = []
    Self.take(from: &urgent, room, now, wall, grace, &items, &leases, &owes, &tooEarly)
    Self.take(from: &ready, room, now, wall, grace, &items, &leases, &owes, &tooEarly)
    return items
  }

  private static func take(
    from line: inout Fifo<Held>, _ room: Int, _ now: Duration, _ wall: Timestamp, _ grace: Duration,
    _ items: inout [OutboxItem], _ leases: inout [OutboxKey: Duration], _ owes: inout Bool, _ tooEarly: inout Duration?
  ) {
    while items.count < room, let held = line.first {
      // Somebody else may have it by now.
      if held.until <= now || leases[held.item.key] != held.until {
        _ = line.popFirst()
        if leases[held.item.key] == held.until { leases[held.item.key] = nil }
        owes = true
        continue
      }
      if let pause = held.item.pause(at: wall, grace: grace) {
        tooEarly = min(tooEarly ?? pause, pause)
        return
      }
      items.append(held.item)
      _ = line.popFirst()
    }
  }

  /// A sink has reported the item.
  package mutating func finished(_ key: OutboxKey) { leases[key] = nil }

  /// Gives up all that waits, in order.
  package mutating func takeWaiting() -> [OutboxItem] {
    var items: [OutboxItem] = []
    while let held = urgent.popFirst() ?? ready.popFirst() {
      guard leases[held.item.key] == held.until else { continue }
      leases[held.item.key] = nil
      items.append(held.item)
    }
    return items
  }
}
