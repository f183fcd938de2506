import Synchronization

/// The open connections, each with the way to end it.
final class LiveConnections: Sendable {
  private let ends = Mutex<[UInt64: @Sendable () -> Void]>([:])

  func add(_ id: UInt64, _ end: @escaping @Sendable () -> Void) { ends.withLock { $0[id] = end } }
  func remove(_ id: UInt64) { ends.withLock { $0[id] = nil } }
  var all: [@Sendable () -> Void] { ends.withLock { Array($0.values) } }
}
