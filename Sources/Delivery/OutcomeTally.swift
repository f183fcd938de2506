import Messages
import Providers

/// How many messages of a call had which kind of outcome.
struct OutcomeTally {
  /// The words they are counted under.
  static let words = ["accepted", "refused", "retry", "ambiguous"]

  private(set) var counts = [0, 0, 0, 0]

  mutating func add(_ outcome: SendOutcome) {
    switch outcome {
    case .accepted: counts[0] += 1
    case .refused: counts[1] += 1
    case .retryLater: counts[2] += 1
    case .unknown: counts[3] += 1
    }
  }

  var accepted: Int { counts[0] }
  var ambiguous: Int { counts[3] }
}

extension SendOutcome {
  /// Why the call as a whole reached nobody or was not answered; nil when it was.
  var failure: String? {
    switch self {
    case .accepted, .refused: nil
    case .retryLater(let reason), .unknown(let reason): reason
    }
  }
}

extension SendReport {
  /// The provider took the call and sorted it: what was only held back by its neighbours may go again at once. Each such
  /// answer settles one message at least, so this comes to an end.
  var isPartial: Bool {
    lane == .carryOn
      && outcomes.values.contains {
        switch $0 {
        case .accepted, .refused: true
        case .retryLater, .unknown: false
        }
      }
  }
}
