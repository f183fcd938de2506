import CPostgres
import Glibc
import Store

/// Where the server is and who we are there.
package struct ServerTarget: Sendable {
  /// A connection URI of libpq (PostgreSQL 15 §34.1.1.2); several hosts may stand in it.
  package var url: String
  package var password: String?
  /// Shown in `pg_stat_activity`; 63 octets at most.
  package var role: String

  package init(url: String, password: String?, role: String) {
    self.url = url
    self.password = password
    self.role = role
  }
}

/// One connection to the server. Belongs to one thread at a time; whoever holds it sees to that.
package final class Connection {
  let handle: OpaquePointer
  var prepared: Set<Query> = []
  /// Statements whose preparation the server has not confirmed.
  var unsure: Set<Query> = []
  var isPipelined = false
  /// Whether the mark that ends the pipeline has been sent.
  var isSynced = false
  /// Answers that are still to be read, in order: of a statement's preparation, or (nil) of one that was run.
  var pending: [Query?] = []

  init(_ target: ServerTarget, session: String) throws(Fault) {
    let handle = Self.connect(target)
    guard let handle, PQstatus(handle) == CONNECTION_OK else {
      let words = Self.words(PQerrorMessage(handle))
      PQfinish(handle)
      throw .lost(words.isEmpty ? "no memory" : words)
    }
    self.handle = handle
    PQsetNoticeProcessor(handle, { _, _ in }, nil)
    try execute(Self.session + session)
  }

  /// A connection of its own for one who looks after the database.
  package convenience init(url: String, password: String? = nil) throws(StoreError) {
    do throws(Fault) {
      try self.init(ServerTarget(url: url, password: password, role: "passerelle"), session: "")
    } catch { throw error.storeError }
  }

  deinit { PQfinish(handle) }

  /// Durable means durable, whatever the server's default is; stronger settings are left as they are. What holds locks
  /// and is silent is ended, so that a node that is cut off cannot stop the others.
  private static let session = """
    SET search_path = passerelle;
    SET client_min_messages = warning;
    SET lock_timeout = '15s';
    SET idle_in_transaction_session_timeout = '30s';
    SET default_transaction_isolation = 'read committed';
    SET jit = off;
    SELECT set_config('synchronous_commit', CASE WHEN current_setting('synchronous_commit') IN ('off', 'local')
      THEN 'on' ELSE current_setting('synchronous_commit') END, false);

    """

  /// What stands before the URL are defaults that it may overrule.
  private static func connect(_ target: ServerTarget) -> OpaquePointer? {
    var settings = [
      ("connect_timeout", "5"), ("keepalives_idle", "10"), ("keepalives_interval", "5"), ("keepalives_count", "3"),
      ("tcp_user_timeout", "15000"), ("target_session_attrs", "read-write"), ("dbname", target.url),
      ("client_encoding", "UTF8"), ("application_name", target.role),
    ]
    if let password = target.password { settings.append(("password", password)) }
    let copies = settings.flatMap { [strdup($0.0), strdup($0.1)] }
    defer { copies.forEach { free($0) } }
    var (names, values): ([UnsafePointer<CChar>?], [UnsafePointer<CChar>?]) = ([], [])
    for index in stride(from: 0, to: copies.count, by: 2) {
      names.append(UnsafePointer(copies[index]))
      values.append(UnsafePointer(copies[index + 1]))
    }
    names.append(nil)
    values.append(nil)
    return PQconnectdbParams(names, values, 1)
  }

  // MARK: Statements

  /// Runs statements that take no parameters and whose rows nobody wants.
  func execute(_ sql: String) throws(Fault) { _ = try take(PQexec(handle, sql)) }

  /// Runs a statement that is kept prepared.
  @discardableResult
  func run(_ query: Query, _ parameters: Parameters = Parameters()) throws(Fault) -> Rows {
    if isPipelined { return try ask(query, parameters) }
    if !prepared.contains(query) {
      _ = try take(PQprepare(handle, query.rawValue, query.sql, 0, nil))
      prepared.insert(query)
    }
    let result = Self.with(parameters) { values, lengths, formats in
      PQexecPrepared(handle, query.rawValue, Int32(lengths.count), values, lengths, formats, 1)
    }
    return try take(result)
  }

  /// Runs a statement once.
  func run(_ sql: String, _ parameters: Parameters = Parameters()) throws(Fault) -> Rows {
    let result = Self.with(parameters) { values, lengths, formats in
      PQexecParams(handle, sql, Int32(lengths.count), nil, values, lengths, formats, 1)
    }
    return try take(result)
  }

  static func with<Result>(
    _ parameters: Parameters, _ body: ([UnsafePointer<CChar>?], [Int32], [Int32]) -> Result
  ) -> Result {
    // One octet more, so that an empty value at the end has an address of its own: nil would mean NULL.
    let bytes = parameters.bytes + [0]
    return bytes.withUnsafeBufferPointer { bytes in
      let start = bytes.baseAddress.map { UnsafeRawPointer($0).assumingMemoryBound(to: CChar.self) }
      let values = parameters.spans.map { span in span.flatMap { start?.advanced(by: $0.lowerBound) } }
      let lengths = parameters.spans.map { Int32(clamping: $0?.count ?? 0) }
      return body(values, lengths, [Int32](repeating: 1, count: lengths.count))
    }
  }

  func take(_ result: OpaquePointer?) throws(Fault) -> Rows {
    guard let result else { throw .lost(Self.words(PQerrorMessage(handle))) }
    switch PQresultStatus(result) {
    case PGRES_COMMAND_OK, PGRES_TUPLES_OK: return Rows(result)
    default:
      defer { PQclear(result) }
      let words = Self.words(PQresultErrorField(result, Int32(UInt8(ascii: "M"))) ?? PQerrorMessage(handle))
      guard PQstatus(handle) == CONNECTION_OK, let state = PQresultErrorField(result, Int32(UInt8(ascii: "C"))) else {
        throw .lost(words)
      }
      let code = String(cString: state)
      // The last words of a server process: whether what it was at has happened is as unknown as after silence.
      if code.hasPrefix("57P0") || code == "25P03" { throw .lost(words) }
      throw .refused(state: code, words: words)
    }
  }

  static func words(_ text: UnsafePointer<CChar>?) -> String {
    guard let text else { return "" }
    return String(cString: text).split(whereSeparator: \.isNewline).joined(separator: " ")
  }

  // MARK: Looking after it

  /// Runs statements and gives the first column of the last one's rows as texts.
  @discardableResult
  package func ask(_ sql: String) throws(StoreError) -> [String] {
    let result = PQexec(handle, sql)
    do throws(Fault) {
      let rows = try take(result)
      return rows.map { $0.text(0) }
    } catch { throw error.storeError }
  }

  // MARK: Notices

  /// Becomes readable when something has come.
  var socket: Int32 { PQsocket(handle) }

  /// What has been notified since the last time: channel and payload.
  func notices() throws(Fault) -> [(channel: String, payload: String)] {
    guard PQconsumeInput(handle) == 1 else { throw .lost(Self.words(PQerrorMessage(handle))) }
    var notices: [(channel: String, payload: String)] = []
    while let notice = PQnotifies(handle) {
      let (channel, payload) = (notice.pointee.relname, notice.pointee.extra)
      notices.append((channel.map { String(cString: $0) } ?? "", payload.map { String(cString: $0) } ?? ""))
      PQfreemem(notice)
    }
    return notices
  }
}
