extension SMTPSession {
  /// Names a question that was put to the outside, so that the answer finds it. A late answer to a question that is over is ignored.
  package struct Token: Hashable, Sendable {
    package let rawValue: UInt64
  }

  /// What happens to a session.
  package enum Event: Equatable, Sendable {
    /// The connection is there. With a refusal (421 or 554) the client is turned away.
    case connected(refusal: Reply?)
    /// Plain text: with TLS, what came out of it.
    case received([UInt8])
    /// The peer sent its last octet, or the connection broke.
    case peerClosed
    case tlsEstablished(TLSInfo)
    case tlsFailed
    /// `deadline` has passed.
    case deadlinePassed
    /// Answers `Action.checkSender`; nil accepts.
    case senderDecided(Token, refusal: Reply?)
    /// Answers `Action.checkRecipient`.
    case recipientDecided(Token, RecipientDecision)
    /// Answers `Action.authenticate`.
    case authDecided(Token, AuthenticationDecision)
    /// Answers `Action.findVerifier`.
    case verifierFound(Token, VerifierDecision)
    /// Answers `Action.deliver`: one reply, with LMTP one for each recipient of the envelope, in order.
    case messageDecided(Token, [Reply])
    /// Finish the transaction, and then end.
    case shutdownRequested
  }

  package enum RecipientDecision: Equatable, Sendable {
    /// With a text for the client, such as the operator of a number.
    case accepted(text: String?)
    case refused(Reply)
  }

  package enum AuthenticationDecision: Equatable, Sendable {
    case accepted
    /// Wrong name or password; both read the same to the client.
    case refused
    /// Nobody knows at the moment.
    case unavailable
  }

  package enum VerifierDecision: Equatable, Sendable {
    case found(SCRAMVerifier)
    /// The user is unknown or has no verifier.
    case missing
    case unavailable
  }
}
