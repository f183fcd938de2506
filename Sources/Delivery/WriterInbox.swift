import Glibc
import Synchronization
import Store

/// What waits for the store's thread: many put in, one takes out and sleeps while there is nothing.
// Unchecked: everything mutable is reached only while `mutex` is held.
final class WriterInbox: @unchecked Sendable {
  struct Submission: Sendable {
    var changes: [StoreChange]
    var completion: StoreCompletion
  }

  struct Round {
    var submissions: [Submission]
    /// Set when the inbox was closed and nothing is left after this round.
    var closed: (@Sendable () -> Void)?
  }

  private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
  private let filled = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)
  private var waiting: [Submission] = []
  private var closing: (@Sendable () -> Void)?
  private var isClosed = false
  private let count = Atomic<Int>(0)
  private let limit: Int

  init(limit: Int) {
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

  var isFull: Bool { count.load(ordering: .relaxed) >= limit }

  /// False when the inbox has been emptied for the last time, and nobody will ever take the submission.
  func put(_ submission: Submission) -> Bool {
    pthread_mutex_lock(mutex)
    let open = !isClosed
    if open {
      count.wrappingAdd(submission.changes.count, ordering: .relaxed)
      waiting.append(submission)
    }
    let first = waiting.count == 1
    pthread_mutex_unlock(mutex)
    if first { pthread_cond_signal(filled) }
    return open
  }

  func close(_ done: @escaping @Sendable () -> Void) {
    pthread_mutex_lock(mutex)
    closing = done
    pthread_mutex_unlock(mutex)
    pthread_cond_signal(filled)
  }

  /// Everything that waits, or what comes first, up to about `changes` changes. Calls `idle` when it has waited a while.
  func take(changes: Int, idle: () -> Void) -> Round {
    pthread_mutex_lock(mutex)
    while waiting.isEmpty, closing == nil {
      guard waitAWhile() else {
        pthread_mutex_unlock(mutex)
        idle()
        pthread_mutex_lock(mutex)
        continue
      }
    }
    var taken: [Submission] = []
    var size = 0
    if waiting.count < 64 {
      swap(&taken, &waiting)
    } else {
      let end = waiting.firstIndex { submission in
        size += submission.changes.count
        return size > changes
      }
      taken = Array(waiting[..<max(1, end ?? waiting.count)])
      waiting.removeFirst(taken.count)
    }
    let done = waiting.isEmpty ? closing : nil
    if done != nil { isClosed = true }
    pthread_mutex_unlock(mutex)
    count.wrappingSubtract(taken.reduce(0) { $0 + $1.changes.count }, ordering: .relaxed)
    return Round(submissions: taken, closed: done)
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
