import CSQLite
import Messages
import Store

/// The connection that changes things, with what is kept in memory beside it. Used by one thread at a time.
final class Writer {
  let connection: Connection
  var names: Names
  var counters: Counters
  /// The latest moment that a change has named.
  var clock = Timestamp(milliseconds: 0)
  /// Room for stored forms, used again and again.
  var scratch: [UInt8] = []
  /// How many messages each call has lost by the change that is being applied.
  var untied: [Int64: Int64] = [:]
  private var statements: [Statement?]
  /// How long the write-ahead log was after the last commit, in pages.
  private let logPages = UnsafeMutablePointer<Int32>.allocate(capacity: 1)
  /// The length at which the next checkpoint is asked for.
  private var askAt = Writer.logStep
  private let checkpointer: Checkpointer
  /// Growth of the log from one checkpoint to the next, in pages: 16 MB.
  private static let logStep: Int32 = 4_096

  init(_ connection: Connection, checkpointer: Checkpointer) throws(StoreError) {
    self.connection = connection
    self.checkpointer = checkpointer
    names = try Names(from: connection)
    counters = try Counters(from: connection)
    statements = [Statement?](repeating: nil, count: Query.allCases.count)
    scratch.reserveCapacity(4_096)
    logPages.initialize(to: 0)
    sqlite3_wal_hook(
      connection.handle,
      { pages, _, _, count in
        pages?.assumingMemoryBound(to: Int32.self).pointee = count
        return SQLITE_OK
      }, logPages)
  }

  deinit {
    sqlite3_wal_hook(connection.handle, nil, nil)
    logPages.deallocate()
  }

  func statement(_ query: Query) throws(StoreError) -> Statement {
    if let statement = statements[query.rawValue] { return statement }
    let statement = try connection.prepare(query.sql)
    statements[query.rawValue] = statement
    return statement
  }

  func commit(_ changes: [StoreChange]) throws(StoreError) -> [StoreAnswer] {
    guard !changes.isEmpty else { return [] }
    return try transaction { () throws(StoreError) -> [StoreAnswer] in
      var answers: [StoreAnswer] = []
      answers.reserveCapacity(changes.count)
      for change in changes {
        if let moment = change.moment, moment > clock { clock = moment }
        if let id = change.newID, id.column > counters.highestID { counters.highestID = id.column }
        answers.append(try apply(change))
        try untie()
      }
      return answers
    }
  }

  /// Runs the work in a transaction that is on disk at return; when it throws, nothing of it has happened.
  func transaction<Result>(_ work: () throws(StoreError) -> Result) throws(StoreError) -> Result {
    let (countersBefore, namesBefore) = (counters, names)
    do throws(StoreError) {
      try statement(.begin).run()
      let result = try work()
      try counters.write(since: countersBefore, with: try statement(.count))
      try statement(.commit).run()
      tendLog()
      return result
    } catch {
      for statement in statements { statement?.reset() }
      if sqlite3_get_autocommit(connection.handle) == 0 { sqlite3_exec(connection.handle, "ROLLBACK", nil, nil, nil) }
      (counters, names) = (countersBefore, namesBefore)
      untied.removeAll()
      throw error
    }
  }

  /// After a commit: asks for a checkpoint when the log has grown, and finishes one of which little is left.
  private func tendLog() {
    let pages = logPages.pointee
    if checkpointer.leavesRemainder, connection.checkpoint() != nil { checkpointer.finished() }
    if pages < askAt - Self.logStep { askAt = Self.logStep }
    guard pages >= askAt else { return }
    askAt = pages + Self.logStep
    checkpointer.ask()
  }

  /// Asks for a checkpoint of whatever stands in the log.
  func idle() {
    guard logPages.pointee > 0 else { return }
    logPages.pointee = 0
    checkpointer.ask()
  }

  /// Lets go of the statements, so that the connection can close.
  func finish() { statements.removeAll() }

  /// The number of a name; given now when it has none.
  func number(of name: String) throws(StoreError) -> Int64 {
    if let number = names.number(of: name) { return number }
    let number = names.next
    let statement = try statement(.name)
    statement.bind(1, number)
    statement.bind(2, name)
    try statement.run()
    names.add(name, number)
    return number
  }

  func lane(provider: Int64, channel: Channel) -> LaneName {
    LaneName(provider: names.name(of: provider) ?? "", channel: channel)
  }

  private func apply(_ change: StoreChange) throws(StoreError) -> StoreAnswer {
    switch change {
    case .accept(let message, let claimed): return try accept(message, claimed: claimed)
    case .keepPart(let part): return try keep(part)
    case .dropParts(let key): return try drop(key)
    case .dropPart(let part): return try drop(part)
    case .ownParts: return .done
    case .gatherParts: return .parts([], gone: [])
    case .claim(let lane, let account, let limit): return try claim(lane, account: account, limit: limit)
    case .wakeDue(let now, let limit): return try wake(now: now, limit: limit)
    case .release(let ids, let lane, let notBefore, let reason):
      return try release(ids, to: lane, notBefore: notBefore, reason: reason)
    case .forward(let ids, let old, let lane, let reason):
      return try forward(ids, from: old, to: lane, reason: reason)
    case .beginCall(let call): return try begin(call)
    case .noteCall(let id, let note): return try noteCall(id, note: note)
    case .outcomes(let call, let outcomes, let at, let lease):
      return try take(outcomes, of: call, at: at, lease: lease)
    case .claimPolls(let provider, let now, let limit, let until):
      return try claimPolls(provider: provider, now: now, limit: limit, until: until)
    case .settle(let reports, let at, let lease): return try settle(reports, at: at, lease: lease)
    case .pollAgain(let ids, let at): return try pollAgain(ids, at: at)
    case .expire(let now, let limit, let lease): return try expire(now: now, limit: limit, lease: lease)
    case .claimReceipts(let account, let now, let limit, let until):
      return try claimReceipts(account: account, now: now, limit: limit, until: until)
    case .receiptResults(let results, let at): return try take(results, at: at)
    case .expireReceipts(let before, let now, let keep, let limit):
      return try expireReceipts(before: before, now: now, keep: keep, limit: limit)
    case .cancel(let selector, let at, let lease): return try cancel(selector, at: at, lease: lease)
    case .replace(let id, let replacement): return try replace(id, with: replacement)
    case .acceptIncoming(let message): return try accept(message)
    case .claimIncoming(let account, let now, let limit, let until):
      return try claimIncoming(account: account, now: now, limit: limit, until: until)
    case .incomingResults(let results, _): return try take(results)
    case .claimUnmarked(let provider, let limit): return try unmarked(provider: provider, limit: limit)
    case .marked(let ids): return try mark(ids)
    case .note(let events): return try note(events)
    case .remember(let key, let value, let until): return try remember(key, value, until: until)
    case .purge(let before, let limit): return try purge(before: before, limit: limit)
    }
  }
}
