import Messages

/// The numbers of `error_code` in answers to a send: the one place where they get their meaning.
enum SMSCErrors {
  enum Meaning: Hashable, Sendable {
    case refused(MessageState)
    /// Wrong login or a forbidden address.
    case stop
    case noMoney
    /// Blocked for frequent errors.
    case hold
    /// An identical request within a minute, or too many at once: not taken.
    case tooFast
  }

  static let table: [Int: Meaning] = [
    1: .refused(.rejected), 2: .stop, 3: .noMoney, 4: .hold, 5: .refused(.rejected), 6: .refused(.rejected),
    7: .refused(.undeliverable), 8: .refused(.undeliverable), 9: .tooFast,
  ]

  /// The wait after error 9: a call is never repeated blindly, so it means too many at once, or a text that a client
  /// sent twice, which is taken a minute later.
  static let wait = Duration.seconds(2)

  static func error(in json: JSON) -> ProviderError? {
    let code = json["error_code"]?.integer
    guard code != nil || json["error"] != nil else { return nil }
    return ProviderError(
      code: code.map { Int(truncatingIfNeeded: $0) }, words: (json["error"]?.text ?? "error").cut(to: 200))
  }

  /// `ERROR = 2 (authorise error)`, as some faults are told whatever format was asked for.
  static func error(inText text: String) -> ProviderError? {
    let start = "ERROR = "
    guard text.utf8.starts(with: start.utf8) else { return nil }
    let digits = text.utf8.dropFirst(start.utf8.count).prefix { (0x30...0x39).contains($0) }.prefix(6)
    return ProviderError(code: Int(String(decoding: Array(digits), as: UTF8.self)), words: text.cut(to: 200))
  }

  static func outcome(_ error: ProviderError) -> SendOutcome {
    switch error.code.flatMap({ table[$0] }) {
    case .refused(let state): .refused(state, error)
    case .stop, .noMoney, .hold, .tooFast: .retryLater(reason: error.words)
    case nil: .unknown(reason: error.words)
    }
  }

  static func lane(_ error: ProviderError) -> LaneAdvice {
    switch error.code.flatMap({ table[$0] }) {
    case .stop: .stop(reason: error.words)
    case .noMoney: .noMoney(reason: error.words)
    case .hold: .hold(HTTPVerdict.holdWait, reason: error.words)
    case .tooFast: .slowDown(wait)
    case .refused, nil: .carryOn
    }
  }
}
