/// The server's side of one SMTP or LMTP connection (RFC 5321, RFC 2033) as a value: events in, actions out.
///
/// Rules that the parts of this type keep:
/// - A reply is sent for each command, in order. While an answer from outside is awaited nothing further is read, only kept.
/// - There is one `Transaction` or none; it is given away or dropped as a whole before the reply to its message is sent.
/// - `354` is sent only for a transaction with an accepted recipient: the table in `CommandRules` is the only way there.
/// - Octets behind a command that ends a group (RFC 2920 §3.1) end the session: they may be somebody else's.
///
/// The owner feeds events, carries out actions in order, and sends `deadlinePassed` when `deadline` is reached.
package struct SMTPSession: Sendable {
  /// What the session waits for.
  enum Phase: Sendable {
    /// Nothing has happened. Can go to any phase but those of a transaction.
    case unconnected
    /// The banner is held back; a client that talks now is no mail server. Goes to `command` or `closed`.
    case delayed
    /// The owner runs a TLS handshake. Goes to `command` or `closed`.
    case handshake
    /// A command line is next. Can go to every phase below.
    case command
    /// A response to a challenge is next. Goes to `command`, `waiting` or `closed`.
    case authenticating(AuthenticationExchange)
    /// Message text is next; the transaction holds its reader. Goes to `command`, `waiting` or `closed`.
    case data
    /// A chunk of BDAT is next. Goes to `command`, `waiting` or `closed`.
    case chunk(ChunkReader)
    /// An answer from outside is next. Goes to `command`, `authenticating` or `closed`.
    case waiting(Token, Question)
    /// The end.
    case closed
  }

  /// What was asked outside.
  enum Question: Sendable {
    case sender(Transaction)
    case recipient(Recipient)
    case credentials(user: String)
    case verifier(AuthenticationExchange)
    case message(Envelope)
  }

  /// How the client introduced itself.
  struct Client: Sendable {
    let verb: Verb
    let name: String
  }

  let settings: Settings
  var phase = Phase.unconnected
  var client: Client?
  var isTurnedAway = false
  var tls: TLSInfo?
  /// Who is logged in.
  var user: String?
  var transaction: Transaction?
  var input = InputBuffer()
  var budget: ErrorBudget
  var outbox = Outbox()
  /// Octets of a command line that was too long to keep.
  var swallowed = 0
  /// Octets of message data since DATA.
  var dataOctets = 0
  var messages = 0
  var lastToken: UInt64 = 0
  var isReadingStopped = false
  /// The peer will send nothing more.
  var isInputOver = false
  var timers: SessionTimers

  /// `now` is the time of the connection.
  package init(settings: Settings, now: Duration) {
    self.settings = settings
    budget = ErrorBudget(settings.limits)
    timers = SessionTimers(settings.timeouts, now: now)
  }

  /// The session is over; events have no effect any more.
  package var isClosed: Bool {
    if case .closed = phase { true } else { false }
  }

  /// Who is logged in; nil before authentication.
  package var authenticatedUser: String? { user }

  /// When to send `deadlinePassed`, on the clock of `now`.
  package var deadline: Duration? {
    switch phase {
    case .closed, .unconnected: nil
    case .command: timers.deadline(isIdle: transaction == nil)
    case .delayed, .handshake, .authenticating, .data, .chunk, .waiting: timers.phaseDeadline
    }
  }

  /// Takes in what has happened at the monotonic time `now`, and returns what is to be done about it.
  package mutating func handle(_ event: Event, now: Duration) -> [Action] {
    guard !isClosed else { return [] }
    timers.now = now
    react(to: event)
    pump()
    if isInputOver { endOfInput() }
    boundInput()
    return outbox.take()
  }

  private mutating func react(to event: Event) {
    switch event {
    case .connected(let refusal): connect(refusal)
    case .received(let octets): receive(octets)
    case .peerClosed: isInputOver = true
    case .tlsEstablished(let info): secure(info)
    case .tlsFailed: close()
    case .deadlinePassed: pass()
    case .senderDecided(let token, let refusal): decideSender(token, refusal)
    case .recipientDecided(let token, let decision): decideRecipient(token, decision)
    case .authDecided(let token, let decision): decideLogin(token, decision)
    case .verifierFound(let token, let decision): decideVerifier(token, decision)
    case .messageDecided(let token, let replies): decideMessage(token, replies)
    case .shutdownRequested: timers.requestShutdown()
    }
  }

  /// Uses what has been received as far as possible.
  private mutating func pump() {
    while !timers.isPaused, advance() {}
  }

  /// One step; false when there is nothing to do before the next event.
  private mutating func advance() -> Bool {
    switch phase {
    case .command: readCommand()
    case .authenticating(let exchange): readResponse(exchange)
    case .data: readData()
    case .chunk(let reader): readChunk(reader)
    case .unconnected, .delayed, .handshake, .waiting, .closed: false
    }
  }
}
