import CSQLite
import Glibc
import Store

/// One connection to the database file. Belongs to one thread at a time; whoever holds it sees to that.
final class Connection {
  let handle: OpaquePointer

  enum Mode {
    /// Creates the file when there is none.
    case writing
    case reading
  }

  init(path: String, mode: Mode) throws(StoreError) {
    _ = Self.prepared
    var handle: OpaquePointer?
    let access = mode == .writing ? SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE : SQLITE_OPEN_READWRITE
    let code = sqlite3_open_v2(path, &handle, access | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE, nil)
    guard code == SQLITE_OK, let handle else {
      let words = handle.map { String(cString: sqlite3_errmsg($0)) } ?? "no memory"
      sqlite3_close_v2(handle)
      throw .unusable("cannot open \(path): \(words)")
    }
    self.handle = handle
    sqlite3_busy_timeout(handle, 5_000)
    if mode == .writing { _ = passerelle_sqlite_lookaside(handle, 200) }
  }

  /// Set once for the process, before its first connection; where another has been opened before, it stays as it was.
  private static let prepared = passerelle_sqlite_uncounted()

  deinit { sqlite3_close_v2(handle) }

  /// Runs statements that give no rows.
  func execute(_ sql: String) throws(StoreError) {
    let code = sqlite3_exec(handle, sql, nil, nil, nil)
    guard code == SQLITE_OK else { throw failure(code) }
  }

  func prepare(_ sql: String) throws(StoreError) -> Statement {
    var pointer: OpaquePointer?
    let code = sqlite3_prepare_v3(handle, sql, -1, UInt32(SQLITE_PREPARE_PERSISTENT), &pointer, nil)
    guard code == SQLITE_OK, let pointer else { throw failure(code) }
    return Statement(pointer, of: self)
  }

  /// The first column of the first row as a number; 0 when there is none.
  func number(_ sql: String) throws(StoreError) -> Int64 {
    let statement = try prepare(sql)
    return try statement.step() ? statement.number(0) : 0
  }

  /// What an SQLite result code means to the engine.
  func failure(_ code: Int32) -> StoreError {
    let words = String(cString: sqlite3_errmsg(handle))
    switch code & 0xFF {
    case SQLITE_FULL: return .full
    case SQLITE_IOERR where sqlite3_system_errno(handle) == ENOSPC: return .full
    case SQLITE_CORRUPT, SQLITE_NOTADB: return .unusable("the database is damaged or none of ours: \(words)")
    case SQLITE_CONSTRAINT, SQLITE_TOOBIG, SQLITE_MISMATCH, SQLITE_RANGE:
      return .refused("\(words) (SQLite code \(code))")
    default: return .unavailable("\(words) (SQLite code \(code))")
    }
  }
}
