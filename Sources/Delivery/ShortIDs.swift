import Messages
import Store
import Synchronization

/// Ids for SMPP 3.3, whose `message_id` is eight hexadecimal digits (SMPP 3.3 §6.2.2.13): a counter that is never set
/// back, reserved in the store block by block.
package final class ShortIDs: Sendable {
  private struct State {
    var next: UInt32
    var reservedEnd: UInt32
  }

  /// The key under which the end of the reserved block is remembered.
  package static let key = "short-id"
  private static let first: UInt32 = 0x1000_0000
  private static let block: UInt32 = 10_000

  private let state: Mutex<State>
  private let gate: any StoreGate

  /// - Parameter remembered: the end of the block that the last run reserved.
  package init(remembered: String?, gate: any StoreGate) {
    let start = max(remembered.flatMap { UInt32($0) } ?? Self.first, Self.first)
    state = Mutex(State(next: start, reservedEnd: start))
    self.gate = gate
  }

  /// The next id. Its block's reservation is handed to the store before any message that carries it can be.
  package func next() -> String {
    let (id, reservation) = state.withLock { state -> (UInt32, UInt32?) in
      var reservation: UInt32?
      if state.next == state.reservedEnd {
        if state.next > .max - 2 * Self.block { state.next = Self.first }
        state.reservedEnd = state.next + Self.block
        reservation = state.reservedEnd
      }
      defer { state.next += 1 }
      return (state.next, reservation)
    }
    if let reservation { gate.submit([.remember(key: Self.key, value: String(reservation), until: nil)]) { _ in } }
    return String(id, radix: 16, uppercase: true)
  }
}
