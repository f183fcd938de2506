import Messages
import Store
import Synchronization

/// The store of several nodes: one PostgreSQL database that they share. What a call returned from is durable as the
/// server understands it (`synchronous_commit` is on at least).
///
/// A message belongs to the node that has claimed it until its call is written down, a call to the node that makes it, a
/// receipt to whom it was handed, each as long as that node renews its lease. What a dead node had claimed goes back to
/// the queues; its open calls go to one of the others, to be settled.
///
/// Safe on any thread: one connection changes things and belongs to whoever is inside `commit` or `recover`, which wait
/// for each other; the others answer the questions of ``MessageLedger`` and wait for no commit. A database that cannot
/// be reached makes calls throw `unavailable`; they work again as soon as it can.
package final class PostgresStore: MessageStore, MessageLedger {
  /// This node's number, 0 to 99: no living node has the same. It goes into ids.
  package var nodeNumber: Int { registration.number }

  private let registration: Registration
  private let company: Company
  private let writer: Mutex<Writer?>
  private let readers: [Shelf]
  private let turn = Atomic(0)
  private let watch: Mutex<Watch?>
  private let limits: Mutex<LimitDesk?>

  private final class Shelf: Sendable {
    let reader: Mutex<Reader?>
    init(_ target: ServerTarget) { reader = Mutex(Reader(target)) }
  }

  /// Opens the database, brings its tables to the current version, and registers this node.
  ///
  /// - Parameters:
  ///   - url: a connection URI (`postgresql://user@host/name`); several hosts may stand in it.
  ///   - password: when it does not stand in the URL.
  ///   - node: this node's number, 0 to 99; nil for the lowest that is free. A number whose last run died is waited for
  ///     until its lease is over.
  ///   - lease: how long a node that does not renew it is thought alive; 200 ms at least.
  ///   - connections: for questions, 2 to 64, opened when they are needed; three more are always open.
  /// - Throws: `unavailable` when the server cannot be reached or the number is in use; `unusable` when the tables are of
  ///   a later version, or the database is not ours to use.
  package init(
    url: String, password: String? = nil, node: Int? = nil, lease: Duration = .seconds(30), connections: Int = 4
  ) throws(StoreError) {
    let lease = max(.milliseconds(200), lease)
    let registration: Registration
    let asked: Duration
    do throws(Fault) {
      let connection = try Connection(ServerTarget(url: url, password: password, role: "passerelle"), session: "")
      try Schema.check(connection)
      try Schema.migrate(connection)
      asked = Tenure.clock
      registration = try Registration.make(connection, number: node.map { max(0, min(99, $0)) }, lease: lease)
    } catch { throw error.storeError }
    func target(_ part: String) -> ServerTarget {
      let role = "passerelle \(registration.number)/\(registration.incarnation) \(part)"
      return ServerTarget(url: url, password: password, role: role)
    }
    self.registration = registration
    let company = Company(lease: lease, since: asked)
    self.company = company
    let writing = target("writer")
    do throws(Fault) {
      let connection = try Connection(writing, session: Writer.session)
      writer = Mutex(
        Writer(connection, target: writing, registration: registration, company: company))
    } catch { throw error.storeError }
    readers = (0..<max(2, min(64, connections))).map { _ in Shelf(target("reader")) }
    limits = Mutex(LimitDesk(target("limits"), registration: registration))
    watch = Mutex(try Watch(target: target("watch"), registration: registration, company: company))
  }

  /// Sets who is told what happens on other nodes, and lets this node take over from dead ones. Called on a thread of
  /// the store, which must not be kept; called once, after ``recover(now:)``.
  package func onNotice(_ handler: @escaping @Sendable (StoreNotice) -> Void) {
    watch.withLock { $0?.tell(handler) }
  }

  /// The number of the unbroken time for which this node has held its lease; nil while it is over, and others may have
  /// taken what was its.
  package var tenure: Int? { company.tenureNumber }

  /// How many other nodes live, as far as is known.
  package var otherNodes: Int { company.otherNodes }

  /// Whether the server could be reached when that was last tried: a few times in a lease.
  package var isReachable: Bool { company.isReachable }

  /// Tells the other nodes what this one has used of limits that all keep together, and which accounts are bound here;
  /// answers what comes of it. May wait for the database.
  package func share(_ uses: [LimitUse], binds: [String: Int]) throws(StoreError) -> LimitNews {
    try limits.withLock { (desk) throws(StoreError) -> LimitNews in
      guard let desk else { throw .closed }
      return try desk.share(uses, binds: binds)
    }
  }

  // MARK: Changes

  package func commit(_ changes: [StoreChange]) throws(StoreError) -> [StoreAnswer] {
    try write { (writer) throws(StoreError) in try writer.commit(changes) }
  }

  package func recover(now: Timestamp) throws(StoreError) -> Recovery {
    try write { (writer) throws(StoreError) in try writer.recover(now: now) }
  }

  package func idle() {}

  /// Ends the wait for a database that does not come back: a commit whose outcome is not known throws. For the end of
  /// the process; nothing works afterwards that needs a new connection.
  package func interrupt() { company.close() }

  package func close() {
    company.close()
    watch.withLock { $0 = nil }
    limits.withLock { $0 = nil }
    for shelf in readers { shelf.reader.withLock { $0 = nil } }
    writer.withLock {
      $0?.finish()
      $0 = nil
    }
  }

  private func write<Result: Sendable>(_ work: (Writer) throws(StoreError) -> Result) throws(StoreError) -> Result {
    try writer.withLock { (writer) throws(StoreError) -> Result in
      guard let writer else { throw .closed }
      return try work(writer)
    }
  }

  // MARK: Questions

  /// Slow questions have the first connection to themselves, those about a message the others.
  private func ask<Result: Sendable>(
    slow: Bool = false, _ question: @Sendable (Connection) throws(Fault) -> Result
  ) throws(StoreError) -> Result {
    let next = turn.add(1, ordering: .relaxed).oldValue
    let shelf = readers[slow ? 0 : 1 + Int(UInt(bitPattern: next) % UInt(readers.count - 1))]
    return try shelf.reader.withLock { (reader) throws(StoreError) -> Result in
      guard let reader else { throw .closed }
      return try reader.ask(question)
    }
  }

  package func record(of id: MessageID) throws(StoreError) -> MessageRecord? {
    try ask { (connection) throws(Fault) in try connection.record(of: id) }
  }

  package func record(account: String, clientID: String) throws(StoreError) -> MessageRecord? {
    try ask { (connection) throws(Fault) in try connection.record(account: account, clientID: clientID) }
  }

  package func records(account: String, clientID: String) throws(StoreError) -> [MessageRecord] {
    try ask { (connection) throws(Fault) in try connection.records(account: account, clientID: clientID) }
  }

  package func tracked(provider: String, reference: ProviderReference, recipient: PhoneNumber?) throws(StoreError)
    -> [TrackedMessage]
  {
    try ask { (connection) throws(Fault) in
      try connection.tracked(provider: provider, reference: reference, recipient: recipient)
    }
  }

  package func search(_ query: MessageQuery) throws(StoreError) -> [MessageRecord] {
    try ask(slow: true) { (connection) throws(Fault) in try connection.search(query) }
  }

  package func life(of id: MessageID) throws(StoreError) -> [LifeEvent] {
    try ask { (connection) throws(Fault) in
      LifeEvent.life(of: try connection.record(of: id), lines: try connection.lines(of: id))
    }
  }

  package func tally() throws(StoreError) -> StoreTally {
    try ask(slow: true) { (connection) throws(Fault) in try connection.tally() }
  }

  package func incoming(limit: Int) throws(StoreError) -> [IncomingMessage] {
    try ask(slow: true) { (connection) throws(Fault) in try connection.undelivered(limit: limit) }
  }
}

extension StoreError {
  fileprivate static let closed = StoreError.unavailable("the store is closed")
}
