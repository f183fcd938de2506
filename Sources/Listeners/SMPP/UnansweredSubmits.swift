import Messages
import Store
import Synchronization

/// Since when each account may have submits whose response has not certainly arrived. Written down once a second, it
/// tells a process that starts after a crash which of the stored messages a client may send again.
final class UnansweredSubmits: Sendable {
  private struct Line {
    var account: String
    var since: Timestamp
  }

  private struct State {
    /// By connection.
    var lines: [UInt64: Line] = [:]
    /// Accounts whose moment has moved, and when it did last: written down until that is behind it.
    var moved: [String: Timestamp] = [:]
  }

  private let state = Mutex(State())
  /// A submit is noted a little after its moment.
  private static let margin = Duration.seconds(1)
  private static let prefix = "answered:"
  /// Longer than any bridge is down while its clients wait for it.
  private static let memory = Duration.seconds(86_400)

  /// A connection has taken submits that it has not answered; `since` is the oldest one's moment.
  func note(_ connection: UInt64, _ account: String, since: Timestamp, now: Timestamp) {
    state.withLock { state in
      state.lines[connection] = Line(account: account, since: since)
      state.moved[account] = now
    }
  }

  /// All responses of a connection have arrived, or are remembered as lost.
  func settle(_ connection: UInt64, now: Timestamp) {
    state.withLock { state in
      if let line = state.lines.removeValue(forKey: connection) { state.moved[line.account] = now }
    }
  }

  /// What is to be written down now.
  func changes(node: Int, now: Timestamp) -> [StoreChange] {
    state.withLock { state in
      guard !state.moved.isEmpty else { return [] }
      var oldest: [String: Timestamp] = [:]
      for line in state.lines.values { oldest[line.account] = min(oldest[line.account] ?? line.since, line.since) }
      var changes: [StoreChange] = []
      for (account, last) in state.moved {
        let moment = (oldest[account] ?? now) - Self.margin
        if oldest[account] == nil, moment > last { state.moved[account] = nil }
        changes.append(
          .remember(
            key: Self.key(account, node: node), value: String(moment.milliseconds), until: now + Self.memory))
      }
      return changes
    }
  }

  private static func key(_ account: String, node: Int) -> String { "\(prefix)\(node):\(account)" }

  /// The moment that the last run wrote down for an account; nil when it wrote none.
  static func moment(of account: String, node: Int, in remembered: [String: String]) -> Timestamp? {
    remembered[key(account, node: node)].flatMap { Int64($0) }.map(Timestamp.init(milliseconds:))
  }
}
