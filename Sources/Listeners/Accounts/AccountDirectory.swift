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

  /// Puts other accounts in place. Who was there keeps the count of the day, and other limits hold for binds that stand,
  /// too.
  package func replace(_ accounts: [Account], now: Duration) {
    state.withLock { state in
      var next = State()
      for account in accounts {
        let old = state.byName[account.terms.name]
        old?.meter.renew(account.terms, now: now)
        let entry = Entry(account: account, meter: old?.meter ?? AccountMeter(terms: account.terms, now: now))
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
