import Messages
import Pacing
import Store
import Synchronization

/// Counts what an account sends, over all its binds and mails, and with what other nodes tell over theirs.
package final class AccountMeter: Sendable {
  private struct State {
    var bucket: SharedBucket
    var dailyQuota: Int
    var dayOffset: Int64
    var isShared = false
    var day: Int64 = 0
    /// What all nodes together had sent when that was last heard.
    var known = 0
    /// What this node has sent since, or sent in all when there are no others.
    var own = 0
    /// The day's quota has kept something out.
    var isUsedUp = false
  }

  /// What is told to other nodes.
  package struct Report: Sendable {
    /// Parts taken from the rate that the shared bucket has not covered.
    package var owed: Double
    /// Parts of the day's quota that were used since the last report.
    package var used: Int
    /// Days since 1970 in the account's time zone.
    package var day: Int64
  }

  private let state: Mutex<State>
  private let account: String

  package init(terms: AccountTerms, now: Duration) {
    account = terms.name
    state = Mutex(
      State(
        bucket: SharedBucket(rate: terms.rate, now: now), dailyQuota: terms.dailyQuota,
        dayOffset: Int64(terms.zoneSeconds)))
  }

  /// Parts a second; 0 for no limit.
  package var rate: Double { state.withLock { $0.bucket.rate } }
  /// Parts a day; 0 for no limit.
  package var dailyQuota: Int { state.withLock { $0.dailyQuota } }

  /// Other limits hold from now on, for all binds that stand as well; the day's count goes on.
  package func renew(_ terms: AccountTerms, now: Duration) {
    state.withLock { state in
      if state.bucket.rate != terms.rate { state.bucket = SharedBucket(rate: terms.rate, now: now) }
      if state.dailyQuota != terms.dailyQuota { state.isUsedUp = false }
      state.dailyQuota = terms.dailyQuota
      state.dayOffset = Int64(terms.zoneSeconds)
    }
  }

  /// Takes so many parts of the rate and the day's quota, or says which of them is used up.
  package func take(_ parts: Int, now: Duration, wallClock: Timestamp) -> Refusal? {
    state.withLock { state in
      turn(&state, wallClock)
      if state.dailyQuota > 0, state.known + state.own + parts > state.dailyQuota {
        state.isUsedUp = true
        return .quotaExceeded
      }
      guard state.bucket.take(parts, now: now, isShared: state.isShared) else { return .rateExceeded }
      state.own += parts
      return nil
    }
  }

  /// Whether something was refused this day for the day's quota.
  package func isQuotaUsedUp(_ wallClock: Timestamp) -> Bool {
    dailyQuota > 0
      && state.withLock { state in
        turn(&state, wallClock)
        return state.isUsedUp
      }
  }

  /// Gives back what was taken for a message that was refused after all.
  package func giveBack(_ parts: Int) {
    state.withLock {
      $0.bucket.giveBack(parts)
      $0.own = max(-$0.known, $0.own - parts)
    }
  }

  /// Begins another day. Clocks read before midnight may come after one read behind it: the day before is over for good.
  private func turn(_ state: inout State, _ wallClock: Timestamp) {
    let day = (wallClock.seconds + state.dayOffset) / 86_400
    guard day > state.day || state.day - day > 1 else { return }
    state.day = day
    state.known = 0
    state.own = 0
    state.isUsedUp = false
  }

  // MARK: Over restarts

  /// Under which the day's count is remembered.
  private var key: String { "quota/" + account }

  /// What the store is to remember with the messages that are handed in now: it counts these, and never less than what
  /// was handed in before. Nil without a quota.
  func remembered(_ wallClock: Timestamp) -> StoreChange? {
    let (quota, day, used) = state.withLock { state in
      turn(&state, wallClock)
      return (state.dailyQuota, state.day, state.known + state.own)
    }
    guard quota > 0 else { return nil }
    return .remember(key: key, value: "\(day) \(used)", until: wallClock + .seconds(2 * 86_400))
  }

  /// Goes on with what an earlier run had counted on the same day.
  package func recall(_ remembered: [String: String], wallClock: Timestamp) {
    let words = remembered[key]?.split(separator: " ").compactMap { Int64($0) } ?? []
    guard words.count == 2 else { return }
    state.withLock { state in
      turn(&state, wallClock)
      if state.day == words[0] { state.own = max(state.own, Int(clamping: words[1])) }
    }
  }

  // MARK: Several nodes

  /// What the others are to be told.
  ///
  /// - Parameter isShared: whether there are others, with whom the rate is kept from now on.
  package func report(isShared: Bool, wallClock: Timestamp) -> Report {
    state.withLock { state in
      turn(&state, wallClock)
      state.isShared = isShared
      return Report(owed: isShared ? state.bucket.owed : 0, used: state.own, day: state.day)
    }
  }

  /// What came of a report: how much of the debt was covered, and what all nodes have sent that day.
  package func settle(_ report: Report, covered: Double, total: Int?) {
    state.withLock { state in
      state.bucket.covered(covered)
      guard let total, state.day == report.day else { return }
      state.known = total
      state.own -= report.used
    }
  }
}
