import Glibc
import Messages
import Store
import Synchronization
import Telemetry

/// The one thread that owns the store: commits, again and again, whatever gathered while the last commit ran.
///
/// There is no timer: with one change waiting it is committed at once, under load the batches grow by themselves. What
/// clients wait for goes before the engine's own steps, which get a share of each round.
package final class StoreWriter: StoreGate {
  private let inbox: WriterInbox
  private let share: WriterInbox.Share
  private nonisolated(unsafe) let store: any MessageStore  // after init the writer's thread alone touches it
  private let commits: Histogram
  private let failures: Counter
  private let isFailing = Atomic(false)
  /// When the commit under way began, in monotonic milliseconds; 0 when none is.
  private let busySince = Atomic<Int64>(0)
  /// The hindrances that there are, a bit each.
  private let hindrances = Atomic<UInt8>(0)

  /// - Parameters:
  ///   - store: used by no one else from now on, save through its ledger.
  ///   - inboxLimit: changes that may wait; past it ``isOverloaded``.
  ///   - share: what goes into one transaction.
  package init(
    store: sending any MessageStore, metrics: Metrics, inboxLimit: Int = 100_000,
    share: WriterInbox.Share = WriterInbox.Share()
  ) {
    self.store = store
    self.share = share
    inbox = WriterInbox(limit: inboxLimit)
    commits = metrics.histogram("passerelle_store_commit_seconds", "Time of a commit to the store.")
    failures = metrics.counter("passerelle_store_failures_total", "Commits that the store refused.")
  }

  /// Starts the thread.
  package func start() {
    startThread { self.run() }
  }

  package func submit(_ changes: [StoreChange], completion: @escaping StoreCompletion) {
    guard !inbox.put(WriterInbox.Submission(changes: changes, completion: completion)) else { return }
    completion(.failure(.unavailable("the store is closed")))
  }

  /// Whether the last commit succeeded, and none takes very long.
  package var isAvailable: Bool {
    let since = busySince.load(ordering: .relaxed)
    return !isFailing.load(ordering: .relaxed)
      && (since == 0 || SystemClock.monotonic.milliseconds - since < Self.patience.milliseconds)
  }

  private static let patience = Duration.seconds(5)

  package var isOverloaded: Bool { inbox.isFull || hindrances.load(ordering: .relaxed) != 0 }

  /// Why nothing more is to be taken in for the time being, whatever the store could do.
  package enum Hindrance: UInt8, Sendable {
    /// There is little room where the data are.
    case space = 1
    /// As many messages wait as may.
    case waiting = 2
  }

  /// Whether nothing more is to be taken in for that reason; what is there is worked on.
  package func refuseIntake(_ refuses: Bool, for reason: Hindrance) {
    if refuses {
      hindrances.bitwiseOr(reason.rawValue, ordering: .relaxed)
    } else {
      hindrances.bitwiseAnd(~reason.rawValue, ordering: .relaxed)
    }
  }

  /// Commits what has been handed in, closes the store and ends the thread; `done` runs on it last.
  package func stop(_ done: @escaping @Sendable () -> Void) {
    inbox.close(done)
  }

  private func run() {
    while true {
      let round = inbox.take(share) { self.store.idle() }
      commit(round.submissions)
      if let done = round.closed {
        store.close()
        done()
        return
      }
    }
  }

  private func commit(_ submissions: [WriterInbox.Submission]) {
    guard !submissions.isEmpty else { return }
    let started = SystemClock.monotonic
    busySince.store(started.milliseconds, ordering: .relaxed)
    defer { busySince.store(0, ordering: .relaxed) }
    do throws(StoreError) {
      let answers = try store.commit(submissions.count == 1 ? submissions[0].changes : submissions.flatMap(\.changes))
      commits.record(SystemClock.monotonic - started)
      isFailing.store(false, ordering: .relaxed)
      var start = 0
      for submission in submissions {
        let end = min(answers.count, start + submission.changes.count)
        submission.completion(.success(answers[start..<end]))
        start = end
      }
    } catch {
      failures.add()
      note(error)
      if submissions.count > 1, error != .full {
        commitOneByOne(submissions, error)
      } else {
        for submission in submissions { submission.completion(.failure(error)) }
      }
    }
  }

  /// What the store refuses for its content says nothing about the store.
  private func note(_ error: StoreError) {
    guard error.isOfTheStore else { return }
    isFailing.store(true, ordering: .relaxed)
  }

  /// One bad change must not cost the others their commit; a store that does nothing at all is not asked for each.
  private func commitOneByOne(_ submissions: [WriterInbox.Submission], _ first: StoreError) {
    var failuresInRow = 0
    for submission in submissions {
      guard failuresInRow < 3 else {
        submission.completion(.failure(first))
        continue
      }
      do throws(StoreError) {
        let answers = try store.commit(submission.changes)
        failuresInRow = 0
        isFailing.store(false, ordering: .relaxed)
        submission.completion(.success(answers[...]))
      } catch {
        note(error)
        if error.isOfTheStore { failuresInRow += 1 }
        submission.completion(.failure(error))
      }
    }
  }
}

extension StoreError {
  /// Whether it keeps the store from storing anything else, too.
  fileprivate var isOfTheStore: Bool {
    switch self {
    case .full, .unavailable, .unusable: true
    case .refused, .gone: false
    }
  }
}

/// Runs the work on a thread of its own.
private func startThread(_ work: @escaping @Sendable () -> Void) {
  let box = Unmanaged.passRetained(ThreadWork(work))
  var thread = pthread_t()
  let failed = pthread_create(
    &thread, nil,
    { argument in
      guard let argument else { return nil }
      Unmanaged<ThreadWork>.fromOpaque(argument).takeRetainedValue().work()
      return nil
    }, box.toOpaque())
  if failed == 0 { pthread_detach(thread) } else { box.release() }
}

private final class ThreadWork: Sendable {
  let work: @Sendable () -> Void
  init(_ work: @escaping @Sendable () -> Void) { self.work = work }
}
