/// What the answer to one call means for the calls after it.
package enum LaneAdvice: Hashable, Sendable {
  case carryOn
  /// Too fast: no call before so long; fewer at once.
  case slowDown(Duration)
  /// Not for now (blocked, maintenance): keep the messages, try again after so long, raise the alarm.
  case hold(Duration, reason: String)
  /// The account is used up: keep the messages, try again as soon as the operator wants it, raise the alarm.
  case noMoney(reason: String)
  /// Wrong token or login: no calls until an operator has changed something; keep the messages, raise the alarm.
  case stop(reason: String)
  /// The credential is no longer good: get a new one and make the call again.
  case renewCredential
}

extension LaneAdvice {
  /// The advice of a question about messages that were sent: what holds a lane for sends (an address that is not there,
  /// no money) says nothing about those.
  var ofQuestion: LaneAdvice {
    switch self {
    case .hold, .noMoney: .carryOn
    case .carryOn, .slowDown, .stop, .renewCredential: self
    }
  }
}
