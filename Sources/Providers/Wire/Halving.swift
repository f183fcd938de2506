import Messages

/// Finds the culprits in a call that a provider refuses as a whole: halves of it go again, until each culprit stands
/// alone or ``callLimit`` calls were made. What has not had its turn by then is held back and goes again in a later call.
struct Halving: Sendable {
  /// What came of a call with these messages.
  enum Attempt: Sendable {
    /// Each message has its outcome.
    case sorted(SendReport)
    /// None was taken, and any of them may be why; the report is for a message that stands alone.
    case refused(SendReport)
  }

  /// Calls of one chain, at most: so many that any batch comes down to one message at least.
  static let callLimit = 40

  private struct Part {
    var messages: ArraySlice<Message>
    /// Where it stands among the halves: `a` or `b` for each step down.
    var place: String

    var halves: [Part] {
      let middle = messages.startIndex + messages.count / 2
      return [
        Part(messages: messages[..<middle], place: place + "a"),
        Part(messages: messages[middle...], place: place + "b"),
      ]
    }
  }

  /// Makes the call of some messages; the second is the place among the halves, empty for the whole.
  let attempt: @Sendable ([Message], String) -> ProviderStep<Attempt>

  func send(_ batch: [Message]) -> ProviderStep<SendReport> {
    send([Part(messages: batch[...], place: "")], SendReport(outcomes: [:]), left: Self.callLimit)
  }

  private func send(_ parts: [Part], _ soFar: SendReport, left: Int) -> ProviderStep<SendReport> {
    guard let part = parts.first else { return .done(soFar) }
    guard left > 0, soFar.lane == .carryOn else { return .done(Self.heldBack(parts, soFar)) }
    let rest = Array(parts.dropFirst())
    return attempt(Array(part.messages), part.place).then { attempt in
      if case .refused = attempt, part.messages.count > 1 {
        return send(part.halves + rest, soFar, left: left - 1)
      }
      var report = attempt.report
      report.outcomes.merge(soFar.outcomes) { own, _ in own }
      return send(rest, report, left: left - 1)
    }
  }

  private static func heldBack(_ parts: [Part], _ soFar: SendReport) -> SendReport {
    var report = soFar
    for message in parts.lazy.flatMap(\.messages) {
      report.outcomes[message.id] = .retryLater(reason: "not tried yet")
    }
    return report
  }
}

extension Halving.Attempt {
  fileprivate var report: SendReport {
    switch self {
    case .sorted(let report), .refused(let report): report
    }
  }
}
