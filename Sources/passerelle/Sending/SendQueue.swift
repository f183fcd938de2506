import SMPP

/// Names a part of a message of the call.
struct PartToken: Hashable {
  var message: UInt64
  var part: Int

  init(message: UInt64, part: Int) {
    (self.message, self.part) = (message, part)
  }

  init(_ submission: SubmissionToken) {
    (message, part) = (submission.rawValue >> 8, Int(submission.rawValue & 0xFF))
  }

  /// The same for the session; there are 255 parts at most.
  var submission: SubmissionToken { SubmissionToken(rawValue: message << 8 | UInt64(part)) }
}

/// What is still to be submitted, in order; parts that the bridge could not take now come again after their pause.
struct SendQueue {
  /// How often a part is offered again before that counts as a refusal.
  static let retryLimit = 60

  private let requests: [SendRequest]
  private var taken = 0
  private var parts: [PartToken] = []
  private var nextPart = 0
  private var retries: [(token: PartToken, due: Duration)] = []
  private var tries: [PartToken: Int] = [:]

  init(_ requests: [SendRequest]) { self.requests = requests }

  var isEmpty: Bool { taken == requests.count && nextPart == parts.count && retries.isEmpty }
  /// Messages whose turn has not come.
  var remaining: Int { requests.count - taken }
  /// When the first part may be offered again.
  var retryDue: Duration? { retries.first?.due }

  /// A part whose turn it is now.
  mutating func next(at now: Duration) -> PartToken? {
    if let first = retries.first {
      // While the bridge asks for patience nothing new goes out either.
      guard first.due <= now else { return nil }
      return retries.removeFirst().token
    }
    guard nextPart < parts.count else { return nil }
    nextPart += 1
    return parts[nextPart - 1]
  }

  /// The next message, when all parts of those before are on their way and none waits for another try.
  mutating func take() -> (UInt64, SendRequest)? {
    guard retries.isEmpty, taken < requests.count else { return nil }
    taken += 1
    return (UInt64(taken - 1), requests[taken - 1])
  }

  mutating func add(_ message: UInt64, parts count: Int) {
    parts = (0..<count).map { PartToken(message: message, part: $0) }
    nextPart = 0
  }

  /// Has a part offered again; false when that was done too often.
  mutating func retry(_ token: PartToken, at due: Duration) -> Bool {
    let count = tries[token, default: 0]
    guard count < Self.retryLimit else {
      tries[token] = nil
      return false
    }
    tries[token] = count + 1
    retries.append((token, due))
    return true
  }
}
