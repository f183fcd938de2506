/// What EHLO says.
extension SMTPSession {
  /// The extensions on offer at this moment, in the order of the answer.
  var offered: [ServiceExtension] { ServiceExtension.allCases.filter(isOffered) }

  func isOffered(_ candidate: ServiceExtension) -> Bool {
    switch candidate {
    case .pipelining, .size, .eightBitMIME, .smtpUTF8, .chunking, .enhancedStatusCodes, .limits: true
    case .startTLS: tls == nil && settings.offersTLS && settings.kind != .implicitTLS
    case .auth: canAuthenticate && !availableMechanisms.isEmpty
    case .dsn, .futureRelease, .deliverBy, .priority: settings.kind != .mx || settings.knowsClient
    case .xclient: settings.trustsXCLIENT
    }
  }

  /// AUTH is possible here and now.
  var canAuthenticate: Bool {
    settings.hasAuthentication && (tls != nil || settings.tolerance.contains(.plaintextAuthentication))
  }

  /// In the order of strength, without those that lack what they need.
  var availableMechanisms: [Mechanism] {
    Mechanism.allCases.filter { mechanism in
      guard settings.mechanisms.contains(mechanism) else { return false }
      if mechanism.needsVerifier, settings.cryptography == nil { return false }
      return mechanism != .scramSHA256Plus || tls?.channelBinding != nil
    }
  }

  func extensionLines() -> [String] { offered.flatMap(lines) }

  private func lines(_ offer: ServiceExtension) -> [String] {
    switch offer {
    case .pipelining: ["PIPELINING"]
    case .size: ["SIZE \(settings.limits.message)"]
    case .eightBitMIME: ["8BITMIME"]
    case .smtpUTF8: ["SMTPUTF8"]
    case .chunking: ["CHUNKING"]
    case .enhancedStatusCodes: ["ENHANCEDSTATUSCODES"]
    case .startTLS: ["STARTTLS"]
    case .dsn: ["DSN"]
    case .auth: authLines()
    case .futureRelease:
      [
        "FUTURERELEASE \(settings.limits.hold) \(InternetTime.format(settings.wallTime(at: timers.now) + settings.limits.hold))"
      ]
    case .deliverBy: ["DELIVERBY \(settings.limits.minimumDeliverBy)"]
    case .priority: ["MT-PRIORITY"]
    case .limits: ["LIMITS RCPTMAX=\(settings.limits.recipients)"]
    case .xclient: ["XCLIENT NAME ADDR PORT PROTO HELO LOGIN"]
    }
  }

  private func authLines() -> [String] {
    let names = availableMechanisms.map(\.rawValue).joined(separator: " ")
    return ["AUTH \(names)"] + (settings.tolerance.contains(.legacyAuthLine) ? ["AUTH=\(names)"] : [])
  }
}
