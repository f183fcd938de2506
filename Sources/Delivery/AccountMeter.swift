import Messages
import Pacing
import Synchronization

/// Counts what an account sends, over all its binds and mails.
package final class AccountMeter: Sendable {
  private struct State {
    var bucket: TokenBucket
    var day: Int64 = 0
    var sentToday = 0
  }

  private let state: Mutex<State>
  private let dailyQuota: Int
  private let secondsEast: Int64

  package init(terms: AccountTerms, now: Duration) {
    dailyQuota = terms.dailyQuota
    secondsEast = Int64(terms.timeZoneMinutes) * 60
    state = Mutex(State(bucket: TokenBucket(rate: terms.rate, now: now)))
  }

  /// Takes so many parts of the rate and the day's quota, or says which of them is used up.
  package func take(_ parts: Int, now: Duration, wallClock: Timestamp) -> Refusal? {
    state.withLock { state in
      let day = (wallClock.seconds + secondsEast) / 86_400
      if day != state.day {
        state.day = day
        state.sentToday = 0
      }
      if dailyQuota > 0, state.sentToday + parts > dailyQuota { return .quotaExceeded }
      guard state.bucket.take(parts, now: now) else { return .rateExceeded }
      state.sentToday += parts
      return nil
    }
  }

  /// Gives back what was taken for a message that was refused after all.
  package func giveBack(_ parts: Int) {
    state.withLock {
      $0.bucket.giveBack(parts)
      $0.sentToday = max(0, $0.sentToday - parts)
    }
  }
}
