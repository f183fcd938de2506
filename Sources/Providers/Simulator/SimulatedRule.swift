/// How the simulated provider treats a number, by its last six digits: `99` and these four. Any other number is
/// delivered after the usual delay.
package enum SimulatedRule: UInt16, Hashable, Sendable, CaseIterable {
  /// Delivered before the first status question.
  case deliveredAtOnce = 0
  case undeliverable = 1
  /// Refused in the answer to the send, with code 8.
  case rejectedAtSend = 2
  case expired = 3
  /// Never comes to an end.
  case staysEnroute = 4
  /// The first call with it gets 429 and `Retry-After: 1`; nothing of the call is taken.
  case tooManyRequests = 5
  /// The first call is taken, and the connection closes in place of the answer.
  case answerLost = 6
  /// The first call is not taken, and the connection closes in place of the answer.
  case callLost = 7
  /// The first call gets 500 and is not taken.
  case serverError = 8
  /// The first call is taken and answered after the slow delay.
  case slowAnswer = 9
  /// The first call is taken and never answered.
  case hang = 10
  /// The first call is taken and gets 500.
  case serverErrorAfter = 11
  /// The first call is taken and answered with a page of HTML.
  case htmlAnswer = 12
  /// The first call is taken and answered with half of the JSON.
  case cutAnswer = 13
  /// The first call gets 503 and `Retry-After: 1`.
  case unavailable = 14
  /// The first call finds nobody listening.
  case connectionRefused = 15
  /// The first call gets 402.
  case noMoney = 16
  /// Delivered as usual; until then its state is a word that nobody knows.
  case unknownWord = 17
  /// Delivered as usual, and answers with an incoming message.
  case replies = 18
  /// Delivered after the slow delay.
  case deliveredLate = 19
  /// Stopped by the provider.
  case deleted = 20
  /// The usual: delivered after a short delay.
  case delivered = 9_999

  /// The rule of a number. The two nines keep ordinary test numbers, which tend to end in 0001, 0002, …, free of it.
  package static func rule(for number: some StringProtocol) -> SimulatedRule {
    let tail = number.utf8.suffix(6)
    guard tail.count == 6 else { return .delivered }
    var value: UInt32 = 0
    for byte in tail {
      guard (0x30...0x39).contains(byte) else { return .delivered }
      value = value * 10 + UInt32(byte - 0x30)
    }
    guard value / 10_000 == 99 else { return .delivered }
    return SimulatedRule(rawValue: UInt16(value % 10_000)) ?? .delivered
  }

  /// Whether it upsets the first call that carries the number, rather than the number's own fate.
  package var isFaultOfCall: Bool {
    switch self {
    case .tooManyRequests, .answerLost, .callLost, .serverError, .slowAnswer, .hang, .serverErrorAfter, .htmlAnswer,
      .cutAnswer, .unavailable, .connectionRefused, .noMoney:
      true
    case .deliveredAtOnce, .undeliverable, .rejectedAtSend, .expired, .staysEnroute, .unknownWord, .replies,
      .deliveredLate, .deleted, .delivered:
      false
    }
  }
}
