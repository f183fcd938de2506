import Synchronization
import Transport

/// What happened to a connection, in order, for a test to wait for.
final class Inbox: Sendable {
  enum Event: Equatable, Sendable {
    case opened
    case received([UInt8])
    case secured
    case readEnded
    case drained
    case closed(CloseReason)
    case notConnected(ConnectFailure)
  }

  private struct State {
    var events: [Event] = []
    var waiter: CheckedContinuation<Event, Never>?
  }

  private let state = Mutex(State())

  func add(_ event: Event) {
    let waiter = state.withLock { state -> CheckedContinuation<Event, Never>? in
      guard let waiter = state.waiter else {
        state.events.append(event)
        return nil
      }
      state.waiter = nil
      return waiter
    }
    waiter?.resume(returning: event)
  }

  func next() async -> Event {
    await withCheckedContinuation { continuation in
      let event = state.withLock { state -> Event? in
        if state.events.isEmpty {
          state.waiter = continuation
          return nil
        }
        return state.events.removeFirst()
      }
      if let event { continuation.resume(returning: event) }
    }
  }

  /// Bytes until that many came, whatever pieces they came in; fewer when something else happens first.
  func bytes(_ count: Int) async -> [UInt8] {
    var bytes: [UInt8] = []
    while bytes.count < count {
      switch await next() {
      case .received(let more): bytes += more
      case .drained: continue
      default: return bytes
      }
    }
    return bytes
  }

  /// Skips to the end of the connection.
  func closed() async -> CloseReason? {
    while true {
      switch await next() {
      case .closed(let reason): return reason
      case .notConnected: return nil
      default: continue
      }
    }
  }
}
