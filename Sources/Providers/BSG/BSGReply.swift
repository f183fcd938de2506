import Messages

/// A reply of BSG sorted into what matters: 401 asks for a new token, 422 names what is wrong with which message.
enum BSGReply: Sendable {
  case done(JSON)
  case invalid(BSGFaults)
  case trouble(SendOutcome, LaneAdvice)

  init(_ reply: Reply, usesKeyAsBearer: Bool = false) {
    if reply.verdict == .unauthorized, !usesKeyAsBearer {
      self = .trouble(.retryLater(reason: reply.reason), .renewCredential)
    } else if let outcome = reply.verdict.outcome(reason: reply.reason) {
      self = .trouble(outcome, reply.lane)
    } else if reply.verdict == .refused {
      self = .invalid(BSGFaults(reply))
    } else if let json = reply.json {
      self = json["error"]?.integer.map { $0 != 0 } ?? false ? .invalid(BSGFaults(reply)) : .done(json)
    } else {
      self = .trouble(.unknown(reason: reply.reason), .carryOn)
    }
  }

  var json: JSON? {
    if case .done(let json) = self { json } else { nil }
  }

  var lane: LaneAdvice {
    if case .trouble(_, let lane) = self { lane } else { .carryOn }
  }
}
