import Dispatch
import Messages
import Store
import Synchronization

/// A store in memory that can be full, or stand still before it takes messages in.
final class TroubledStore: MessageStore, Sendable {
  let memory: MemoryStore
  private let trouble = Mutex<Trouble>(.none)
  private let stalled = DispatchSemaphore(value: 0)
  private let released = DispatchSemaphore(value: 0)

  init(_ memory: MemoryStore) { self.memory = memory }

  enum Trouble { case none, full, still }

  func has(_ trouble: Trouble) { self.trouble.withLock { $0 = trouble } }

  /// Returns when a commit stands still.
  func waitForStall() { stalled.wait() }

  /// Lets the commit go on, and all after it.
  func release() {
    has(.none)
    released.signal()
  }

  func commit(_ changes: [StoreChange]) throws(StoreError) -> [StoreAnswer] {
    let takesIn = changes.contains { change in
      switch change {
      case .accept, .keepPart: true
      default: false
      }
    }
    if takesIn {
      switch trouble.withLock({ $0 }) {
      case .none: break
      case .full: throw .full
      case .still:
        stalled.signal()
        released.wait()
      }
    }
    return try memory.commit(changes)
  }

  func recover(now: Timestamp) throws(StoreError) -> Recovery { try memory.recover(now: now) }
  func idle() {}
  func close() {}
}
