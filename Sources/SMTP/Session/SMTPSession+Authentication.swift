/// AUTH (RFC 4954).
extension SMTPSession {
  mutating func auth(_ argument: ArraySlice<UInt8>) {
    if !settings.hasAuthentication { return refuse(.notImplemented) }
    if user != nil { return refuse(.alreadyAuthenticated) }
    if !canAuthenticate { return refuse(.encryptionRequired) }
    let words = argument.split(separator: ASCII.space, maxSplits: 1)
    guard let first = words.first else { return refuse(.badArguments) }
    let available = availableMechanisms
    guard let mechanism = ASCII.keyword(first).flatMap(Mechanism.init), available.contains(mechanism) else {
      return refuse(.unknownMechanism)
    }
    var exchange = AuthenticationExchange(
      mechanism, binding: tls?.channelBinding, offersPlus: available.contains(.scramSHA256Plus),
      cryptography: settings.cryptography)
    let step = exchange.begin(initialResponse: words.count > 1 ? words[1] : nil)
    perform(step, exchange)
  }

  mutating func readResponse(_ current: AuthenticationExchange) -> Bool {
    do throws(Reply) {
      guard let line = try nextLine() else { return false }
      // The client cannot know yet whether its response will do.
      guard input.isEmpty || settings.tolerance.contains(.unsynchronized) else {
        end(.synchronization)
        return false
      }
      guard line.count <= CommandLine.maximumResponse else { throw .lineTooLong }
      var exchange = current
      let step = exchange.receive(line[...])
      perform(step, exchange)
    } catch {
      refuse(error)
    }
    return true
  }

  private mutating func perform(_ step: AuthenticationExchange.Step, _ exchange: AuthenticationExchange) {
    switch step {
    case .challenge(let octets):
      outbox.send(line: Array("334 ".utf8) + Base64.encode(octets))
      phase = .authenticating(exchange)
      timers.start(settings.timeouts.unauthenticated)
    case .check(let credentials):
      let token = ask(.credentials(user: credentials.user), timeout: settings.timeouts.decision)
      outbox.add(.authenticate(token, credentials))
    case .lookUp(let name):
      let token = ask(.verifier(exchange), timeout: settings.timeouts.decision)
      outbox.add(.findVerifier(token, user: name))
    case .accepted(let name): logIn(name)
    case .refused(let name): failLogin(name)
    case .failed(let reply): refuse(reply)
    }
  }

  private mutating func logIn(_ name: String) {
    user = name
    accept(.authenticated)
  }

  private mutating func failLogin(_ name: String?) {
    outbox.add(.authFailed(user: name))
    let wasLast = budget.authenticationFailed()
    refuse(.credentialsInvalid, stage: .authentication)
    if wasLast, !isClosed { end(.tooManyFailures) }
  }

  mutating func decideLogin(_ token: Token, _ decision: AuthenticationDecision) {
    guard case .credentials(let name) = question(token) else { return }
    switch decision {
    case .accepted: logIn(name)
    case .refused: failLogin(name)
    case .unavailable: refuse(.authenticationUnavailable)
    }
  }

  mutating func decideVerifier(_ token: Token, _ decision: VerifierDecision) {
    guard case .verifier(var exchange) = question(token) else { return }
    switch decision {
    case .found(let verifier): perform(exchange.verifierFound(verifier), exchange)
    case .missing: perform(exchange.verifierFound(nil), exchange)
    case .unavailable: refuse(.authenticationUnavailable)
    }
  }
}
