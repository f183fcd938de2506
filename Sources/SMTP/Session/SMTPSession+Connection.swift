/// The begin and the end of a connection, TLS, and time.
extension SMTPSession {
  mutating func connect(_ refusal: Reply?) {
    guard case .unconnected = phase else { return }
    if let refusal {
      turnAway(refusal)
    } else if settings.kind == .implicitTLS {
      startHandshake()
    } else if settings.timeouts.greetingDelay > .zero {
      phase = .delayed
      timers.start(settings.timeouts.greetingDelay)
    } else {
      greet()
    }
  }

  /// After 554 the client may still say QUIT (RFC 5321 §3.1); 421 closes. Where TLS comes first there are no words for it.
  private mutating func turnAway(_ refusal: Reply) {
    notice(.connection, refusal)
    guard settings.kind != .implicitTLS else { return close() }
    send(refusal)
    guard refusal.code != 421 else { return close() }
    isTurnedAway = true
    expectCommand()
  }

  func greeting() -> Reply {
    Reply(220, lines: ["\(settings.hostname) \(settings.isLMTP ? "LMTP" : "ESMTP")"])
  }

  private mutating func greet() {
    send(greeting())
    expectCommand()
  }

  mutating func receive(_ octets: [UInt8]) {
    switch phase {
    case .unconnected, .delayed: end(.synchronization)
    // Plain text under a handshake can only be an injection; there is nobody to tell.
    case .handshake: close()
    case .command, .authenticating, .data, .chunk, .waiting: input.append(octets)
    case .closed: break
    }
  }

  /// STARTTLS (RFC 3207 §4). That nothing follows the command was checked already.
  mutating func startTLS(_ argument: ArraySlice<UInt8>) {
    if !argument.isEmpty { return refuse(.noArguments) }
    if tls != nil { return refuse(.alreadyTLS) }
    if !settings.offersTLS { return refuse(.tlsUnavailable) }
    send(.readyForTLS)
    startHandshake()
  }

  private mutating func startHandshake() {
    outbox.add(.startTLS)
    forgetClient()
    phase = .handshake
    timers.start(settings.timeouts.tlsHandshake)
  }

  /// Everything the client said before is void (RFC 3207 §4.2).
  mutating func secure(_ info: TLSInfo) {
    guard case .handshake = phase else { return }
    tls = info
    if settings.kind == .implicitTLS { greet() } else { expectCommand() }
  }

  mutating func forgetClient() {
    client = nil
    user = nil
    transaction = nil
    input.removeAll()
  }

  /// XCLIENT starts the session anew for the client behind the proxy.
  mutating func reveal(_ argument: ArraySlice<UInt8>) {
    guard settings.trustsXCLIENT else { return refuse(.notImplemented) }
    do throws(Reply) {
      let attributes = try ClientAttributes(argument)
      forgetClient()
      user = attributes.login
      outbox.add(.clientRevealed(attributes))
      greet()
    } catch {
      refuse(error)
    }
  }

  /// A deadline has passed.
  mutating func pass() {
    switch phase {
    case .command:
      if let reply = timers.overdue(isIdle: transaction == nil) { end(reply) }
    case .delayed:
      if timers.isPhaseOver { greet() }
    case .handshake:
      if timers.isPhaseOver { close() }
    case .authenticating, .data, .chunk:
      if timers.isPhaseOver { end(.timeout) }
    case .waiting(_, let question):
      if timers.isPhaseOver { giveUp(question) }
    case .unconnected, .closed: break
    }
  }

  private mutating func giveUp(_ question: Question) {
    expectCommand()
    switch question {
    case .sender, .verifier: refuse(.localError)
    case .credentials: refuse(.authenticationUnavailable)
    case .recipient(let recipient): refuse(recipient: recipient.path.address, .localError, countsAsError: true)
    case .message(let envelope): conclude(envelope, .localError)
    }
  }

  /// The client has said its last word. A question that is still open is answered for the client that only closed its half.
  mutating func endOfInput() {
    if case .waiting = phase { return }
    if timers.isPaused || isClosed { return }
    if transaction != nil { notice(.session, .connectionLost) }
    close()
  }

  /// Ends the session with a reply of its own.
  mutating func end(_ reply: Reply) {
    notice(.session, reply)
    send(reply)
    close()
  }

  mutating func close() {
    guard !isClosed else { return }
    forgetClient()
    phase = .closed
    outbox.add(.close)
  }

  /// Stops and resumes reading around the bound of what is kept.
  mutating func boundInput() {
    guard !isClosed else { return }
    let bound = settings.limits.bufferedInput
    if input.count > bound + settings.limits.inputOverrun { return end(.tooManyErrors) }
    if !isReadingStopped, input.count > bound {
      isReadingStopped = true
      outbox.add(.stopReading)
    } else if isReadingStopped, input.count <= bound / 2 {
      isReadingStopped = false
      outbox.add(.resumeReading)
    }
  }
}
