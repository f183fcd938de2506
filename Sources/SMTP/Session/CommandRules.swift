/// The order of commands (RFC 5321 §4.1.4) as one table: which command is allowed at which point of a session, and what it is
/// answered otherwise. What depends on the listener (TLS, AUTH, size) is decided after this table.
enum CommandRules {
  /// How far a session has come.
  enum Stage: CaseIterable, Sendable {
    /// The connection was refused in the banner (RFC 5321 §3.1).
    case turnedAway
    /// Before EHLO, and again after STARTTLS and XCLIENT.
    case fresh
    case greeted
    /// MAIL was accepted, and no RCPT was sent.
    case sender
    /// MAIL was accepted, and every RCPT was refused.
    case noRecipient
    /// At least one RCPT was accepted.
    case recipients
    /// BDAT has begun.
    case chunks
  }

  /// Nil when the command is allowed.
  static func refusal(of verb: Verb, at stage: Stage) -> Reply? {
    if stage == .turnedAway { return verb == .quit ? nil : .onlyQuit }
    switch verb {
    case .ehlo, .helo, .lhlo, .rset, .noop, .quit, .help, .vrfy: return nil
    case .expn, .send, .soml, .saml, .turn, .etrn: return .notImplemented
    case .mail: return row(stage, fresh: .sayHelloFirst, greeted: nil, sender: .nestedMail, recipients: .nestedMail)
    case .rcpt: return row(stage, fresh: .sayHelloFirst, greeted: .needsMail, sender: nil, recipients: nil)
    case .data where stage == .noRecipient, .bdat where stage == .noRecipient: return .noValidRecipients
    case .data: return row(stage, fresh: .sayHelloFirst, greeted: .needsMail, sender: .needsRecipient, recipients: nil)
    case .bdat where stage == .chunks: return nil
    case .bdat: return row(stage, fresh: .sayHelloFirst, greeted: .needsMail, sender: .needsRecipient, recipients: nil)
    case .starttls: return stage == .fresh ? .sayHelloFirst : nil
    case .auth:
      return row(stage, fresh: .sayHelloFirst, greeted: nil, sender: .notInTransaction, recipients: .notInTransaction)
    case .xclient: return row(stage, fresh: nil, greeted: nil, sender: .notInTransaction, recipients: .notInTransaction)
    }
  }

  private static func row(_ stage: Stage, fresh: Reply?, greeted: Reply?, sender: Reply?, recipients: Reply?) -> Reply?
  {
    switch stage {
    case .turnedAway: .onlyQuit
    case .fresh: fresh
    case .greeted: greeted
    case .sender, .noRecipient: sender
    case .recipients: recipients
    case .chunks: .chunksUnderWay
    }
  }
}
