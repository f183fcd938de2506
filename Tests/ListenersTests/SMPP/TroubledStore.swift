import Dispatch
import Messages
import Store
import Synchronization

/// A store in memory that can be full, or stand still before it takes messages in or fails to.
final class TroubledStore: MessageStore, Sendable {
  let memory: MemoryStore
  private let trouble = Mutex<Trouble>(.none)
  private let stalled = DispatchSemaphore(value: 0)
  private let released = DispatchSemaphore(value: 0)

  init(_ memory: MemoryStore) { self.memory = memory }

  enum Trouble { case none, full, still, doomed }

  func has(_ trouble: Trouble) { self.trouble.withLock { $0 = trouble } }

  /// Returns when a commit stands still.
  func waitForStall() { stalled.wait() }

  /// Lets the commit go on, or fail where it was doomed; those after it have the trouble that is told.
  func release(into next: Trouble = .none) {
    has(next)
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
      case .doomed:
        stalled.signal()
        released.wait()
        throw .full
      }
    }
    return try memory.commit(changes)
  }

  func recover(now: Timestamp) throws(StoreError) -> Recovery { try memory.recover(now: now) }
  func idle() {}
  func close() {}
}
