import Synchronization
import Transport

/// Takes the process's signals from the moment it is made, and hands them on once somebody can act on them. The order to
/// stop is handed on once.
final class SignalDesk: Sendable {
  private struct State {
    var waiting: [Signal] = []
    var act: (@Sendable (Signal) -> Void)?
    var isStopping = false
  }

  private let state: SharedState
  private let watch: SignalWatch

  private final class SharedState: Sendable {
    let value = Mutex(State())
  }

  init() {
    let state = SharedState()
    self.state = state
    watch = SignalWatch([.terminate, .interrupt, .hangUp]) { Self.arrived($0, state) }
  }

  /// Acts on what came meanwhile and on what comes.
  func attach(_ act: @escaping @Sendable (Signal) -> Void) {
    let waiting = state.value.withLock { state in
      state.act = act
      defer { state.waiting = [] }
      return state.waiting
    }
    for signal in waiting { act(signal) }
  }

  func cancel() { watch.cancel() }

  private static func arrived(_ signal: Signal, _ state: SharedState) {
    let act = state.value.withLock { state -> (@Sendable (Signal) -> Void)? in
      if signal != .hangUp {
        guard !state.isStopping else { return nil }
        state.isStopping = true
      }
      if state.act == nil { state.waiting.append(signal) }
      return state.act
    }
    act?(signal)
  }
}
