import Messages
import Synchronization

/// The last so many messages of which something is remembered; older ones are forgotten.
final class RecentMessages: Sendable {
  private struct State {
    var ids: Set<MessageID> = []
    var order: [MessageID] = []
    var next = 0
  }

  private let state = Mutex(State())
  private let capacity: Int

  init(capacity: Int = 10_000) { self.capacity = max(1, capacity) }

  func add(_ id: MessageID) {
    state.withLock { state in
      guard state.ids.insert(id).inserted else { return }
      if state.order.count < capacity { return state.order.append(id) }
      state.ids.remove(state.order[state.next])
      state.order[state.next] = id
      state.next = (state.next + 1) % capacity
    }
  }

  func contains(_ id: MessageID) -> Bool { state.withLock { !$0.ids.isEmpty && $0.ids.contains(id) } }
}
