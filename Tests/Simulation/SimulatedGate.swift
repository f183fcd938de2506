import Delivery
import Messages
import Store
import Synchronization

/// The way to a store that outlives crashes: commits take time, and fail while the world says so.
final class SimulatedGate: StoreGate {
  private struct Submission: Sendable {
    var changes: [StoreChange]
    var completion: StoreCompletion
  }

  private struct State {
    var waiting: [Submission] = []
    var isCommitting = false
  }

  private let store: MemoryStore
  private let executor: VirtualExecutor
  private let random: SharedRandom
  private let failure: @Sendable () -> StoreError?
  private let state = Mutex(State())

  init(
    _ store: MemoryStore, executor: VirtualExecutor, random: SharedRandom,
    failure: @escaping @Sendable () -> StoreError?
  ) {
    self.store = store
    self.executor = executor
    self.random = random
    self.failure = failure
  }

  var isOverloaded: Bool { state.withLock { $0.waiting.count > 5_000 } }

  func submit(_ changes: [StoreChange], completion: @escaping StoreCompletion) {
    let isFirst = state.withLock { state in
      state.waiting.append(Submission(changes: changes, completion: completion))
      defer { state.isCommitting = true }
      return !state.isCommitting
    }
    if isFirst { begin() }
  }

  /// Nothing that was handed in is committed any more, and nobody is told.
  func letGo() {
    let waiting = state.withLock { state in
      defer { state.waiting = [] }
      return state.waiting
    }
    // Let go of outside the lock: whom they hold may hand something in when it goes.
    _ = waiting
  }

  private func begin() {
    let pause = random.chance(97) ? random.milliseconds(0...6) : random.milliseconds(0...900)
    executor.schedule(after: pause) { self.commit() }
  }

  private func commit() {
    let taken = state.withLock { state in
      let taken = state.waiting
      state.waiting = []
      return taken
    }
    let result: Result<[StoreAnswer], StoreError>
    do throws(StoreError) {
      if let failure = failure() { throw failure }
      result = .success(try store.commit(taken.flatMap(\.changes)))
    } catch {
      result = .failure(error)
    }
    executor.schedule(after: random.milliseconds(0...3)) { self.report(taken, result) }
  }

  private func report(_ taken: [Submission], _ result: Result<[StoreAnswer], StoreError>) {
    var start = 0
    for submission in taken {
      let end = start + submission.changes.count
      submission.completion(result.map { $0[start..<end] })
      start = end
    }
    let more = state.withLock { state in
      state.isCommitting = !state.waiting.isEmpty
      return state.isCommitting
    }
    if more { begin() }
  }
}
