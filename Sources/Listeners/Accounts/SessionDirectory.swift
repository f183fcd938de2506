import Messages
import Synchronization
import Transport

/// Every session that is bound or logged in, for bind limits and for the operator.
package final class SessionDirectory: Sendable {
  /// What is known of one session.
  package struct Facts: Sendable, Hashable {
    package var id: UInt64
    package var account: String
    package var systemID: String
    /// `transceiver`, `transmitter`, `receiver`, `mail`.
    package var kind: String
    package var peer: String
    package var version: UInt8
    package var isTLS: Bool
    package var since: Timestamp
    /// What the client does differently from the specification, in words, as far as its bind shows.
    package var quirks: [String] = []

    package init(
      id: UInt64, account: String, systemID: String, kind: String, peer: String, version: UInt8, isTLS: Bool,
      since: Timestamp
    ) {
      self.id = id
      self.account = account
      self.systemID = systemID
      self.kind = kind
      self.peer = peer
      self.version = version
      self.isTLS = isTLS
      self.since = since
    }
  }

  private struct Member: Sendable {
    var facts: Facts
    /// Since when the peer owes an answer to our link check.
    var overdueSince: Duration?
    var ways: Ways

    func isStale(_ now: Duration) -> Bool { overdueSince.map { now - $0 >= SessionDirectory.patience } ?? false }
  }

  /// What others may do to a session.
  package struct Ways: Sendable {
    /// Ends it at once.
    package var evict: @Sendable () -> Void
    /// Checks its link now.
    package var check: @Sendable () -> Void

    package init(evict: @escaping @Sendable () -> Void, check: @escaping @Sendable () -> Void = {}) {
      self.evict = evict
      self.check = check
    }
  }

  /// A healthy client answers a link check faster than this.
  package static let patience = Duration.seconds(2)

  private struct State {
    var members: [UInt64: Member] = [:]
    var byAccount: [String: Set<UInt64>] = [:]
    var nextID: UInt64 = 1
    /// Binds of accounts on other nodes.
    var elsewhere: [String: Int] = [:]
  }

  private let state = Mutex(State())

  package init() {}

  package func newID() -> UInt64 {
    state.withLock { state in
      defer { state.nextID += 1 }
      return state.nextID
    }
  }

  /// Takes a session in; false when the account is at its limit and no session of it has an overdue link check.
  ///
  /// With `evicts`, such a session gives way. When none has one yet, all are checked: a client that came back after it
  /// vanished finds its dead session gone at its next try.
  package func enter(_ facts: Facts, limit: Int, evicts: Bool, now: Duration, ways: Ways) -> Bool {
    var orders: [@Sendable () -> Void] = []
    let entered = state.withLock { state in
      let others = state.byAccount[facts.account] ?? []
      if limit > 0, others.count + (state.elsewhere[facts.account] ?? 0) >= limit {
        guard evicts else { return false }
        guard let stale = others.first(where: { state.members[$0]?.isStale(now) == true }) else {
          orders = others.compactMap { state.members[$0]?.ways.check }
          return false
        }
        orders = state.members[stale].map { [$0.ways.evict] } ?? []
        Self.remove(stale, &state)
      }
      state.members[facts.id] = Member(facts: facts, ways: ways)
      // Only binds count against the bind limit.
      if facts.kind != "mail" { state.byAccount[facts.account, default: []].insert(facts.id) }
      return true
    }
    for order in orders { order() }
    return entered
  }

  /// Sets how many binds accounts have on other nodes; they count against the limit.
  package func setElsewhere(_ binds: [String: Int]) { state.withLock { $0.elsewhere = binds } }

  /// Binds here, by account; mail logins do not count.
  package var binds: [String: Int] { state.withLock { $0.byAccount.mapValues(\.count) } }

  package func leave(_ id: UInt64) { state.withLock { Self.remove(id, &$0) } }

  /// Whether the peer owes an answer to our link check, and since when.
  package func linkCheck(_ id: UInt64, pendingSince: Duration?) {
    state.withLock { $0.members[id]?.overdueSince = pendingSince }
  }

  package var all: [Facts] { state.withLock { $0.members.values.map(\.facts).sorted { $0.id < $1.id } } }

  private static func remove(_ id: UInt64, _ state: inout State) {
    guard let member = state.members.removeValue(forKey: id) else { return }
    state.byAccount[member.facts.account]?.remove(id)
    if state.byAccount[member.facts.account]?.isEmpty == true { state.byAccount[member.facts.account] = nil }
  }
}
