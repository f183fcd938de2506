import Delivery
import Messages
import Synchronization
import Transport

/// The engine's executor with a clock of its own: nothing takes time unless the seed says so, and hours pass in
/// milliseconds. Posted work runs in order; timers fire late, as real ones do, and between posted work as the seed likes.
final class VirtualExecutor: EngineExecutor, LoopDriver {
  private struct Job: Sendable {
    var due: Duration
    var order: Int
    /// The run of the engine that it belongs to; nil for the world around it, which outlives a crash.
    var run: Int?
    var work: @Sendable () -> Void
  }

  private struct State {
    var now = Duration.zero
    var wallOffset: Int64 = 1_700_000_000_000
    var order = 0
    var run = 0
    var isOver = false
    var posted: [Job] = []
    var head = 0
    var timers: [Job] = []
    var steps = 0
    var digest: UInt64 = 0
    var random: SeededRandom
  }

  private let state: Mutex<State>

  init(seed: UInt64) { state = Mutex(State(random: SeededRandom(seed ^ 0xE5EC))) }

  var now: Duration { state.withLock { $0.now } }
  var steps: Int { state.withLock { $0.steps } }
  var wallClock: Timestamp {
    state.withLock { Timestamp(milliseconds: $0.wallOffset + $0.now.milliseconds) }
  }

  func post(_ work: @escaping @Sendable () -> Void) {
    state.withLock {
      $0.order += 1
      $0.posted.append(Job(due: $0.now, order: $0.order, run: $0.run, work: work))
    }
  }

  func schedule(after delay: Duration, _ work: @escaping @Sendable () -> Void) {
    add(after: delay, ofWorld: false, work)
  }

  func aside(_ work: @escaping @Sendable () -> Void) { post(work) }

  /// A timer of the world around the engine.
  func scheduleWorld(after delay: Duration, _ work: @escaping @Sendable () -> Void) {
    add(after: delay, ofWorld: true, work)
  }

  private func add(after delay: Duration, ofWorld: Bool, _ work: @escaping @Sendable () -> Void) {
    state.withLock { state in
      guard !state.isOver else { return }
      state.order += 1
      let late = state.random.chance(90) ? Duration.zero : state.random.milliseconds(0...20)
      let job = Job(
        due: state.now + max(.zero, delay) + late, order: state.order, run: ofWorld ? nil : state.run, work: work)
      var low = 0
      var high = state.timers.count
      // The latest first, so that the next one is at the end.
      while low < high {
        let middle = (low + high) / 2
        let other = state.timers[middle]
        if (other.due, other.order) > (job.due, job.order) { low = middle + 1 } else { high = middle }
      }
      state.timers.insert(job, at: low)
    }
  }

  func enqueue(_ job: consuming ExecutorJob) {
    let job = UnownedJob(job)
    post { job.runSynchronously(on: self.asUnownedSerialExecutor()) }
  }

  func checkIsolated() {}

  /// The process dies: nothing that the engine had planned happens.
  func crash() {
    state.withLock { $0.run += 1 }
  }

  /// Nothing that was planned happens any more, and nothing can be planned for later.
  func end() {
    let jobs = state.withLock { state in
      state.isOver = true
      defer { (state.posted, state.head, state.timers) = ([], 0, []) }
      return state.posted + state.timers
    }
    // Let go of outside the lock: what they hold may have something to plan when it goes.
    _ = jobs
  }

  func jumpWallClock(by milliseconds: Int64) { state.withLock { $0.wallOffset += milliseconds } }

  /// What has happened so far, as a number: two runs with the same one did the same.
  var digest: UInt64 { state.withLock { $0.digest } }

  /// Runs one job; false when there is none.
  func step() -> Bool {
    guard let job = next() else { return false }
    job.work()
    return true
  }

  private func next() -> Job? {
    state.withLock { state in
      while true {
        guard let job = Self.take(&state) else { return nil }
        if let run = job.run, run != state.run { continue }
        state.steps += 1
        state.digest =
          (state.digest ^ UInt64(job.order) ^ UInt64(clamping: state.now.milliseconds) << 24) &* 0x100_0000_01B3
        return job
      }
    }
  }

  private static func take(_ state: inout State) -> Job? {
    let hasPosted = state.head < state.posted.count
    let timerIsDue = state.timers.last.map { $0.due <= state.now } ?? false
    if hasPosted, !timerIsDue || state.random.chance(70) {
      let job = state.posted[state.head]
      state.head += 1
      if state.head == state.posted.count {
        state.posted.removeAll(keepingCapacity: true)
        state.head = 0
      }
      if state.random.chance(5) { state.now += .milliseconds(1) }
      return job
    }
    guard let timer = state.timers.popLast() else { return nil }
    state.now = max(state.now, timer.due)
    return timer
  }
}
