import CSQLite
import Messages
import Store
import Synchronization

/// The embedded store: one SQLite file, for one instance. What a call returned from is on disk (write-ahead log,
/// synchronous=FULL).
///
/// Safe on any thread: one connection changes things and belongs to whoever is inside `commit`, `recover`, `idle` or
/// `close`, which wait for each other; two more answer the questions of ``MessageLedger``, one those about a single
/// message and one the slow ones, and wait for no commit.
package final class SQLiteStore: MessageStore, MessageLedger {
  private struct Open {
    var writer: Writer?
    var lock: FolderLock?
  }

  private let open: Mutex<Open>
  private let quick: Mutex<Reader?>
  private let slow: Mutex<Reader?>

  /// Opens the file, and creates it when there is none. Brings its tables to the current version.
  ///
  /// - Parameters:
  ///   - path: of the database file; its folder must exist and is locked as long as the store is open.
  ///   - pageLimit: the most pages of 4 KiB that the file may have; nil for as many as the disk holds.
  /// - Throws: `unavailable` when another instance uses the folder; `unusable`, in a sentence, for a file that is no
  ///   database, is another program's, or was written by a later version.
  package init(path: String, pageLimit: Int? = nil) throws(StoreError) {
    let lock = try FolderLock(beside: path)
    let connection = try Connection(path: path, mode: .writing)
    try Schema.migrate(connection, path: path)
    try Self.configure(connection)
    if let pageLimit { _ = try connection.number("PRAGMA max_page_count=\(pageLimit)") }
    open = Mutex(Open(writer: try Writer(connection, checkpointer: try Checkpointer(path: path)), lock: lock))
    quick = Mutex(try Reader(path: path))
    slow = Mutex(try Reader(path: path))
  }

  /// Checkpoints are made apart from commits, hence no automatic ones; a log that has grown is cut back to 256 MB.
  private static func configure(_ connection: Connection) throws(StoreError) {
    let mode = try connection.prepare("PRAGMA journal_mode=WAL")
    guard try mode.step(), mode.text(0) == "wal" else {
      throw .unusable("the file system does not carry a write-ahead log")
    }
    mode.reset()
    try connection.execute(
      """
      PRAGMA synchronous=FULL;PRAGMA wal_autocheckpoint=0;PRAGMA journal_size_limit=268435456;
      PRAGMA cache_size=-65536;PRAGMA temp_store=MEMORY
      """)
  }

  package func commit(_ changes: [StoreChange]) throws(StoreError) -> [StoreAnswer] {
    try write { (writer) throws(StoreError) in try writer.commit(changes) }
  }

  package func recover(now: Timestamp) throws(StoreError) -> Recovery {
    try write { (writer) throws(StoreError) in try writer.recover(now: now) }
  }

  package func idle() {
    open.withLock { $0.writer?.idle() }
  }

  package func close() {
    quick.withLock { $0 = nil }
    slow.withLock { $0 = nil }
    open.withLock {
      $0.writer?.finish()
      $0.writer = nil
      $0.lock = nil
    }
  }

  private func write<Result: Sendable>(_ work: (Writer) throws(StoreError) -> Result) throws(StoreError) -> Result {
    try open.withLock { (open) throws(StoreError) -> Result in
      guard let writer = open.writer else { throw .closed }
      return try work(writer)
    }
  }

  private func ask<Result: Sendable>(
    _ reader: borrowing Mutex<Reader?>, _ question: (Reader) throws(StoreError) -> Result
  ) throws(StoreError) -> Result {
    try reader.withLock { (reader) throws(StoreError) -> Result in
      guard let reader else { throw .closed }
      return try question(reader)
    }
  }

  // MARK: Questions

  package func record(of id: MessageID) throws(StoreError) -> MessageRecord? {
    try ask(quick) { (reader) throws(StoreError) in try reader.record(of: id) }
  }

  package func record(account: String, clientID: String) throws(StoreError) -> MessageRecord? {
    try ask(quick) { (reader) throws(StoreError) in try reader.record(account: account, clientID: clientID) }
  }

  package func records(account: String, clientID: String) throws(StoreError) -> [MessageRecord] {
    try ask(quick) { (reader) throws(StoreError) in try reader.records(account: account, clientID: clientID) }
  }

  package func tracked(provider: String, reference: ProviderReference, recipient: PhoneNumber?) throws(StoreError)
    -> [TrackedMessage]
  {
    try ask(quick) { (reader) throws(StoreError) in
      try reader.tracked(provider: provider, reference: reference, recipient: recipient)
    }
  }

  package func search(_ query: MessageQuery) throws(StoreError) -> [MessageRecord] {
    try ask(slow) { (reader) throws(StoreError) in try reader.search(query) }
  }

  package func life(of id: MessageID) throws(StoreError) -> [LifeEvent] {
    try ask(quick) { (reader) throws(StoreError) in
      LifeEvent.life(of: try reader.record(of: id), lines: try reader.lines(of: id))
    }
  }

  package func tally() throws(StoreError) -> StoreTally {
    try ask(slow) { (reader) throws(StoreError) in try reader.tally() }
  }

  package func incoming(limit: Int) throws(StoreError) -> [IncomingMessage] {
    try ask(slow) { (reader) throws(StoreError) in try reader.undelivered(limit: limit) }
  }
}

extension StoreError {
  fileprivate static let closed = StoreError.unavailable("the store is closed")
}
