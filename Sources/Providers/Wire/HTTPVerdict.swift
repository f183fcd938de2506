import HTTP
import Messages

/// What an HTTP outcome means for the work it carried, before its words are looked at: one table for all providers.
package enum HTTPVerdict: Hashable, Sendable {
  /// 2xx.
  case success
  /// 400, 409, 413, 422 and the rest of 4xx: the request itself is not wanted.
  case refused
  /// 401.
  case unauthorized
  /// 403.
  case forbidden
  /// 402.
  case noMoney
  /// 3xx, 404, 405, 410: nothing lives at that address; a matter of configuration, not of the message.
  case wrongAddress
  /// 429: not taken; no call before so long.
  case tooFast(Duration)
  /// 503: not taken; no call before so long.
  case unavailable(Duration)
  /// 1xx, 408 and the rest of 5xx: it may have been acted upon.
  case ambiguous
  /// No byte was acted upon.
  case notSent
  /// The request went out and no complete answer came.
  case noAnswer

  package init(_ result: Result<HTTPResponse, HTTPFailure>, now: Timestamp) {
    switch result {
    case .failure(let failure): self = failure.certainty == .notSent ? .notSent : .noAnswer
    case .success(let response): self.init(status: response.status, headers: response.headers, now: now)
    }
  }

  init(status: Int, headers: HTTPHeaders, now: Timestamp) {
    switch status {
    case 200...299: self = .success
    case 401: self = .unauthorized
    case 402: self = .noMoney
    case 403: self = .forbidden
    case 300...399, 404, 405, 410: self = .wrongAddress
    case 408: self = .ambiguous
    case 429: self = .tooFast(RetryAfter.wait(headers, now: now) ?? Self.usualWait)
    case 400...499: self = .refused
    case 503: self = .unavailable(RetryAfter.wait(headers, now: now) ?? Self.usualWait)
    default: self = .ambiguous
    }
  }

  /// The wait after 429 and 503 when the answer names none.
  package static let usualWait = Duration.seconds(5)
  /// The wait before a provider is tried again that is misconfigured.
  package static let holdWait = Duration.seconds(60)

  /// What it says about the lane; `reason` goes to the operator.
  package func lane(reason: String) -> LaneAdvice {
    switch self {
    case .success, .refused, .ambiguous, .notSent, .noAnswer: .carryOn
    case .unauthorized, .forbidden: .stop(reason: reason)
    case .noMoney: .noMoney(reason: reason)
    case .wrongAddress: .hold(Self.holdWait, reason: reason)
    case .tooFast(let wait), .unavailable(let wait): .slowDown(wait)
    }
  }

  /// What became of a message that the call carried, where the words of the answer do not matter; nil for
  /// ``success`` and ``refused``, where they do.
  package func outcome(reason: String) -> SendOutcome? {
    switch self {
    case .success, .refused: nil
    case .unauthorized, .forbidden, .noMoney, .wrongAddress, .tooFast, .unavailable, .notSent:
      .retryLater(reason: reason)
    case .ambiguous, .noAnswer: .unknown(reason: reason)
    }
  }
}
