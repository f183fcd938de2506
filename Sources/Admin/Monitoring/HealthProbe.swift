import Dispatch
import Synchronization
import Transport

/// Whether the store can be written. Everybody may ask, so one answer is used again for a while and one write is under
/// way at most.
package final class HealthProbe: Sendable {
  /// How long an answer is good for.
  static let freshness = Duration.seconds(2)
  /// A store that has not answered by then cannot be written.
  static let patience = Duration.seconds(5)

  private struct State {
    var last: (isWritable: Bool, at: Duration)?
    var waiting: [@Sendable (Bool) -> Void] = []
    var turn = 0
  }

  private let write: @Sendable (@escaping @Sendable (Bool) -> Void) -> Void
  private let now: @Sendable () -> Duration
  private let state = Mutex(State())

  package init(
    _ write: @escaping @Sendable (@escaping @Sendable (Bool) -> Void) -> Void,
    now: @escaping @Sendable () -> Duration = { EventLoop.now }
  ) {
    self.write = write
    self.now = now
  }

  /// Asks, or joins those who wait for an answer.
  package func ask(_ done: @escaping @Sendable (Bool) -> Void) {
    let now = now()
    let (known, turn) = state.withLock { state -> (Bool?, Int?) in
      if let last = state.last, now - last.at < Self.freshness { return (last.isWritable, nil) }
      state.waiting.append(done)
      guard state.waiting.count == 1 else { return (nil, nil) }
      state.turn += 1
      return (nil, state.turn)
    }
    if let known { done(known) }
    guard let turn else { return }
    write { self.settle($0, turn) }
    DispatchQueue.global().asyncAfter(deadline: .now() + .seconds(Int(Self.patience.components.seconds))) {
      @Sendable [weak self] in self?.settle(false, turn)
    }
  }

  private func settle(_ isWritable: Bool, _ turn: Int) {
    let now = now()
    let waiting = state.withLock { state -> [@Sendable (Bool) -> Void] in
      guard state.turn == turn, !state.waiting.isEmpty else { return [] }
      state.last = (isWritable, now)
      defer { state.waiting = [] }
      return state.waiting
    }
    for done in waiting { done(isWritable) }
  }
}
