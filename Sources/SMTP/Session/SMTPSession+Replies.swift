/// Answers, and what answers cost.
extension SMTPSession {
  /// Sends a reply and leaves the phase alone.
  mutating func send(_ reply: Reply) {
    outbox.send(reply, utf8: transaction?.parameters.isUTF8 ?? false)
  }

  /// Waits for the next command.
  mutating func expectCommand() {
    phase = .command
    let needsLogin = settings.kind != .mx && user == nil
    timers.start(needsLogin ? settings.timeouts.unauthenticated : settings.timeouts.command)
  }

  /// Answers a command that did what it should.
  mutating func accept(_ reply: Reply) {
    expectCommand()
    send(reply)
  }

  /// Answers a command that did not, and counts the error.
  mutating func refuse(_ reply: Reply, stage: RejectNotice.Stage? = nil) {
    expectCommand()
    charge(budget.error(), reply, stage: stage)
  }

  /// Answers a line that is no command: before authentication a client gets away with few of them.
  mutating func refuseGarbage(_ reply: Reply) {
    expectCommand()
    charge(budget.unknownCommand(isAuthenticated: user != nil), reply)
  }

  /// Answers RCPT. Refusals by the outside cost a client nothing once it has said who it is.
  mutating func refuse(recipient: String?, _ reply: Reply, countsAsError: Bool) {
    transaction?.refusedRecipients += 1
    expectCommand()
    notice(.recipient, reply, recipient: recipient)
    charge(countsAsError ? budget.error() : .goOn, reply)
  }

  private mutating func charge(_ verdict: ErrorBudget.Verdict, _ reply: Reply, stage: RejectNotice.Stage? = nil) {
    if let stage { notice(stage, reply) }
    switch verdict {
    case .goOn: send(reply)
    case .delay:
      send(reply)
      timers.pause()
    case .end(let last): end(last)
    }
  }

  mutating func notice(_ stage: RejectNotice.Stage, _ reply: Reply, sender: MailPath? = nil, recipient: String? = nil) {
    let sender = sender ?? transaction?.sender
    outbox.add(
      .rejected(
        RejectNotice(
          stage: stage, reply: reply, clientName: client?.name ?? "", sender: sender?.address, recipient: recipient)))
  }

  /// Puts a question to the outside. Further input is kept until it is answered.
  mutating func ask(_ question: Question, timeout: Duration) -> Token {
    lastToken &+= 1
    let token = Token(rawValue: lastToken)
    phase = .waiting(token, question)
    timers.start(timeout)
    return token
  }

  /// The question that `token` answers; nil when it is over.
  func question(_ token: Token) -> Question? {
    guard case .waiting(token, let question) = phase else { return nil }
    return question
  }
}
