import CSQLite
import SQLiteStore
import Testing

/// The cost of a statement must not follow how much is stored.
@Suite("Query plans") struct QueryPlanTests {
  private let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
    try SQLiteStore(path: folder.path + "/passerelle.db").close()
  }

  private func plan(of sql: String) throws -> [String] {
    var handle: OpaquePointer?
    try #require(sqlite3_open(folder.path + "/passerelle.db", &handle) == SQLITE_OK)
    defer { sqlite3_close(handle) }
    var statement: OpaquePointer?
    try #require(sqlite3_prepare_v2(handle, "EXPLAIN QUERY PLAN " + sql, -1, &statement, nil) == SQLITE_OK)
    defer { sqlite3_finalize(statement) }
    var lines: [String] = []
    while sqlite3_step(statement) == SQLITE_ROW {
      if let text = sqlite3_column_text(statement, 3) { lines.append(String(cString: text)) }
    }
    return lines
  }

  @Test("no statement of the writer reads or sorts a whole table", arguments: Query.allCases)
  func noScan(_ query: Query) throws {
    for line in try plan(of: query.sql) {
      let harmless = line.hasPrefix("SCAN shelves") || line.hasPrefix("SCAN CONSTANT") || line == "SCAN (subquery-2)"
      #expect(!line.hasPrefix("SCAN") || harmless, "\(query): \(line)")
      #expect(!line.contains("TEMP B-TREE"), "\(query): \(line)")
    }
  }

  @Test(
    "each kind of waiting has its index",
    arguments: [
      (Query.claim, "messages_queued"), (.due, "messages_scheduled"), (.polls, "messages_sent"),
      (.over, "messages_live"), (.waitingTo, "messages_recipient"), (.receipts, "receipts_ready"),
      (.wakePausing, "receipts_pausing"), (.wakeLeased, "receipts_leased"), (.purgeable, "messages_ended"),
      (.claimIncoming, "incoming_waiting"), (.unmarked, "incoming_unmarked"), (.purgeableIncoming, "incoming_done"),
      (.purgeRemembered, "remembered_until"),
    ])
  func index(_ query: Query, _ name: String) throws {
    let plan = try plan(of: query.sql)
    #expect(plan.contains { $0.contains("INDEX \(name) ") }, "\(plan)")
  }
}
