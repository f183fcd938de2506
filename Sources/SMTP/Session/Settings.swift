extension SMTPSession {
  /// What a listener is for.
  package enum ListenerKind: Sendable {
    /// Takes mail from other servers and devices: STARTTLS, no AUTH.
    case mx
    /// Takes mail from users (RFC 6409): AUTH after STARTTLS, and nothing without it.
    case submission
    /// The same with TLS from the first octet (RFC 8314 §3.3).
    case implicitTLS
  }

  /// Old habits that are put up with, usually for clients that are known by address.
  package struct Tolerance: OptionSet, Hashable, Sendable {
    package let rawValue: UInt8
    package init(rawValue: UInt8) { self.rawValue = rawValue }

    /// MAIL without any EHLO or HELO.
    package static let mailWithoutHello = Tolerance(rawValue: 1)
    /// `MAIL FROM:a@b` and `MAIL FROM: <a@b>`, addresses without a domain.
    package static let loosePaths = Tolerance(rawValue: 2)
    /// Commands sent ahead where RFC 2920 forbids it. Never covers STARTTLS.
    package static let unsynchronized = Tolerance(rawValue: 4)
    /// AUTH without TLS, for tests and for networks that are trusted.
    package static let plaintextAuthentication = Tolerance(rawValue: 8)
    /// AUTH is named a second time as `AUTH=`, which some old Outlooks look for.
    package static let legacyAuthLine = Tolerance(rawValue: 16)
  }

  /// How one listener behaves; several connections share it.
  package struct Settings: Sendable {
    package var kind: ListenerKind
    /// Our name, in the banner and in EHLO.
    package var hostname: String
    /// A certificate is there: STARTTLS is offered. Without, STARTTLS is answered with 454.
    package var offersTLS = true
    /// LMTP (RFC 2033): LHLO, and one answer for each accepted recipient.
    package var isLMTP = false
    /// An MX listener knows this client by its address: it is offered what otherwise only users are (DSN, FUTURERELEASE,
    /// DELIVERBY, MT-PRIORITY). To strangers a notice on request would be a way to flood somebody else.
    package var knowsClient = false
    /// The client is a proxy that may use XCLIENT.
    package var trustsXCLIENT = false
    package var bareNewlines = BareNewlinePolicy.reject
    package var tolerance: Tolerance = []
    /// Senders are asked about at MAIL. Otherwise they are judged with each recipient, so that a refusal comes at RCPT.
    package var checksSenderAtMail = false
    /// The mechanisms of AUTH. Those that need a verifier are only right where all accounts have one.
    package var mechanisms: [Mechanism] = [.plain, .login]
    /// Needed by SCRAM only.
    package var cryptography: AuthCryptography?
    package var limits = Limits()
    package var timeouts = Timeouts()
    /// The wall clock, in seconds since 1970, when the monotonic clock stood at `clockOrigin`: HOLDUNTIL is a date.
    package var wallClock = 0
    package var clockOrigin = Duration.zero

    package init(kind: ListenerKind, hostname: String) {
      self.kind = kind
      self.hostname = hostname
    }

    /// AUTH is possible here at all.
    var hasAuthentication: Bool { kind != .mx && !mechanisms.isEmpty }
    /// The bare-newline check of command lines and message data refuses.
    var rejectsBareNewlines: Bool { bareNewlines == .reject }

    /// Seconds since 1970 at the monotonic time `now`.
    func wallTime(at now: Duration) -> Int {
      wallClock + Int((now - clockOrigin).components.seconds)
    }
  }
}
