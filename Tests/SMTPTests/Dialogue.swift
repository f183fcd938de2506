import SMTP

/// Drives a session as a listener would, with fixed answers to its questions.
struct Dialogue {
  var session: SMTPSession
  var now = Duration.seconds(1_000)
  var actions: [SMTPSession.Action] = []
  /// Answers to the questions of the session; nil leaves a question open.
  var sender: Reply?
  var recipient: (Recipient) -> SMTPSession.RecipientDecision? = { _ in .accepted(text: nil) }
  var login: (Credentials) -> SMTPSession.AuthenticationDecision? = { _ in .accepted }
  var verifier: SMTPSession.VerifierDecision? = .missing
  var message: (Envelope) -> [Reply]? = { envelope in envelope.recipients.map { _ in .ok } }

  static let tls = TLSInfo(version: "TLSv1.3", cipher: "TLS_AES_256_GCM_SHA384")

  init(
    _ kind: SMTPSession.ListenerKind = .mx, connected: Bool = true,
    _ change: (inout SMTPSession.Settings) -> Void = { _ in }
  ) {
    var settings = SMTPSession.Settings(kind: kind, hostname: "gw.example.test")
    settings.clockOrigin = .seconds(1_000)
    settings.wallClock = 1_767_225_600  // 2026-01-01T00:00:00Z
    change(&settings)
    session = SMTPSession(settings: settings, now: now)
    if connected {
      feed(.connected(refusal: nil))
      if kind == .implicitTLS { feed(.tlsEstablished(Self.tls)) }
    }
  }

  /// A session of an authenticated user behind TLS, after EHLO, with its history cleared.
  static func authenticated(_ change: (inout SMTPSession.Settings) -> Void = { _ in }) -> Dialogue {
    var dialogue = Dialogue(.implicitTLS, change)
    dialogue.say("EHLO client.test")
    dialogue.say("AUTH PLAIN AHVzZXIAcGFzcw==")
    dialogue.actions = []
    return dialogue
  }

  /// After EHLO, with the history cleared.
  static func greeted(
    _ kind: SMTPSession.ListenerKind = .mx, _ change: (inout SMTPSession.Settings) -> Void = { _ in }
  ) -> Dialogue {
    var dialogue = Dialogue(kind, change)
    dialogue.say("EHLO client.test")
    dialogue.actions = []
    return dialogue
  }

  mutating func feed(_ event: SMTPSession.Event) {
    for action in session.handle(event, now: now) {
      record(action)
      if let answer = answer(to: action) { feed(answer) }
    }
  }

  private mutating func record(_ action: SMTPSession.Action) {
    if case .send(let more) = action, case .send(let before)? = actions.last {
      actions[actions.count - 1] = .send(before + more)
    } else {
      actions.append(action)
    }
  }

  private func answer(to action: SMTPSession.Action) -> SMTPSession.Event? {
    switch action {
    case .checkSender(let token, _): .senderDecided(token, refusal: sender)
    case .checkRecipient(let token, let recipient, _): self.recipient(recipient).map { .recipientDecided(token, $0) }
    case .authenticate(let token, let credentials): login(credentials).map { .authDecided(token, $0) }
    case .findVerifier(let token, _): verifier.map { .verifierFound(token, $0) }
    case .deliver(let token, let envelope, _): message(envelope).map { .messageDecided(token, $0) }
    default: nil
    }
  }

  /// Sends octets at once, or one by one.
  mutating func send(_ octets: [UInt8], byByte: Bool = false) {
    if byByte {
      for octet in octets { feed(.received([octet])) }
    } else {
      feed(.received(octets))
    }
  }

  mutating func send(_ text: String, byByte: Bool = false) { send(Array(text.utf8), byByte: byByte) }

  /// Sends a line and returns what came back because of it, without the last CRLF.
  @discardableResult
  mutating func say(_ line: String, byByte: Bool = false) -> String {
    let before = output.count
    send(line + "\r\n", byByte: byByte)
    return String(decoding: output.dropFirst(before).dropLast(2), as: UTF8.self)
  }

  mutating func pass(_ time: Duration) {
    now += time
    feed(.deadlinePassed)
  }

  /// Everything sent to the client.
  var output: [UInt8] {
    actions.reduce(into: []) { all, action in
      if case .send(let octets) = action { all += octets }
    }
  }

  /// The lines sent to the client.
  var lines: [String] {
    var lines = output.split(separator: 10, omittingEmptySubsequences: false).map { line in
      String(decoding: line.last == 13 ? line.dropLast() : line, as: UTF8.self)
    }
    lines.removeLast()
    return lines
  }

  /// The code and enhanced status of each reply's last line.
  var codes: [String] {
    lines.filter { $0.utf8.dropFirst(3).first != UInt8(ascii: "-") }.map { Dialogue.code($0) }
  }

  static func code(_ line: String) -> String {
    let words = line.split(separator: " ", maxSplits: 2)
    guard words.count > 1, words[1].utf8.allSatisfy({ $0 == 46 || (48...57).contains($0) }), words[1].utf8.contains(46)
    else { return String(words.first ?? "") }
    return "\(words[0]) \(words[1])"
  }

  var messages: [(envelope: Envelope, content: String)] {
    actions.compactMap { action in
      guard case .deliver(_, let envelope, let content) = action else { return nil }
      return (envelope, String(decoding: content, as: UTF8.self))
    }
  }

  var notices: [SMTPSession.RejectNotice] {
    actions.compactMap { action in
      if case .rejected(let notice) = action { notice } else { nil }
    }
  }

  var isClosed: Bool { actions.last == .close }

  /// MAIL, RCPT, DATA.
  mutating func openData() {
    say("MAIL FROM:<a@b.test>")
    say("RCPT TO:<375291234567@sms.example.test>")
    say("DATA")
  }
}
