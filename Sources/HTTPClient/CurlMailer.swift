/// A mail relay, spoken to with libcurl's SMTP on a thread of its own.
package final class CurlMailer: Sendable {
  /// Where mail goes and how.
  package struct Relay: Equatable, Sendable {
    package enum Security: Equatable, Sendable {
      /// No STARTTLS even where it is offered; `smtps:` is TLS all the same.
      case never
      /// STARTTLS where it is offered.
      case whenOffered
      /// No mail without TLS.
      case required
    }

    /// `smtp://host:port` or `smtps://host:port`.
    package var url: String
    /// Our name in EHLO.
    package var helloName: String
    package var security = Security.whenOffered
    package var user: String?
    package var password: String?

    package init(url: String, helloName: String) {
      self.url = url
      self.helloName = helloName
    }
  }

  /// One mail with its envelope.
  package struct Envelope: Equatable, Sendable {
    /// Reverse path without angle brackets; empty for the null sender of reports (RFC 5321 §4.5.5).
    package var sender: String
    /// Forward paths without angle brackets; at least one.
    package var recipients: [String]
    /// Header and body with CRLF line ends, dots not doubled.
    package var content: [UInt8]

    package init(sender: String, recipients: [String], content: [UInt8]) {
      self.sender = sender
      self.recipients = recipients
      self.content = content
    }
  }

  package enum Outcome: Equatable, Sendable {
    /// The relay has it.
    case accepted
    /// The relay refused with a reply that may change: 4yz, or any trouble before the envelope, such as a wrong password.
    case temporary(code: Int, text: String)
    /// The relay refused this sender, recipient or content (5yz).
    case permanent(code: Int, text: String)
    /// The content did not go out whole, so it can be repeated without doubling.
    case notSent(reason: String)
    /// All was sent and no reply came: repeating may double the mail (RFC 5321 §4.5.3.2.6).
    case noAnswer(reason: String)
  }

  private let relay: Relay
  private let settings: CurlSettings
  private let worker: CurlWorker

  package init(_ relay: Relay, _ settings: CurlSettings = CurlSettings()) {
    self.relay = relay
    self.settings = settings
    worker = CurlWorker(settings)
  }

  deinit { worker.stop(grace: .zero) {} }

  /// Sends one mail and reports exactly once, on any thread.
  package func send(_ envelope: Envelope, completion: @escaping @Sendable (Outcome) -> Void) {
    worker.submit(MailTransfer(envelope, relay, settings, completion))
  }

  package func stop(grace: Duration) async {
    await withCheckedContinuation { done in worker.stop(grace: grace) { done.resume() } }
  }
}
