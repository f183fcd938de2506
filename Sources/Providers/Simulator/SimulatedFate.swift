import Messages

/// What has become of a simulated message by now: it follows from its rule and the time alone.
struct SimulatedFate: Sendable {
  /// A word of ``SimulatorStates``, or one that nobody knows.
  var word: String
  var isFinal: Bool
  var at: Timestamp
  var code = 0

  init(of entry: SimulatedMessages.Entry, now: Timestamp, settings: SimulatedService.Settings) {
    let delay: Duration =
      switch entry.rule {
      case .deliveredAtOnce: .zero
      case .deliveredLate: settings.slowDelay
      default: settings.deliveryDelay
      }
    at = entry.takenAt + delay
    if entry.isCancelled {
      (word, isFinal, at) = ("DELETED", true, entry.takenAt)
    } else if now < at || entry.rule == .staysEnroute {
      (word, isFinal) = (entry.rule == .unknownWord ? "PONDERING" : "ENROUTE", false)
    } else {
      (word, code) = Self.end(of: entry.rule)
      isFinal = true
    }
  }

  private static func end(of rule: SimulatedRule) -> (word: String, code: Int) {
    switch rule {
    case .undeliverable: ("UNDELIVERABLE", 1)
    case .expired: ("EXPIRED", 27)
    case .deleted: ("DELETED", 0)
    default: ("DELIVERED", 0)
    }
  }
}
