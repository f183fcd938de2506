import Messages

/// What a ``MemoryStore`` holds.
struct MemoryTables {
  struct Row {
    var message: Message
    var progress: Progress
  }

  struct Owed {
    var receipt: Receipt
    let account: String
    let priority: UInt8
    /// Not to be handed out before.
    var due: Timestamp
    /// Whether somebody has it until `due`; false when it waits for its next attempt.
    var leased: Bool
  }

  struct Handset {
    enum Stage { case waiting, delivered, marked, dropped }
    var message: IncomingMessage
    var stage = Stage.waiting
    var due: Timestamp
    var leased = false
  }

  var rows: [MessageID: Row] = [:]
  var receipts: [Int64: Owed] = [:]
  var calls: [CallID: Call] = [:]
  var parts: [PartKey: [UInt8: HeldPart]] = [:]
  var handsets: [MessageID: Handset] = [:]
  var lines: [MessageID: [LifeEvent]] = [:]
  var remembered: [String: (value: String, until: Timestamp?)] = [:]
  var highestID: MessageID?
  var lastReceipt: Int64 = 0
  /// The latest moment that a change has named.
  var clock = Timestamp(milliseconds: 0)

  /// Refuses a commit that would take an id twice, before anything of it has happened.
  func check(_ changes: [StoreChange]) throws(StoreError) {
    var ids: Set<MessageID> = []
    var begun: Set<CallID> = []
    for change in changes {
      switch change {
      case .accept(let message, _):
        guard rows[message.id] == nil, ids.insert(message.id).inserted else { throw .taken(message.id) }
      case .beginCall(let call):
        guard calls[call.id] == nil, begun.insert(call.id).inserted else { throw .taken(call.id) }
      default: break
      }
    }
  }

  mutating func apply(_ change: StoreChange) -> StoreAnswer {
    clock = max(clock, change.moment ?? clock)
    if let id = change.newID { highestID = max(highestID ?? id, id) }
    switch change {
    case .accept(let message, let claimed): return accept(message, claimed: claimed)
    case .keepPart(let part): return keep(part)
    case .dropParts(let key): return drop(key)
    case .dropPart(let part): return drop(part)
    case .ownParts: return .done
    case .gatherParts: return .parts([], gone: [])
    case .claim(let lane, let account, let limit): return claim(lane, account: account, limit: limit)
    case .wakeDue(let now, let limit): return wake(now: now, limit: limit)
    case .release(let ids, let lane, let notBefore, let reason):
      return release(ids, to: lane, notBefore: notBefore, reason: reason)
    case .forward(let ids, let old, let lane, let reason):
      return forward(ids, from: old, to: lane, reason: reason)
    case .beginCall(let call): return begin(call)
    case .noteCall(let id, let note): return noteCall(id, note: note)
    case .outcomes(let call, let outcomes, let at, let lease): return take(outcomes, of: call, at: at, lease: lease)
    case .claimPolls(let provider, let now, let limit, let until):
      return claimPolls(provider: provider, now: now, limit: limit, until: until)
    case .settle(let reports, let at, let lease): return settle(reports, at: at, lease: lease)
    case .pollAgain(let ids, let at): return pollAgain(ids, at: at)
    case .expire(let now, let limit, let lease): return expire(now: now, limit: limit, lease: lease)
    case .claimReceipts(let account, let now, let limit, let until):
      return claimReceipts(account: account, now: now, limit: limit, until: until)
    case .receiptResults(let results, let at): return take(results, at: at)
    case .expireReceipts(let before, let now, let keep, let limit):
      return expireReceipts(before: before, now: now, keep: keep, limit: limit)
    case .cancel(let selector, let at, let lease): return cancel(selector, at: at, lease: lease)
    case .replace(let id, let replacement): return replace(id, with: replacement)
    case .acceptIncoming(let message): return accept(message)
    case .claimIncoming(let account, let now, let limit, let until):
      return claimIncoming(account: account, now: now, limit: limit, until: until)
    case .incomingResults(let results, let at): return take(results, at: at)
    case .claimUnmarked(let provider, let limit): return unmarked(provider: provider, limit: limit)
    case .marked(let ids): return mark(ids)
    case .note(let events): return note(events)
    case .remember(let key, let value, let until): return remember(key, value, until: until)
    case .purge(let before, let limit): return purge(before: before, limit: limit)
    }
  }
}
