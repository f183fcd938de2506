import Glibc
import Synchronization
import Store

/// What waits for the store's thread: many put in, one takes out and sleeps while there is nothing.
package final class WriterInbox: @unchecked Sendable {  // `mutex` is held whenever it is touched
  package struct Submission: Sendable {
    package var changes: [StoreChange]
    package var completion: StoreCompletion
    /// Whether a client waits for it.
    package let isIntake: Bool
    /// What it costs: how many rows it changes, about.
    let rows: Int

    package init(changes: [StoreChange], completion: @escaping StoreCompletion) {
      self.changes = changes
      self.completion = completion
      isIntake = changes.first?.isIntake ?? false
      rows = changes.reduce(0) { $0 + $1.rows }
    }
  }

  /// How much one round takes, in rows.
  package struct Share {
    /// Of what clients wait for; one submission at least.
    package var intake = 4_000
    /// Of the engine while clients wait, for each row of theirs: what it does meanwhile is time that they wait. It saves
    /// up what it has not used, since its steps are large.
    package var enginePerIntake = 1
    /// What the engine may save up.
    package var savings = 4_000
    /// However many clients wait, the engine makes a step when it has made none for so long (nanoseconds).
    package var patience: Int64 = 50_000_000
    /// Of the engine when nobody does. Somebody may come at any moment, and waits for the whole round.
    package var engineAlone = 2_000

    package init() {}

    /// For transactions of so many rows, about: one submission is never cut.
    package init(rows: Int) {
      (intake, savings, engineAlone) = (rows, rows, min(engineAlone, rows))
    }
  }

  package struct Round {
    package var submissions: [Submission]
    /// Set when the inbox was closed and nothing is left after this round.
    package var closed: (@Sendable () -> Void)?
  }

  private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
  private let filled = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)
  /// What clients wait for goes first.
  private var intake: [Submission] = []
  private var engine = Fifo<Submission>()
  /// Rows of the engine that may go along with what clients wait for.
  private var saved = 0
  /// When something of the engine was taken last, or there was nothing (nanoseconds).
  private var engineServedAt: Int64 = 0
  private var closing: (@Sendable () -> Void)?
  private var isClosed = false
  private let count = Atomic<Int>(0)
  private let limit: Int

  package init(limit: Int) {
    self.limit = limit
    pthread_mutex_init(mutex, nil)
    // The waits are measured by a clock that nobody sets.
    var attributes = pthread_condattr_t()
    pthread_condattr_init(&attributes)
    pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC)
    pthread_cond_init(filled, &attributes)
    pthread_condattr_destroy(&attributes)
  }

  deinit {
    pthread_cond_destroy(filled)
    pthread_mutex_destroy(mutex)
    filled.deallocate()
    mutex.deallocate()
  }

  package var isFull: Bool { count.load(ordering: .relaxed) >= limit }

  /// False when the inbox has been emptied for the last time, and nobody will ever take the submission.
  package func put(_ submission: Submission) -> Bool {
    pthread_mutex_lock(mutex)
    let open = !isClosed
    if open {
      count.wrappingAdd(submission.changes.count, ordering: .relaxed)
      if submission.isIntake { intake.append(submission) } else { engine.append(submission) }
    }
    let first = intake.count + engine.count == 1
    pthread_mutex_unlock(mutex)
    if first { pthread_cond_signal(filled) }
    return open
  }

  package func close(_ done: @escaping @Sendable () -> Void) {
    pthread_mutex_lock(mutex)
    closing = done
    pthread_mutex_unlock(mutex)
    pthread_cond_signal(filled)
  }

  /// What comes next, within the share of each kind. Calls `idle` when it has waited a while.
  package func take(_ share: Share = Share(), idle: () -> Void) -> Round {
    pthread_mutex_lock(mutex)
    while intake.isEmpty, engine.isEmpty, closing == nil {
      guard waitAWhile() else {
        pthread_mutex_unlock(mutex)
        idle()
        pthread_mutex_lock(mutex)
        continue
      }
    }
    let alone = intake.isEmpty
    var taken = takeIntake(share.intake)
    if alone { takeEngine(share.engineAlone, into: &taken) } else { takeEngine(beside: &taken, share) }
    let done = intake.isEmpty && engine.isEmpty ? closing : nil
    if done != nil { isClosed = true }
    pthread_mutex_unlock(mutex)
    count.wrappingSubtract(taken.reduce(0) { $0 + $1.changes.count }, ordering: .relaxed)
    return Round(submissions: taken, closed: done)
  }

  private func takeIntake(_ limit: Int) -> [Submission] {
    var taken: [Submission] = []
    var rows = 0
    let end = intake.firstIndex { submission in
      rows += submission.rows
      return rows > limit
    }
    guard let end, end < intake.count else {
      swap(&taken, &intake)
      return taken
    }
    taken = Array(intake[..<max(1, end)])
    intake.removeFirst(taken.count)
    return taken
  }

  /// Of the engine what it has saved up, or one step when it has waited too long.
  private func takeEngine(beside taken: inout [Submission], _ share: Share) {
    saved = min(share.savings, saved + taken.reduce(0) { $0 + $1.rows } * share.enginePerIntake)
    let now = Self.now
    if engine.isEmpty { engineServedAt = now }
    while let next = engine.first, next.rows <= saved || now - engineServedAt > share.patience {
      saved = max(0, saved - max(1, next.rows))
      engineServedAt = now
      if let next = engine.popFirst() { taken.append(next) }
    }
  }

  private static var now: Int64 {
    var now = timespec()
    clock_gettime(CLOCK_MONOTONIC, &now)
    return Int64(now.tv_sec) * 1_000_000_000 + Int64(now.tv_nsec)
  }

  private func takeEngine(_ limit: Int, into taken: inout [Submission]) {
    engineServedAt = Self.now
    saved = 0
    var rows = 0
    while let next = engine.first, rows == 0 || rows + next.rows <= limit {
      rows += max(1, next.rows)
      if let next = engine.popFirst() { taken.append(next) }
    }
  }

  /// Waits up to 250 ms; false when nothing came.
  private func waitAWhile() -> Bool {
    var until = timespec()
    clock_gettime(CLOCK_MONOTONIC, &until)
    until.tv_nsec += 250_000_000
    if until.tv_nsec >= 1_000_000_000 {
      until.tv_nsec -= 1_000_000_000
      until.tv_sec += 1
    }
    return pthread_cond_timedwait(filled, mutex, &until) == 0
  }
}
