import Messages
import Store
import Synchronization

/// Ids for SMPP 3.3, whose `message_id` is eight hexadecimal digits (SMPP 3.3 §6.2.2.13): a counter that is never set
/// back, reserved in the store block by block. Nodes that share a store count in ranges of their own.
package final class ShortIDs: Sendable {
  private struct State {
    var next: UInt32
    var reservedEnd: UInt32
  }

  private static let block: UInt32 = 10_000
  /// Eight digits, none of them a leading zero.
  private static let all: Range<UInt32> = 0x1000_0000..<UInt32.max
  /// Numbers of nodes: 0 to 99.
  private static let nodes: UInt32 = 100

  /// The key under which the end of the reserved block is remembered.
  private let key: String
  private let range: Range<UInt32>
  private let state: Mutex<State>
  private let gate: any StoreGate

  /// - Parameters:
  ///   - node: this node's number among those that share the store; nil when there is one only, which has all ids.
  ///   - remembered: what the store remembers; among it the end of the block that the last run reserved.
  package init(node: Int?, remembered: [String: String], gate: any StoreGate) {
    key = node.map { "short-id/\($0)" } ?? "short-id"
    range = node.map(Self.range(of:)) ?? Self.all
    let start = remembered[key].flatMap { UInt32($0) } ?? range.lowerBound
    let next = range.contains(start) ? start : range.lowerBound
    state = Mutex(State(next: next, reservedEnd: next))
    self.gate = gate
  }

  private static func range(of node: Int) -> Range<UInt32> {
    let width = UInt32(all.count) / nodes
    let start = all.lowerBound + UInt32(max(0, min(Int(nodes) - 1, node))) * width
    return start..<start + width
  }

  /// The next id. Its block's reservation is handed to the store before any message that carries it can be.
  package func next() -> String {
    let (id, reservation) = state.withLock { state -> (UInt32, UInt32?) in
      var reservation: UInt32?
      if state.next == state.reservedEnd {
        if range.upperBound - state.next < 2 * Self.block { state.next = range.lowerBound }
        state.reservedEnd = state.next + Self.block
        reservation = state.reservedEnd
      }
      defer { state.next += 1 }
      return (state.next, reservation)
    }
    if let reservation { gate.submit([.remember(key: key, value: String(reservation), until: nil)]) { _ in } }
    return String(id, radix: 16, uppercase: true)
  }
}
