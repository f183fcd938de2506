/// The clocks of one session. All times are on the monotonic clock of the events.
struct SessionTimers: Sendable {
  private let timeouts: SMTPSession.Timeouts
  /// The time of the event at hand.
  var now: Duration
  /// When what the phase waits for is overdue.
  var phaseDeadline: Duration?
  private let sessionEnd: Duration
  private var shutdownAt: Duration?
  private var resumesAt: Duration?

  init(_ timeouts: SMTPSession.Timeouts, now: Duration) {
    self.timeouts = timeouts
    self.now = now
    sessionEnd = now + timeouts.session
  }

  var isShuttingDown: Bool { shutdownAt != nil }
  var isSessionOver: Bool { now >= sessionEnd }
  /// The client has made so many errors that its next command has to wait.
  var isPaused: Bool { resumesAt.map { now < $0 } ?? false }

  /// The next time at which something happens between commands. `isIdle`: no transaction is open.
  func deadline(isIdle: Bool) -> Duration? {
    if let resumesAt, isPaused { return resumesAt }
    let ends = [phaseDeadline, sessionEnd, isIdle ? shutdownAt : nil]
    return ends.compactMap(\.self).min()
  }

  /// Why the session ends now, when nothing was said in time.
  func overdue(isIdle: Bool) -> Reply? {
    if isPaused { return nil }
    if isIdle, let shutdownAt, now >= shutdownAt { return .shuttingDown }
    if isSessionOver { return .sessionLimit }
    return isPhaseOver ? .timeout : nil
  }

  var isPhaseOver: Bool { phaseDeadline.map { now >= $0 } ?? false }

  mutating func start(_ timeout: Duration) { phaseDeadline = now + timeout }

  mutating func pause() { resumesAt = now + timeouts.errorDelay }

  mutating func requestShutdown() {
    if shutdownAt == nil { shutdownAt = now + timeouts.shutdown }
  }

  /// Message data has come: it earns time at the least rate, up to the most that data can be ahead.
  mutating func earn(octets: Int) {
    let earned = Duration.milliseconds(Int64(octets) * 1_000 / Int64(max(timeouts.dataRate, 1)))
    phaseDeadline = min((phaseDeadline ?? now) + earned, now + timeouts.data)
  }
}
