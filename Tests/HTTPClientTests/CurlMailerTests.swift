import HTTPClient
import Synchronization
import Testing
import Transport

@Suite(.timeLimit(.minutes(1)))
struct CurlMailerTests {
  private let envelope = CurlMailer.Envelope(
    sender: "a@example.test", recipients: ["b@example.test"],
    content: Array("Subject: x\r\n\r\nfirst\r\n.second\r\n".utf8))

  private func send(
    _ relay: MailRelay, _ envelope: CurlMailer.Envelope? = nil, security: CurlMailer.Relay.Security = .whenOffered
  ) async -> CurlMailer.Outcome {
    var settings = CurlSettings()
    settings.callTimeout = .seconds(10)
    var place = CurlMailer.Relay(url: "smtp://127.0.0.1:\(relay.port)", helloName: "gw.example.test")
    place.security = security
    let mailer = CurlMailer(place, settings)
    let mail = envelope ?? self.envelope
    return await withCheckedContinuation { done in mailer.send(mail) { done.resume(returning: $0) } }
  }

  @Test func `A mail goes out with its envelope and doubled dots`() async throws {
    let relay = try MailRelay()
    #expect(await send(relay) == .accepted)
    let lines = relay.lines
    #expect(lines.first == "EHLO gw.example.test")
    #expect(lines.contains { $0.hasPrefix("MAIL FROM:<a@example.test>") })
    #expect(lines.contains("RCPT TO:<b@example.test>"))
    #expect(lines.contains("..second"))
    #expect(lines.contains("."))
  }

  @Test func `STARTTLS is begun where it is offered, never or always, as it is set`() async throws {
    let offering = ["EHLO": "250-relay\r\n250 STARTTLS", "STAR": "454 4.7.0 not now"]
    for (security, begins) in [(CurlMailer.Relay.Security.never, false), (.whenOffered, true), (.required, true)] {
      let relay = try MailRelay(offering)
      let outcome = await send(relay, security: security)
      #expect(relay.lines.contains("STARTTLS") == begins, "\(security)")
      #expect((outcome == .accepted) == (security != .required), "\(security)")
    }
    let plain = try MailRelay()
    #expect(await send(plain, security: .required) != .accepted)
    #expect(!plain.lines.contains { $0.hasPrefix("MAIL") })
  }

  @Test func `The null sender is sent as such`() async throws {
    let relay = try MailRelay()
    var mail = envelope
    mail.sender = ""
    #expect(await send(relay, mail) == .accepted)
    #expect(relay.lines.contains { $0.hasPrefix("MAIL FROM:<>") })
  }

  @Test(arguments: ["MAIL", "RCPT", "DATA", "."], [450, 550])
  func `A refusal is told with its code and text`(command: String, code: Int) async throws {
    let relay = try MailRelay([command: "\(code) because"])
    let expected: CurlMailer.Outcome =
      code < 500 ? .temporary(code: code, text: "because") : .permanent(code: code, text: "because")
    #expect(await send(relay) == expected)
  }

  @Test func `A greeting that refuses us is temporary for the mail`() async throws {
    let relay = try MailRelay(["": "554 not now"])
    #expect(await send(relay) == .temporary(code: 554, text: "not now"))
  }

  @Test func `A relay that is not there is not sent`() async throws {
    let relay = try MailRelay()
    await relay.stop()
    guard case .notSent = await send(relay) else {
      Issue.record("sent")
      return
    }
  }

  @Test(arguments: ["MAIL", "RCPT", "DATA"])
  func `A connection lost before the content is not sent`(command: String) async throws {
    let relay = try MailRelay([command: ""])
    guard case .notSent = await send(relay) else {
      Issue.record("sent")
      return
    }
  }

  @Test func `A connection lost behind the content is no answer`() async throws {
    let relay = try MailRelay([".": ""])
    guard case .noAnswer = await send(relay) else {
      Issue.record("settled")
      return
    }
  }

  @Test(arguments: ["b@example.test>\r\nRCPT TO:<c@example.test", "b c@example.test", "b\u{0}"])
  func `An address that would end its command is refused`(address: String) async throws {
    let relay = try MailRelay()
    var mail = envelope
    mail.recipients = [address]
    guard case .notSent = await send(relay, mail) else {
      Issue.record("sent")
      return
    }
    #expect(relay.lines.isEmpty)
  }
}

/// A mail relay on loopback that accepts everything except what the test says.
final class MailRelay: Sendable {
  let port: UInt16
  private let listener: Listener
  private let log = Log()

  private final class Log: Sendable {
    let lines = Mutex<[String]>([])
  }

  /// - Parameter replies: reply by verb (`""` for the greeting, `.` for the end of data); an empty reply drops the
  ///   connection.
  init(_ replies: [String: String] = [:]) throws {
    let log = log
    listener = try Listener(at: Endpoint(host: "127.0.0.1", port: 0), on: EventLoopGroup(count: 1)) { _ in
      Handler(replies, log)
    }
    port = listener.address.port
  }

  var lines: [String] { log.lines.withLock { $0 } }

  func stop() async { await listener.stop() }

  private final class Handler: ConnectionHandler {
    private let replies: [String: String]
    private let log: Log
    private var pending: [UInt8] = []
    private var isData = false

    init(_ replies: [String: String], _ log: Log) {
      self.replies = replies
      self.log = log
    }

    func connectionOpened(_ connection: Connection) { reply("", "220 relay", connection) }

    func connection(_ connection: Connection, received bytes: UnsafeRawBufferPointer) {
      pending += bytes
      while let end = pending.firstIndex(of: 0x0A) {
        take(String(decoding: pending[..<end].dropLast(), as: UTF8.self), connection)
        pending.removeFirst(end + 1)
      }
    }

    func connectionClosed(_ connection: Connection, reason: CloseReason) {}

    private func take(_ line: String, _ connection: Connection) {
      log.lines.withLock { $0.append(line) }
      if isData {
        guard line == "." else { return }
        isData = false
        return reply(".", "250 taken", connection)
      }
      let verb = String(line.prefix(4))
      isData = verb == "DATA" && replies[verb] == nil
      let usual = ["DATA": "354 go", "QUIT": "221 bye"]
      reply(verb, usual[verb] ?? "250 fine", connection)
    }

    private func reply(_ verb: String, _ usual: String, _ connection: Connection) {
      let text = replies[verb] ?? usual
      if text.isEmpty { return connection.close() }
      connection.write(Array((text + "\r\n").utf8))
    }
  }
}
