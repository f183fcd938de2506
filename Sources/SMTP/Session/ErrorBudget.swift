/// Counts what a session can do wrong, and says when it is enough.
struct ErrorBudget: Sendable {
  enum Verdict: Equatable, Sendable {
    case goOn
    /// Answer, and let the client wait before its next command is read.
    case delay
    /// End the session with this reply instead of the one that was due.
    case end(Reply)
  }

  private let limits: SMTPSession.Limits
  private var errors = 0
  private var unknownCommands = 0
  private var idleCommands = 0
  private var failures = 0

  init(_ limits: SMTPSession.Limits) {
    self.limits = limits
  }

  mutating func error() -> Verdict {
    errors += 1
    if errors > limits.errors { return .end(.tooManyErrors) }
    return errors > limits.errorsBeforeDelay ? .delay : .goOn
  }

  /// A line that is no command at all.
  mutating func unknownCommand(isAuthenticated: Bool) -> Verdict {
    if !isAuthenticated {
      unknownCommands += 1
      if unknownCommands >= limits.unknownCommands { return .end(.tooManyErrors) }
    }
    return error()
  }

  /// A command that does no work.
  mutating func idleCommand() -> Verdict {
    idleCommands += 1
    return idleCommands > limits.idleCommands ? error() : .goOn
  }

  /// True when this was the last failure allowed.
  mutating func authenticationFailed() -> Bool {
    failures += 1
    return failures >= limits.authenticationFailures
  }

  /// A client that gets messages through may send RSET or NOOP with each of them.
  mutating func messageAccepted() { idleCommands = 0 }
}
