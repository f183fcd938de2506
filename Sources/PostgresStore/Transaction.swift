import Messages
import Store

/// The changes of one transaction. What they touch is read and locked first, the rules are applied here, and what came
/// of it is written in a few statements, whatever the number of changes: the rows held here stand for those of the
/// database until then. Questions that the database must answer are asked after everything before has been written.
final class Transaction {
  let connection: Connection
  let node: Int
  /// Whether to tell other nodes.
  let tells: Bool
  /// The latest moment that a change has named.
  var clock: Timestamp
  var highestID: MessageID?
  /// Whether anything was written.
  var wrote = false
  var deltas = Deltas()

  var held: [MessageID: Held] = [:]
  private var absent: Set<MessageID> = []
  var accepted: [Held] = []
  var touched: [Held] = []
  var replaced: [Held] = []

  var calls: [CallID: OpenedCall] = [:]
  var callNotes: [CallID: String] = [:]
  var untied: [CallID: Int64] = [:]

  var owed: [ReceiptKey: OwedState] = [:]
  /// The queues of the receipts that were read.
  var owedTo: [ReceiptKey: String] = [:]
  var results: [ReceiptKey] = []
  var told: [ToldReceipt] = []
  /// The numbers that receipts told in this transaction got, in the order they were told.
  var numbers: [Int64] = []

  var handsets: [IncomingMessage] = []
  var droppedParts: [PartKey] = []
  var parts: [PartPlace: HeldPart] = [:]
  var remembered: [String: (value: String, until: Timestamp?)] = [:]
  var lines: [(event: LifeEvent, isKnown: Bool)] = []
  var grown: Set<LaneQueue> = []
  var owing: Set<String> = []

  init(_ connection: Connection, node: Int, tells: Bool, clock: Timestamp) {
    self.connection = connection
    self.node = node
    self.tells = tells
    self.clock = clock
  }

  // MARK: Messages in hand

  /// The message, read and locked when it was not yet; nil when there is none.
  func message(_ id: MessageID) throws(Fault) -> Held? {
    if held[id] == nil, !absent.contains(id) { try load([id]) }
    return held[id]
  }

  /// Reads and locks messages, in the order of their ids so that two nodes do not wait for each other.
  func load(_ ids: Set<MessageID>) throws(Fault) {
    let missing = ids.filter { held[$0] == nil && !absent.contains($0) }
    guard !missing.isEmpty else { return }
    var parameters = Parameters()
    parameters.add(missing.map(\.column))
    for row in try connection.run(.load, parameters) { take(row) }
    absent.formUnion(missing.lazy.filter { self.held[$0] == nil })
  }

  /// What is held already is newer than the row.
  @discardableResult
  func take(_ row: Rows.Row) -> Held {
    let id = row.id(0)
    if let known = held[id] { return known }
    let message = Held(row)
    held[id] = message
    return message
  }

  /// The same for a row with the stored form behind.
  func takeWhole(_ row: Rows.Row) throws(Fault) -> Held {
    let held = take(row)
    if held.message == nil { held.message = try row.message(23, id: held.id) }
    return held
  }

  /// Reads the messages themselves.
  func loadBodies(_ ids: some Sequence<MessageID>) throws(Fault) {
    let missing = ids.filter { held[$0].map { $0.message == nil } ?? false }
    guard !missing.isEmpty else { return }
    var parameters = Parameters()
    parameters.add(missing.map(\.column))
    for row in try connection.run(.bodies, parameters) {
      held[row.id(0)]?.message = try row.message(1, id: row.id(0))
    }
  }

  /// The message itself.
  func whole(_ held: Held) throws(Fault) -> Message {
    if held.message == nil { try loadBodies([held.id]) }
    guard let message = held.message else { throw .given(.unusable("message \(held.id) has no body")) }
    return message
  }

  func add(_ message: Held) {
    held[message.id] = message
    accepted.append(message)
  }

  func forget(_ ids: [MessageID]) {
    for id in ids { held[id] = nil }
    absent.formUnion(ids)
  }

  /// Notes that it is to be written.
  func touch(_ message: Held) {
    if message.progress.stage != .claimed { message.owner = nil }
    guard !message.isTouched else { return }
    message.isTouched = true
    touched.append(message)
  }

  /// Adds a line to the life of a message that is known to exist, or that may not.
  func write(_ event: LifeEvent, isKnown: Bool = true) { lines.append((event.bounded, isKnown)) }

  // MARK: Before the first change

  /// Reads at once what the changes name.
  func prefetch(_ changes: [StoreChange]) throws(Fault) {
    var named: Set<MessageID> = []
    var whole: Set<MessageID> = []
    var new: Set<MessageID> = []
    var receipts: [ReceiptKey] = []
    for change in changes {
      switch change {
      case .accept(let message, _): new.insert(message.id)
      case .release(let ids, _, _, _), .forward(let ids, _, _, _), .pollAgain(let ids, _): named.formUnion(ids)
      case .beginCall(let call): named.formUnion(call.messages)
      case .outcomes(_, let outcomes, _, _):
        for outcome in outcomes {
          named.insert(outcome.message)
          if case .refused = outcome.outcome { whole.insert(outcome.message) }
        }
      case .settle(let reports, _, _): whole.formUnion(reports.lazy.map(\.id))
      case .cancel(.message(let id), _, _), .replace(let id, _): whole.insert(id)
      case .receiptResults(let results, _):
        receipts += results.map { ReceiptKey(message: $0.message, number: $0.receipt) }
      default: break
      }
    }
    try load(named.union(whole).subtracting(new))
    try loadBodies(whole.lazy.filter { self.held[$0].map { !$0.wants.isEmpty } ?? false })
    try loadReceipts(receipts)
  }

  // MARK: Changes

  func apply(_ change: StoreChange) throws(Fault) -> StoreAnswer {
    if let moment = change.moment, moment > clock { clock = moment }
    if let id = change.newID { highestID = max(highestID ?? id, id) }
    switch change {
    case .accept(let message, let claimed): return try accept(message, claimed: claimed)
    case .keepPart(let part): return keep(part)
    case .dropParts(let key): return drop(key)
    case .dropPart(let part): return try drop(part)
    case .ownParts(let parts): return try own(parts)
    case .gatherParts(let parts): return try gather(parts)
    case .claim(let lane, let account, let limit): return try claim(lane, account: account, limit: limit)
    case .wakeDue(let now, let limit): return try wake(now: now, limit: limit)
    case .release(let ids, let lane, let notBefore, let reason):
      return try release(ids, to: lane, notBefore: notBefore, reason: reason)
    case .forward(let ids, let old, let lane, let reason):
      return try forward(ids, from: old, to: lane, reason: reason)
    case .beginCall(let call): return try begin(call)
    case .noteCall(let id, let note): return noteCall(id, note: note)
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
    case .acceptIncoming(let message): return accept(message)
    case .claimIncoming(let account, let now, let limit, let until):
      return try claimIncoming(account: account, now: now, limit: limit, until: until)
    case .incomingResults(let results, _): return try take(results)
    case .claimUnmarked(let provider, let limit): return try unmarked(provider: provider, limit: limit)
    case .marked(let ids): return try mark(ids)
    case .note(let events): return note(events)
    case .remember(let key, let value, let until): return remember(key, value, until: until)
    case .purge(let before, let limit): return try purge(before: before, limit: limit)
    }
  }
}
