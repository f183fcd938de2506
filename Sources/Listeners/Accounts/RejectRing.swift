import Messages
import Synchronization

/// The last things that clients sent and that were refused, for whoever asks why.
package final class RejectRing: Sendable {
  package struct Entry: Sendable, Hashable {
    package var at: Timestamp
    /// `smpp` or `smtp`.
    package var protocolName: String
    package var peer: String
    package var account: String?
    /// What was answered: a status or a reply.
    package var answer: String
    package var field: String
    package var offset: Int
    package var reason: String
    /// The first octets, as they came.
    package var bytes: [UInt8]

    package init(
      at: Timestamp, protocolName: String, peer: String, account: String?, answer: String, field: String = "",
      offset: Int = 0, reason: String, bytes: [UInt8] = []
    ) {
      self.at = at
      self.protocolName = protocolName
      self.peer = peer
      self.account = account
      self.answer = answer
      self.field = field
      self.offset = offset
      self.reason = reason
      self.bytes = bytes
    }
  }

  private struct State {
    var entries: [Entry] = []
    var next = 0
  }

  private let state = Mutex(State())
  private let capacity: Int

  package init(capacity: Int) { self.capacity = max(1, capacity) }

  package func add(_ entry: Entry) {
    state.withLock { state in
      if state.entries.count < capacity {
        state.entries.append(entry)
      } else {
        state.entries[state.next] = entry
        state.next = (state.next + 1) % capacity
      }
    }
  }

  /// Newest first.
  package var all: [Entry] {
    state.withLock { Array(($0.entries[$0.next...] + $0.entries[..<$0.next]).reversed()) }
  }
}
