/// A fuzz target for the SMTP server session: the first octet chooses the settings, the second the sizes of the pieces, the rest is
/// what a client sends. Every question is answered at once, every eighth piece time passes.
private func fuzz(_ input: UnsafeBufferPointer<UInt8>) {
  guard input.count > 2 else { return }
  let choice = input[0]
  let kinds: [SMTPSession.ListenerKind] = [.mx, .submission, .implicitTLS]
  var settings = SMTPSession.Settings(kind: kinds[Int(choice % 3)], hostname: "gw.example.test")
  settings.isLMTP = choice & 8 != 0
  settings.trustsXCLIENT = choice & 16 != 0
  settings.bareNewlines = choice & 32 != 0 ? .normalize : .reject
  if choice & 64 != 0 {
    settings.tolerance = [.mailWithoutHello, .loosePaths, .unsynchronized, .plaintextAuthentication]
  }
  settings.checksSenderAtMail = choice & 128 != 0
  settings.limits.message = 512
  settings.limits.recipients = 4
  settings.mechanisms = Mechanism.allCases
  settings.cryptography = AuthCryptography(
    hmac: { key, message in Array((key + message + [UInt8](repeating: 7, count: 32)).prefix(32)) },
    hash: { message in Array((message + [UInt8](repeating: 9, count: 32)).prefix(32)) },
    isEqual: { $0 == $1 }, random: { [UInt8](repeating: 5, count: $0) }, decoySecret: [1])

  var now = Duration.zero
  var session = SMTPSession(settings: settings, now: now)
  var events: [SMTPSession.Event] = [.connected(refusal: nil)]
  let step = Int(input[1] % 64) + 1
  var index = 2
  var piece = 0
  while true {
    while !events.isEmpty {
      for action in session.handle(events.removeFirst(), now: now) { answer(action, &events) }
    }
    guard index < input.count else { break }
    let end = min(index + step, input.count)
    events.append(.received(Array(input[index..<end])))
    index = end
    piece += 1
    if piece % 8 == 0 {
      now += .seconds(1)
      events.append(.deadlinePassed)
    }
  }
  _ = session.handle(.peerClosed, now: now)
}

private func answer(_ action: SMTPSession.Action, _ events: inout [SMTPSession.Event]) {
  switch action {
  case .startTLS:
    let binding = ChannelBinding(name: "tls-exporter", data: [1, 2, 3])
    events.append(.tlsEstablished(TLSInfo(version: "TLSv1.3", cipher: "x", channelBinding: binding)))
  case .authenticate(let token, let credentials):
    events.append(.authDecided(token, credentials.password.count % 2 == 0 ? .accepted : .refused))
  case .findVerifier(let token, let user):
    let verifier = SCRAMVerifier(
      salt: [1], iterations: 4_096, storedKey: [UInt8](repeating: 9, count: 32), serverKey: [2])
    events.append(.verifierFound(token, user.utf8.count % 2 == 0 ? .found(verifier) : .missing))
  case .checkSender(let token, _): events.append(.senderDecided(token, refusal: nil))
  case .checkRecipient(let token, let recipient, _):
    let isFine = recipient.path.localPart.utf8.count % 3 != 0
    events.append(.recipientDecided(token, isFine ? .accepted(text: nil) : .refused(Reply(550, 1, 1, "No"))))
  case .deliver(let token, let envelope, let content):
    // What the session promises about every message that comes out of it.
    precondition(!envelope.recipients.isEmpty && content.count <= 512)
    events.append(.messageDecided(token, envelope.recipients.map { _ in .ok }))
  case .send(let octets): precondition(octets.suffix(2) == [13, 10])
  case .clientRevealed, .rejected, .authFailed, .stopReading, .resumeReading, .close: break
  }
}

/// What libFuzzer calls with each input.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzOneInput(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  fuzz(UnsafeBufferPointer(start: start, count: count))
  return 0
}
