import Glibc
import Messages
import Store
import Synchronization

/// The connection that changes things. Used by one thread at a time.
///
/// Each transaction writes its own number into this run's row of `nodes`. When the connection is lost between `COMMIT`
/// and its answer, that number tells afterwards whether it happened.
final class Writer {
  private let target: ServerTarget
  private let registration: Registration
  /// Whether there are other nodes to be told.
  private let company: Company
  private var connection: Connection?
  private var clock = Timestamp(milliseconds: 0)
  private var lastCommit: Int64 = 0
  /// When the present transaction asked for another lease.
  private var renewed: Duration?
  /// Not to be tried again before, after a connection could not be made.
  private var pause = ContinuousClock.now

  /// The statements find their rows by index, whatever the server thinks of tables that were small when it looked.
  static let session = """
    SET enable_seqscan = off; SET enable_bitmapscan = off; SET enable_hashjoin = off; SET enable_mergejoin = off;
    SET plan_cache_mode = force_generic_plan;
    """

  init(_ connection: Connection, target: ServerTarget, registration: Registration, company: Company) {
    self.connection = connection
    self.target = target
    self.registration = registration
    self.company = company
  }

  // MARK: Work

  func commit(_ changes: [StoreChange]) throws(StoreError) -> [StoreAnswer] {
    guard !changes.isEmpty else { return [] }
    return try transact(changes, pipelined: true) { (transaction) throws(Fault) -> [StoreAnswer] in
      try transaction.prefetch(changes)
      var answers: [StoreAnswer] = []
      answers.reserveCapacity(changes.count)
      for change in changes { answers.append(try transaction.apply(change)) }
      try transaction.flush()
      return transaction.numbers.isEmpty ? answers : answers.map(transaction.numbered)
    }
  }

  /// Takes back what earlier runs under our number had, and what dead nodes have.
  func recover(now: Timestamp) throws(StoreError) -> Recovery {
    try transact([]) { (transaction) throws(Fault) -> Recovery in
      transaction.clock = max(transaction.clock, now)
      transaction.wrote = true
      let recoverer = Recoverer(connection: transaction.connection, node: registration.number)
      let dead = try Takeover.lockDead(transaction.connection, apartFrom: registration)
      let claimed = try recoverer.takeBack(from: [registration.number] + dead.map(\.number), now: now).claimed
      try Takeover.mark(dead, transaction.connection)
      try recoverer.takeBackPolls(now: now)
      transaction.deltas.move(from: .claimed, to: .queued, count: claimed)
      return Recovery(
        highestID: try highestID(transaction.connection), queues: try recoverer.queues(),
        openCalls: try recoverer.openCalls(adopted: false), parts: try recoverer.parts(), owed: try recoverer.owed(),
        remembered: try recoverer.remembered(now: now))
    }
  }

  private func highestID(_ connection: Connection) throws(Fault) -> MessageID? {
    var own = Parameters()
    own.add(Int64(registration.number))
    let highest = try connection.run("SELECT max(highest_id) FROM nodes WHERE number = $1::bigint", own)
    return highest.first.map { $0.number(0) }.flatMap { $0 == 0 ? nil : MessageID(column: $0) }
  }

  /// Gives up the lease and the connection.
  func finish() {
    if let connection { registration.release(connection) }
    connection = nil
  }

  // MARK: Transactions

  /// Runs the work in a transaction that is durable at return. A transaction that certainly did not happen, because the
  /// connection was lost before its end or another one was in the way, is tried again.
  private func transact<Result>(
    _ changes: [StoreChange], pipelined: Bool = false, _ work: (Transaction) throws(Fault) -> Result
  ) throws(StoreError) -> Result {
    var conflicts = 0
    var losses = 0
    while true {
      do throws(Fault) {
        return try attempt(pipelined, work)
      } catch {
        if case .lost = error {
          connection = nil
          losses += 1
          if losses == 1, company.isOpen { continue }
        } else if error.isConflict {
          conflicts += 1
          if conflicts < 8 { continue }
        } else if error.isDuplicate, let known = duplicate(in: changes) {
          throw known
        }
        throw error.storeError
      }
    }
  }

  private func attempt<Result>(_ pipelined: Bool, _ work: (Transaction) throws(Fault) -> Result) throws(Fault) -> Result
  {
    let connection = try connected()
    let transaction = Transaction(
      connection, node: registration.number, tells: company.otherNodes > 0, clock: clock)
    let result: Result
    do throws(Fault) {
      if pipelined { try connection.beginPipeline() }
      try connection.later(.begin)
      result = try work(transaction)
      try transaction.notify()
      if transaction.wrote { try fence(transaction) }
    } catch {
      if case .lost = error { throw error }
      try abandon(after: error)
      throw error
    }
    clock = transaction.clock
    try end(connection, wrote: transaction.wrote)
    return result
  }

  /// Rolls back; a connection that does not even do that, or that is of no more use, is dropped.
  private func abandon(after fault: Fault) throws(Fault) {
    if fault.spoilsConnection {
      connection = nil
      return
    }
    do throws(Fault) {
      try connection?.leavePipeline()
      try connection?.run(.rollback)
    } catch { connection = nil }
  }

  /// Counts, renews the lease, writes the number of this transaction, and refuses to go on under a number that is
  /// another's now.
  private func fence(_ transaction: Transaction) throws(Fault) {
    var parameters = Parameters()
    parameters.add(registration.incarnation)
    parameters.add(registration.lease.milliseconds)
    parameters.add(lastCommit + 1)
    parameters.add(transaction.highestID?.column ?? 0)
    for value in transaction.deltas.values { parameters.add(value) }
    renewed = Tenure.clock
    try transaction.connection.later(.fence, parameters)
  }

  private func end(_ connection: Connection, wrote: Bool) throws(Fault) {
    let rows: Rows
    do throws(Fault) {
      rows = connection.isPipelined ? try connection.endPipeline(.commit) : try connection.run(.commit)
    } catch {
      guard case .lost = error else {
        try abandon(after: error)
        throw error
      }
      self.connection = nil
      guard wrote else { return }
      guard try hasHappened(lastCommit + 1) else { throw error }
      lastCommit += 1
      return
    }
    guard rows.tag == "COMMIT" else { throw .given(.unavailable("the database did not commit")) }
    if wrote, let renewed { company.renewed(at: renewed) }
    if wrote { lastCommit += 1 }
  }

  // MARK: A lost connection

  /// Whether the transaction with that number happened. Waits for the database as long as it takes, or until the store
  /// is interrupted: there is no other way to know. The lock on our row is had only when the server has ended whatever
  /// the lost connection was doing.
  private func hasHappened(_ number: Int64) throws(Fault) -> Bool {
    var own = Parameters()
    own.add(registration.incarnation)
    var pause: useconds_t = 50_000
    while true {
      do throws(Fault) {
        let row = try connected().run(.mark, own).first
        guard let row else { throw .given(.unusable("the database has forgotten this node")) }
        return row.number(0) >= number
      } catch {
        if case .given = error { throw error }
        connection = nil
      }
      guard company.isOpen else {
        throw .given(.unavailable("interrupted before the outcome of a commit was known"))
      }
      usleep(pause)
      pause = min(1_000_000, pause * 2)
    }
  }

  private func connected() throws(Fault) -> Connection {
    if let connection { return connection }
    guard ContinuousClock.now >= pause else { throw .lost("no connection since a moment ago") }
    do throws(Fault) {
      let made = try Connection(target, session: Self.session)
      endOrphans(made)
      connection = made
      return made
    } catch {
      pause = .now + .milliseconds(40)
      throw error
    }
  }

  /// Ends what the server still does for a connection of ours that is lost: its locks would be in our own way.
  private func endOrphans(_ connection: Connection) {
    var role = Parameters()
    role.add(target.role)
    _ = try? connection.run(
      """
      SELECT pg_terminate_backend(pid) FROM pg_stat_activity
      WHERE application_name = $1::text AND pid <> pg_backend_pid()
      """, role)
  }

  // MARK: What is there already

  /// Which of the new ids was taken.
  private func duplicate(in changes: [StoreChange]) -> StoreError? {
    var (ids, calls): ([MessageID], [CallID]) = ([], [])
    for change in changes {
      if case .accept(let message, _) = change { ids.append(message.id) }
      if case .beginCall(let call) = change { calls.append(call.id) }
    }
    if let taken = first(of: ids.map(\.column), in: .taken) { return .taken(MessageID(column: taken)) }
    return first(of: calls.map(\.column), in: .takenCalls).map { .taken(CallID(column: $0)) }
  }

  private func first(of ids: [Int64], in query: Query) -> Int64? {
    guard !ids.isEmpty, let connection else { return nil }
    var parameters = Parameters()
    parameters.add(ids)
    guard let rows = try? connection.run(query, parameters) else { return nil }
    let taken = Set(rows.map { $0.number(0) })
    return ids.first { taken.contains($0) }
  }
}
