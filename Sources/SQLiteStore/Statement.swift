import CSQLite
import Store

/// One prepared statement. Parameters and columns are numbered as SQLite does: from 1 and from 0.
///
/// Reset when it has run to its end, failed, or is told to; borrowed bytes need to live only until then.
final class Statement {
  private let pointer: OpaquePointer
  private unowned let connection: Connection

  init(_ pointer: OpaquePointer, of connection: Connection) {
    self.pointer = pointer
    self.connection = connection
  }

  deinit { sqlite3_finalize(pointer) }

  // MARK: Parameters

  func bind(_ index: Int32, _ value: Int64) { sqlite3_bind_int64(pointer, index, value) }

  func bind(_ index: Int32, _ value: Int64?) {
    if let value { sqlite3_bind_int64(pointer, index, value) } else { sqlite3_bind_null(pointer, index) }
  }

  /// A copy of the text.
  func bind(_ index: Int32, _ text: String?) {
    guard var text else { return bindNull(index) }
    text.withUTF8 { utf8 in
      if let start = utf8.baseAddress {
        _ = start.withMemoryRebound(to: CChar.self, capacity: utf8.count) {
          sqlite3_bind_text(pointer, index, $0, Int32(clamping: utf8.count), transient)
        }
      } else {
        sqlite3_bind_text(pointer, index, "", 0, transient)
      }
    }
  }

  /// A copy of the octets.
  func bind(_ index: Int32, octets: [UInt8]) {
    octets.withUnsafeBytes { bytes in
      if let start = bytes.baseAddress, !bytes.isEmpty {
        _ = sqlite3_bind_blob64(pointer, index, start, UInt64(bytes.count), transient)
      } else {
        sqlite3_bind_zeroblob(pointer, index, 0)
      }
    }
  }

  /// UTF-8 that must stay where it is until the statement has been reset.
  func bind(_ index: Int32, borrowedText bytes: UnsafeRawBufferPointer) {
    guard let start = bytes.baseAddress else { return bindNull(index) }
    sqlite3_bind_text(
      pointer, index, start.assumingMemoryBound(to: CChar.self), Int32(clamping: bytes.count), nil)
  }

  /// Octets that must stay where they are until the statement has been reset.
  func bind(_ index: Int32, borrowed bytes: UnsafeRawBufferPointer) {
    guard let start = bytes.baseAddress else { return bindNull(index) }
    sqlite3_bind_blob64(pointer, index, start, UInt64(bytes.count), nil)
  }

  func bindNull(_ index: Int32) { sqlite3_bind_null(pointer, index) }

  // MARK: Running

  /// Goes to the next row; false at the end, and then it is reset.
  func step() throws(StoreError) -> Bool {
    let code = sqlite3_step(pointer)
    if code == SQLITE_ROW { return true }
    sqlite3_reset(pointer)
    guard code == SQLITE_DONE else { throw connection.failure(code) }
    return false
  }

  /// Runs one that gives no rows. Answers how many rows it changed.
  @discardableResult
  func run() throws(StoreError) -> Int {
    while try step() {}
    return Int(sqlite3_changes(connection.handle))
  }

  /// Leaves the remaining rows.
  func reset() { sqlite3_reset(pointer) }

  // MARK: Columns of the row it stands on

  func number(_ column: Int32) -> Int64 { sqlite3_column_int64(pointer, column) }

  func optionalNumber(_ column: Int32) -> Int64? {
    sqlite3_column_type(pointer, column) == SQLITE_NULL ? nil : sqlite3_column_int64(pointer, column)
  }

  func text(_ column: Int32) -> String { optionalText(column) ?? "" }

  func optionalText(_ column: Int32) -> String? {
    guard let start = sqlite3_column_text(pointer, column) else { return nil }
    let count = Int(sqlite3_column_bytes(pointer, column))
    return String(decoding: UnsafeBufferPointer(start: start, count: count), as: UTF8.self)
  }

  /// Valid until the next step.
  func octets(_ column: Int32) -> UnsafeRawBufferPointer {
    let start = sqlite3_column_blob(pointer, column)
    return UnsafeRawBufferPointer(start: start, count: start == nil ? 0 : Int(sqlite3_column_bytes(pointer, column)))
  }
}

/// SQLITE_TRANSIENT: SQLite makes a copy. The macro is a cast of -1, which Swift does not import.
private let transient = unsafeBitCast(-1, to: sqlite3_destructor_type.self)
