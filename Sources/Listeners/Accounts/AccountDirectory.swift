import Delivery
import Messages
import Synchronization

/// The accounts in force with their meters; replaced as a whole on reload, meters kept.
package final class AccountDirectory: Sendable {
  /// An account and what counts its use. Every message asks for it, so it is shared and not copied.
  package final class Entry: Sendable {
    package let account: Account
    package let meter: AccountMeter

    init(account: Account, meter: AccountMeter) {
      self.account = account
      self.meter = meter
    }
  }

  private struct State {
    var byName: [String: Entry] = [:]
    var bySystemID: [[UInt8]: Entry] = [:]
    var all: [Entry] = []
  }

  private let state = Mutex(State())

  package init(_ accounts: [Account], now: Duration) { replace(accounts, now: now) }

  /// Puts other accounts in place. An account whose limits are the same keeps what it has used of them, any other what
  /// it has sent this day.
  package func replace(_ accounts: [Account], now: Duration) {
    state.withLock { state in
      var next = State()
      for account in accounts {
        let old = state.byName[account.terms.name]
        let keeps =
          old?.account.terms.rate == account.terms.rate && old?.account.terms.dailyQuota == account.terms.dailyQuota
          && old?.account.terms.zoneSeconds == account.terms.zoneSeconds
        let meter = keeps ? old?.meter : nil
        let entry = Entry(
          account: account, meter: meter ?? AccountMeter(terms: account.terms, now: now, after: old?.meter))
        next.all.append(entry)
        next.byName[account.terms.name] = entry
        if let systemID = account.systemID { next.bySystemID[Array(systemID.utf8)] = entry }
      }
      state = next
    }
  }

  /// Goes on with the day's counts of an earlier run.
  package func recall(_ remembered: [String: String], wallClock: Timestamp) {
    for entry in all { entry.meter.recall(remembered, wallClock: wallClock) }
  }

  package func named(_ name: String) -> Entry? { state.withLock { $0.byName[name] } }
  /// Octet for octet: names that only look the same are different.
  package func withSystemID(_ octets: [UInt8]) -> Entry? { state.withLock { $0.bySystemID[octets] } }
  package func withSystemID(_ systemID: String) -> Entry? { withSystemID(Array(systemID.utf8)) }
  package var all: [Entry] { state.withLock { $0.all } }
}
