extension SMTPSession {
  /// What the owner of a session has to do, in this order.
  package enum Action: Equatable, Sendable {
    case send([UInt8])
    /// Flush what was sent, then run a TLS handshake as server. What was read before and not decrypted must be empty.
    case startTLS
    case authenticate(Token, Credentials)
    case findVerifier(Token, user: String)
    case checkSender(Token, Envelope)
    /// The envelope holds the recipients accepted so far.
    case checkRecipient(Token, Recipient, Envelope)
    /// Take responsibility for the message, then answer (RFC 5321 §6.1). The content ends every line with CRLF when it came by DATA.
    case deliver(Token, Envelope, content: [UInt8])
    /// A proxy has told who the real client is; the session has started anew.
    case clientRevealed(ClientAttributes)
    /// Something was refused: for the list of rejected mail.
    case rejected(RejectNotice)
    /// For the log and the counters against guessing. The name is missing when the client did not get that far.
    case authFailed(user: String?)
    case stopReading
    case resumeReading
    /// Flush what was sent, then close.
    case close
  }

  /// What was refused, to whom and why.
  package struct RejectNotice: Equatable, Sendable {
    package enum Stage: Sendable {
      case connection
      case sender
      case recipient
      case message
      case authentication
      /// The session was ended: a protocol violation, a timeout, too many errors.
      case session
    }

    package let stage: Stage
    /// What the client was told.
    package let reply: Reply
    package let clientName: String
    package let sender: String?
    package let recipient: String?

    package init(stage: Stage, reply: Reply, clientName: String, sender: String?, recipient: String?) {
      self.stage = stage
      self.reply = reply
      self.clientName = clientName
      self.sender = sender
      self.recipient = recipient
    }
  }
}
