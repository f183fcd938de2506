import CPostgres
import Store

/// Statements sent one behind the other without waiting for each answer (PostgreSQL 15 §34.5): a transaction that only
/// writes costs one way to the server and back.
///
/// The answers that nobody waits for are a few octets each, so the server never stops reading for want of room, and the
/// connection may stay in blocking mode.
extension Connection {
  /// Begins to collect statements.
  func beginPipeline() throws(Fault) {
    guard PQenterPipelineMode(handle) == 1 else { throw .lost(lastWords) }
    isPipelined = true
  }

  /// Sends a statement whose answer only says whether it failed: that is thrown by a later one, or at the end.
  func later(_ query: Query, _ parameters: Parameters = Parameters()) throws(Fault) {
    guard isPipelined else {
      try run(query, parameters)
      return
    }
    try send(query, parameters)
  }

  /// Sends a statement and waits for its answer, and for all before it.
  func ask(_ query: Query, _ parameters: Parameters) throws(Fault) -> Rows {
    try send(query, parameters)
    guard PQsendFlushRequest(handle) == 1, PQflush(handle) >= 0 else { throw .lost(lastWords) }
    return try readPending()
  }

  /// Sends the last statement, waits for all answers, and returns to ordinary use. The answer is the last one's.
  func endPipeline(_ query: Query) throws(Fault) -> Rows {
    try send(query, Parameters())
    guard PQpipelineSync(handle) == 1 else { throw .lost(lastWords) }
    isSynced = true
    let rows = try readPending()
    try readSync()
    return rows
  }

  /// Throws away what is still to come after a fault, and returns to ordinary use.
  func leavePipeline() throws(Fault) {
    guard isPipelined else { return }
    if !isSynced, PQpipelineSync(handle) != 1 { throw .lost(lastWords) }
    prepared.subtract(unsure)
    try readSync()
  }

  private var lastWords: String { Self.words(PQerrorMessage(handle)) }

  private func send(_ query: Query, _ parameters: Parameters) throws(Fault) {
    if !prepared.contains(query) {
      guard PQsendPrepare(handle, query.rawValue, query.sql, 0, nil) == 1 else { throw .lost(lastWords) }
      prepared.insert(query)
      unsure.insert(query)
      pending.append(query)
    }
    let sent = Self.with(parameters) { values, lengths, formats in
      PQsendQueryPrepared(handle, query.rawValue, Int32(lengths.count), values, lengths, formats, 1)
    }
    guard sent == 1 else { throw .lost(lastWords) }
    pending.append(nil)
  }

  /// Reads the answers of all that was sent; gives the last.
  private func readPending() throws(Fault) -> Rows {
    var last: Rows?
    let awaited = pending
    pending = []
    for preparation in awaited {
      last = try take(PQgetResult(handle))
      // Named statements outlast the transaction (PostgreSQL 15 §55.2.3): what was prepared stays so whatever comes next.
      if let preparation { unsure.remove(preparation) }
      // Each answer ends with nothing.
      if let more = PQgetResult(handle) { PQclear(more) }
    }
    guard let last else { throw .lost("no answer") }
    return last
  }

  /// Reads up to the mark that ends a pipeline.
  private func readSync() throws(Fault) {
    var nothings = 0
    while nothings < 2 {
      guard let result = PQgetResult(handle) else {
        nothings += 1
        continue
      }
      nothings = 0
      let status = PQresultStatus(result)
      PQclear(result)
      if status == PGRES_PIPELINE_SYNC { break }
      guard PQstatus(handle) == CONNECTION_OK else { throw .lost(lastWords) }
    }
    guard PQstatus(handle) == CONNECTION_OK, PQexitPipelineMode(handle) == 1 else { throw .lost(lastWords) }
    (isPipelined, isSynced, pending) = (false, false, [])
    unsure.removeAll()
  }
}
