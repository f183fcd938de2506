import Messages

/// A reply of sms.by sorted into what matters to the work: it did it, it would not, or anything else.
enum SMSByReply: Sendable {
  case done(JSON)
  case refused(ProviderError)
  /// Not taken, or not known to be: an outcome and advice that fit every message of the call.
  case trouble(SendOutcome, LaneAdvice)

  init(_ reply: Reply) {
    if let outcome = reply.verdict.outcome(reason: reply.reason) {
      // sms.by answers 400 and 403 with words; a 404 page or a 429 needs none.
      self = .trouble(outcome, reply.lane)
      return
    }
    guard let json = reply.json else {
      self =
        reply.verdict == .success
        ? .trouble(.unknown(reason: reply.reason), .carryOn) : .refused(ProviderError(words: reply.reason))
      return
    }
    guard let words = SMSByRefusals.words(in: json) ?? (reply.verdict == .refused ? reply.reason : nil) else {
      self = .done(json)
      return
    }
    self.init(error: words)
  }

  private init(error words: String) {
    switch SMSByRefusals.meaning(of: words) {
    case .refused: self = .refused(ProviderError(words: words))
    case .noMoney: self = .trouble(.retryLater(reason: words), .noMoney(reason: words))
    case .wrongToken: self = .trouble(.retryLater(reason: words), .stop(reason: words))
    case .tooFast: self = .trouble(.retryLater(reason: words), .slowDown(HTTPVerdict.usualWait))
    case .undecided: self = .trouble(.unknown(reason: words), .carryOn)
    }
  }

  /// The report for a batch that did not go through; nil when it did.
  func failure(of batch: [Message]) -> SendReport? {
    switch self {
    case .done: nil
    case .refused(let error): SendReport(all: batch, .refused(.rejected, error))
    case .trouble(let outcome, let lane): SendReport(all: batch, outcome, lane: lane)
    }
  }

  /// As ``failure(of:)`` for a call that sends nothing by itself: whatever is not known is certainly not sent.
  func failureBeforeSending(of batch: [Message]) -> SendReport? {
    if case .trouble(.unknown(let reason), let lane) = self {
      return SendReport(all: batch, .retryLater(reason: reason), lane: lane)
    }
    return failure(of: batch)
  }

  var json: JSON? {
    if case .done(let json) = self { json } else { nil }
  }

  var lane: LaneAdvice {
    if case .trouble(_, let lane) = self { lane } else { .carryOn }
  }
}
