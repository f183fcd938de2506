import Messages
import Providers

/// Why messages that were handed to one provider were not taken, by class, since the start. One line a class is kept.
package struct ProviderTroubles: Sendable {
  /// What an operator tells apart, since each asks for something else to be done.
  package enum Class: String, Sendable, CaseIterable {
    /// It will not have the message.
    case refused
    /// It will not have us: token, password, key.
    case login
    /// Our account there is used up.
    case noMoney = "no-money"
    /// It takes nothing for now: blocked, or nothing lives at the address.
    case held
    /// Too many calls, or it is busy.
    case tooFast = "too-fast"
    /// Certainly not taken for another reason: nobody was reached, or it was put off.
    case notTaken = "not-taken"
    /// The answer was lost: whether it was taken has to be found out.
    case noAnswer = "no-answer"
  }

  package struct Line: Sendable, Equatable {
    /// Messages.
    package var count: Int
    /// The last reason, in the words of the provider or of the call.
    package var words: String
    package var at: Timestamp
  }

  package private(set) var lines: [Class: Line] = [:]

  /// Counts what a call brought, and answers what of it is new.
  mutating func add(_ report: SendReport, at now: Timestamp) -> [Class: Int] {
    var new: [Class: Int] = [:]
    for outcome in report.outcomes.values {
      guard let (kind, words) = Self.trouble(outcome, report.lane) else { continue }
      new[kind, default: 0] += 1
      lines[kind] = Line(count: (lines[kind]?.count ?? 0) + 1, words: words, at: now)
    }
    return new
  }

  private static func trouble(_ outcome: SendOutcome, _ lane: LaneAdvice) -> (Class, String)? {
    switch outcome {
    case .accepted: nil
    case .refused(_, let error): (.refused, error.code.map { "\(error.words) (number \($0))" } ?? error.words)
    case .unknown(let reason): (.noAnswer, reason)
    case .retryLater(let reason):
      switch lane {
      case .stop, .renewCredential: (.login, reason)
      case .noMoney: (.noMoney, reason)
      case .hold: (.held, reason)
      case .slowDown: (.tooFast, reason)
      case .carryOn: (.notTaken, reason)
      }
    }
  }
}
