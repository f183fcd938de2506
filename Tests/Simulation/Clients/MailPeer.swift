import Messages

/// A mail server in front of the gateway: says its mails one by one and keeps each until it is answered for good.
final class MailPeer: @unchecked Sendable {  // a world runs one job at a time
  /// One mail; every recipient belongs to it alone.
  struct Mail {
    var serial: Int
    var recipients: [String]
    var wantsSuccess: Bool
    /// How often all of it was sent: the answer may have been lost.
    var attempts = 0
  }

  private enum Step { case greeting, hello, sender, recipient(Int), data, content, quit }

  private unowned let world: World
  private var queue: [Mail] = []
  private var line: Line?
  private var step = Step.greeting
  private var pending: [UInt8] = []

  init(_ world: World) { self.world = world }

  var waits: Bool { !queue.isEmpty }

  /// Whether the mail to that number was sent once, and the answer to it is still to come on a connection that is there.
  func awaitsAnswer(about number: String) -> Bool {
    guard case .content = step, let mail = queue.first, mail.attempts == 1, let line, line.isSilent else {
      return false
    }
    return mail.recipients.contains(number)
  }

  func write() {
    let serial = world.newSerial()
    let recipients = (0...world.random.below(3)).map { "\(1 + world.random.below(3))0\(serial * 10 + $0 + 10_000_000)" }
    queue.append(Mail(serial: serial, recipients: recipients, wantsSuccess: world.random.chance(60)))
    world.witness.written.formUnion(recipients)
    if line == nil { connect() }
  }

  func connect() {
    guard line == nil, !queue.isEmpty else { return }
    guard let services = world.services else { return later() }
    step = .greeting
    pending = []
    let line = Line(world, received: { [self] in take($0) }, ended: { [self] in gone() })
    self.line = line
    services.takeMail(line)
  }

  func misbehave() { line?.breakDown() }

  /// No mail server waits for ever.
  func giveUp() {
    guard let line else { return }
    line.close()
    gone()
  }

  /// The story is over.
  func letGo() {
    line?.letGo()
    (line, queue) = (nil, [])
  }

  private func gone() {
    line = nil
    if !queue.isEmpty { later() }
  }

  private func later() {
    let wait = world.isCalm ? Duration.seconds(1) : world.random.milliseconds(500...30_000)
    world.executor.scheduleWorld(after: wait) { self.connect() }
  }

  // MARK: Conversation

  private func take(_ bytes: [UInt8]) {
    pending += bytes
    while let end = pending.firstIndex(of: 0x0A) {
      let reply = String(decoding: pending[..<end], as: UTF8.self)
      pending.removeFirst(end + 1)
      let head = Array(reply.utf8.prefix(4))
      guard head.count == 4, head[3] != 0x2D, line != nil else { continue }
      answered(Int(reply.prefix(3)) ?? 0)
    }
  }

  private func say(_ text: String) { line?.send(Array((text + "\r\n").utf8)) }

  private func answered(_ code: Int) {
    guard let mail = queue.first else { return }
    if code >= 400 { return refused(code, mail) }
    switch step {
    case .greeting:
      step = .hello
      say("EHLO client.example.test")
    case .hello:
      step = .sender
      say("MAIL FROM:<ann@post.example.test>")
    case .sender: nameRecipient(0, mail)
    case .recipient(let index) where index + 1 < mail.recipients.count: nameRecipient(index + 1, mail)
    case .recipient:
      step = .data
      say("DATA")
    case .data:
      step = .content
      queue[0].attempts += 1
      say("Message-ID: <\(mail.serial)@post.example.test>\r\nSubject: x\r\n\r\nm\(mail.serial) mail\r\n.")
    case .content:
      world.acknowledged(mail)
      queue.removeFirst()
      next()
    case .quit: break
    }
  }

  private func nameRecipient(_ index: Int, _ mail: Mail) {
    step = .recipient(index)
    let notify = mail.wantsSuccess ? " NOTIFY=SUCCESS,FAILURE" : ""
    say("RCPT TO:<\(mail.recipients[index])@sms.example.test>\(notify)")
  }

  private func next() {
    if queue.isEmpty {
      step = .quit
      say("QUIT")
      line?.close()
      line = nil
    } else {
      step = .sender
      say("MAIL FROM:<ann@post.example.test>")
    }
  }

  /// For now, or for good: then the mail would be returned to its writer.
  private func refused(_ code: Int, _ mail: Mail) {
    if code >= 500 { world.violated("mail \(mail.serial) was refused with \(code) at \(step)") }
    if code >= 500 { queue.removeFirst() }
    line?.close()
    gone()
  }
}
