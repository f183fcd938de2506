import PostgresStore
import Testing

/// The statements must stay within what distributed servers that speak PostgreSQL's protocol understand
/// (docs/scaling.md).
@Suite("PostgreSQL statements") struct PostgresStatementTests {
  /// What Citus, YugabyteDB or CockroachDB lack or treat otherwise, as words of SQL.
  private static let forbidden = [
    "LATERAL", "DEFERRABLE", "DEFERRED", "EXCLUDE USING", "CREATE TRIGGER", "CREATE FUNCTION", "CREATE RULE", "PERFORM",
    "DO $$", "INHERITS", "WITH RECURSIVE", "TABLESAMPLE", "DECLARE", "FETCH", "CURSOR", "MERGE INTO", "LOCK TABLE",
    "CTID",
    "XMIN", "TXID_CURRENT", "PG_CURRENT_XACT_ID", "LO_CREATE", "SERIALIZABLE", "SAVEPOINT", "CREATE TEMP", "UNLOGGED",
    "FOR NO KEY UPDATE", "FOR KEY SHARE", "NOWAIT", "HSTORE", "JSONB", "TSVECTOR", "REFERENCES", "GIN", "GIST", "BRIN",
    "FULL JOIN", "GROUPING SETS", "PG_ADVISORY_LOCK", "PG_ADVISORY_XACT_LOCK",
  ]

  private static func words(_ sql: String) -> String {
    " " + sql.uppercased().split { $0.isWhitespace || "(),;".contains($0) }.joined(separator: " ") + " "
  }

  private static func faults(_ sql: String) -> [String] {
    let words = words(sql)
    return forbidden.filter { words.contains(" " + $0 + " ") }
  }

  @Test("each statement of the writer is there once", arguments: Query.allCases)
  func present(_ query: Query) { #expect(!query.sql.isEmpty) }

  @Test("no statement has what a distributed server lacks", arguments: Query.allCases)
  func portable(_ query: Query) { #expect(Self.faults(query.sql).isEmpty) }

  @Test("no table does", arguments: Schema.steps)
  func tables(_ step: String) { #expect(Self.faults(step).isEmpty) }

  @Test("what locks rows of others skips those that are locked, or names its rows by key in one order")
  func locks() {
    for query in Query.allCases where Self.words(query.sql).contains(" FOR UPDATE") {
      let words = Self.words(query.sql)
      let skips = words.contains("SKIP LOCKED")
      let ordered = words.contains(" ORDER BY ") || query == .mark
      #expect(skips || ordered, "\(query)")
    }
  }

  @Test("the check itself finds what it looks for")
  func check() {
    #expect(Self.faults("SELECT 1 FROM a, LATERAL (SELECT 2) b") == ["LATERAL"])
    #expect(Self.faults("select * from t for update\n nowait") == ["NOWAIT"])
    #expect(Self.faults("SELECT origin, declared FROM gins").isEmpty)
    #expect(Self.faults("SELECT lateral_id FROM m WHERE m.id = 1 FOR UPDATE SKIP LOCKED").isEmpty)
  }
}
