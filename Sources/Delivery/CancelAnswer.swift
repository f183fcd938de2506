import Messages
import Store
import Synchronization

/// Whoever cancels messages: told once what has ended by then.
final class CancelAnswer: Sendable {
  typealias Done = @Sendable (Result<[MessageID], StoreError>) -> Void

  private struct State {
    var ended: [MessageID]
    var done: Done?
  }

  private let state: Mutex<State>

  /// - Parameter ended: what has ended already.
  init(_ ended: [MessageID], _ done: @escaping Done) { state = Mutex(State(ended: ended, done: done)) }

  /// One more has ended.
  func add(_ id: MessageID) { state.withLock { $0.ended.append(id) } }

  /// Tells what has ended so far; only the first call does.
  func tell() {
    let (ended, done) = state.withLock { state in (state.ended, state.done.take()) }
    done?(.success(ended))
  }
}

/// How many cancels of each account are on their way through providers: they take as long as those take, and share their
/// pace with what is sent.
final class CancelsUnderWay: Sendable {
  /// Of one account; what is cancelled beyond them ends where it waits here, and providers are not asked.
  static let most = 4

  private let counts = Mutex<[String: Int]>([:])

  func begin(_ account: String) -> Bool {
    counts.withLock { counts in
      guard counts[account, default: 0] < Self.most else { return false }
      counts[account, default: 0] += 1
      return true
    }
  }

  func end(_ account: String) {
    counts.withLock { counts in
      let left = (counts[account] ?? 0) - 1
      counts[account] = left > 0 ? left : nil
    }
  }
}
