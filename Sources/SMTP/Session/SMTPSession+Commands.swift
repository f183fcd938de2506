/// Command lines, and the commands that are not about a transaction.
extension SMTPSession {
  /// How far the session has come, for the table of commands.
  var stage: CommandRules.Stage {
    if isTurnedAway { return .turnedAway }
    guard let transaction else {
      return client != nil || settings.tolerance.contains(.mailWithoutHello) ? .greeted : .fresh
    }
    if transaction.chunks != nil { return .chunks }
    if !transaction.recipients.isEmpty { return .recipients }
    return transaction.refusedRecipients > 0 ? .noRecipient : .sender
  }

  /// The next line without its end; nil when there is none yet, or when the session has ended over it.
  mutating func nextLine() throws(Reply) -> [UInt8]? {
    guard var line = input.nextLine() else {
      swallow()
      return nil
    }
    let length = swallowed + line.count + 1
    swallowed = 0
    if length > CommandLine.maximumSwallowed {
      end(.endlessLine)
      return nil
    }
    if length > CommandLine.maximumAuthLength { throw .lineTooLong }
    if line.last == ASCII.cr {
      line.removeLast()
    } else if settings.rejectsBareNewlines {
      end(.bareLineFeed)
      return nil
    }
    return line
  }

  /// Drops what can be no line any more, and ends the session when its end does not come.
  private mutating func swallow() {
    if swallowed + input.count > CommandLine.maximumSwallowed { return end(.endlessLine) }
    guard input.count > CommandLine.maximumAuthLength || swallowed > 0 else { return }
    swallowed += input.count
    input.removeAll()
  }

  mutating func readCommand() -> Bool {
    do throws(Reply) {
      guard let line = try nextLine() else { return false }
      try run(CommandLine(line))
    } catch {
      if !isOutOfStep(nil) { refuseGarbage(error) }
    }
    return true
  }

  private mutating func run(_ line: CommandLine) throws(Reply) {
    switch line.content {
    case .foreign: end(.wrongProtocol)
    case .unknown:
      if !isOutOfStep(nil) { isTurnedAway ? refuse(.onlyQuit) : refuseGarbage(.unknownCommand) }
    case .known(.quit): quit()
    case .known(let verb): run(verb, line.argument)
    }
  }

  private mutating func run(_ verb: Verb, _ argument: ArraySlice<UInt8>) {
    if timers.isSessionOver { return end(.sessionLimit) }
    if timers.isShuttingDown, transaction == nil { return end(.shuttingDown) }
    if isOutOfStep(verb) || isIdledAway(verb) { return }
    if let refusal = CommandRules.refusal(of: verb, at: stage) {
      return verb == .bdat ? startChunk(argument, refusal: refusal) : refuse(refusal)
    }
    perform(verb, argument)
  }

  private mutating func perform(_ verb: Verb, _ argument: ArraySlice<UInt8>) {
    switch verb {
    case .ehlo, .helo, .lhlo: hello(verb, argument)
    case .mail: mail(argument)
    case .rcpt: rcpt(argument)
    case .data: data(argument)
    case .bdat: startChunk(argument, refusal: nil)
    case .rset: reset(argument)
    case .noop: accept(.ok)
    case .help: accept(.help)
    case .vrfy: argument.isEmpty ? refuse(.badArguments) : accept(.cannotVerify)
    case .starttls: startTLS(argument)
    case .auth: auth(argument)
    case .xclient: reveal(argument)
    case .quit: quit()
    case .expn, .send, .soml, .saml, .turn, .etrn: refuse(.notImplemented)
    }
  }

  /// Ends the session when octets follow where none may (RFC 2920 §3.1): a command that ends a group, or any command of a client that
  /// was never told about PIPELINING. Behind STARTTLS they could have been put there by somebody in between, so no exception counts.
  private mutating func isOutOfStep(_ verb: Verb?) -> Bool {
    guard !input.isEmpty, !isClosed else { return false }
    let mayPipeline = settings.tolerance.contains(.unsynchronized) || (isExtended && !(verb?.endsGroup ?? false))
    if mayPipeline, verb != .starttls { return false }
    end(.synchronization)
    return true
  }

  /// The client has seen an EHLO or LHLO answer.
  var isExtended: Bool { client.map { $0.verb != .helo } ?? false }

  /// True when a command without work was one too many.
  private mutating func isIdledAway(_ verb: Verb) -> Bool {
    guard verb.isIdle else { return false }
    switch budget.idleCommand() {
    case .goOn: return false
    case .delay:
      timers.pause()
      return false
    case .end(let reply):
      end(reply)
      return true
    }
  }

  private mutating func reset(_ argument: ArraySlice<UInt8>) {
    guard argument.isEmpty else { return refuse(.noArguments) }
    transaction = nil
    accept(.ok)
  }

  private mutating func quit() {
    transaction = nil
    send(.bye)
    close()
  }

  /// EHLO, HELO, LHLO (RFC 5321 §4.1.1.1, RFC 2033 §4.1): the start of a session, and a RSET.
  private mutating func hello(_ verb: Verb, _ argument: ArraySlice<UInt8>) {
    guard (verb == .lhlo) == settings.isLMTP else { return refuseGarbage(.unknownCommand) }
    let word = argument.prefix { $0 != ASCII.space }
    guard !word.isEmpty, word.count <= 255, word.allSatisfy({ $0 > ASCII.space && $0 < ASCII.delete }),
      let name = String(validating: word, as: UTF8.self)
    else { return refuse(.helloNeedsName) }
    transaction = nil
    client = Client(verb: verb, name: name)
    accept(Reply(250, lines: [settings.hostname] + (verb == .helo ? [] : extensionLines())))
  }
}
