import Synchronization

/// The open connections, each with the way to end it.
final class LiveConnections: Sendable {
  private struct State {
    var ends: [UInt64: @Sendable () -> Void] = [:]
    var whenEmpty: [@Sendable () -> Void] = []
  }

  private let state = Mutex(State())

  func add(_ id: UInt64, _ end: @escaping @Sendable () -> Void) { state.withLock { $0.ends[id] = end } }

  func remove(_ id: UInt64) {
    let told = state.withLock { state -> [@Sendable () -> Void] in
      state.ends[id] = nil
      guard state.ends.isEmpty else { return [] }
      defer { state.whenEmpty = [] }
      return state.whenEmpty
    }
    for tell in told { tell() }
  }

  var all: [@Sendable () -> Void] { state.withLock { Array($0.ends.values) } }

  /// Runs the work once there is no connection: at once, or on the loop of the last one.
  func whenEmpty(_ work: @escaping @Sendable () -> Void) {
    let isEmpty = state.withLock { state in
      if !state.ends.isEmpty { state.whenEmpty.append(work) }
      return state.ends.isEmpty
    }
    if isEmpty { work() }
  }
}
