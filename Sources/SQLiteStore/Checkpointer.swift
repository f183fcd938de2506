import CSQLite
import Glibc
import Store
import Synchronization

/// Moves what is committed from the write-ahead log into the database file, on a thread and a connection of its own, so
/// that no commit waits for it.
///
/// The log can start again from its beginning only when all of it has been moved. Under load the writer keeps adding to
/// it: rounds are made until little is left, and that little the writer then moves itself.
final class Checkpointer: Sendable {
  /// The thread sleeps in a read of this pipe: an octet wakes it, the end of the pipe ends it.
  private let wakeUp: Int32
  private let thread: pthread_t
  private let work: Work

  private final class Work: Sendable {
    let asked = Atomic(false)
    let remainder = Atomic(false)
    let connection: Mutex<Connection?>
    let sleep: Int32

    init(connection: sending Connection, sleep: Int32) {
      self.connection = Mutex(connection)
      self.sleep = sleep
    }
  }

  /// What the writer may move itself between two commits, in pages.
  private static let remainderLimit: Int32 = 8_192
  private static let roundLimit = 5

  init(path: String) throws(StoreError) {
    var ends: [Int32] = [-1, -1]
    guard pipe(&ends) == 0 else { throw .unavailable(String(cString: strerror(errno))) }
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    let work: Work
    do throws(StoreError) {
      let connection = try Connection(path: path, mode: .reading)
      // Before its first read a connection does not know of the log, and would move nothing.
      _ = try connection.number("SELECT count(*) FROM counters")
      work = Work(connection: connection, sleep: ends[0])
    } catch {
      ends.forEach { close($0) }
      throw error
    }
    var thread = pthread_t()
    let box = Unmanaged.passRetained(work)
    let code = pthread_create(
      &thread, nil,
      { box in
        guard let box else { return nil }
        Checkpointer.run(Unmanaged<Work>.fromOpaque(box).takeRetainedValue())
        return nil
      }, box.toOpaque())
    guard code == 0 else {
      box.release()
      ends.forEach { close($0) }
      throw .unavailable(String(cString: strerror(code)))
    }
    self.work = work
    self.thread = thread
    wakeUp = ends[1]
  }

  /// Ends the thread when its present round is over.
  deinit {
    close(wakeUp)
    pthread_join(thread, nil)
    close(work.sleep)
  }

  /// Asks for a checkpoint; returns at once.
  func ask() {
    guard !work.asked.exchange(true, ordering: .acquiringAndReleasing) else { return }
    var octet: UInt8 = 1
    _ = write(wakeUp, &octet, 1)
  }

  /// Whether little enough is left for the writer to move itself. The thread rests until ``finished()``.
  var leavesRemainder: Bool { work.remainder.load(ordering: .acquiring) }

  /// The writer has moved the remainder.
  func finished() { work.remainder.store(false, ordering: .releasing) }

  private static func run(_ work: Work) {
    var octet: UInt8 = 0
    while true {
      let count = read(work.sleep, &octet, 1)
      if count < 0, errno == EINTR { continue }
      guard count == 1 else { break }
      work.asked.store(false, ordering: .releasing)
      work.connection.withLock { connection in
        guard let connection, !work.remainder.load(ordering: .acquiring) else { return }
        if moveMost(connection) { work.remainder.store(true, ordering: .releasing) }
      }
    }
    work.connection.withLock { $0 = nil }
  }

  /// Makes rounds. Answers whether they left a remainder that the writer should move.
  private static func moveMost(_ connection: Connection) -> Bool {
    for _ in 0..<roundLimit {
      guard let left = connection.checkpoint() else { return false }
      if left <= remainderLimit { return left > 0 }
    }
    return false
  }
}

extension Connection {
  /// Moves the log into the file as far as no reader holds it back; never waits for one. Answers how many pages are
  /// left, nil when it could not be done now.
  func checkpoint() -> Int32? {
    var (total, moved): (Int32, Int32) = (0, 0)
    let code = sqlite3_wal_checkpoint_v2(handle, nil, SQLITE_CHECKPOINT_PASSIVE, &total, &moved)
    return code == SQLITE_OK && total >= 0 ? total - moved : nil
  }
}
