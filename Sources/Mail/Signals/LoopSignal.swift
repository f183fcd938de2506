/// A sign that a mail was sent by a program in answer to another mail, or that it comes back to us.
///
/// `Precedence: bulk`, `List-Id`, `Auto-Submitted: auto-generated` and `X-Auto-Response-Suppress` are no signs: alerts carry them.
package enum LoopSignal: Equatable, Sendable {
  /// More `Received` fields than allowed (RFC 5321 §6.3); carries the count. Answered `554 5.4.6`.
  case tooManyHops(Int)
  /// `Auto-Submitted: auto-replied` (RFC 3834 §5).
  case autoReplied
  /// A delivery report or another `multipart/report` (RFC 6522), or a disposition notification.
  case report
  /// `X-Autoreply`, `X-Autorespond` or `X-Autoresponder`; carries the name in lower case.
  case autoReplyHeader(String)
  /// `Precedence: auto_reply`.
  case precedence
  /// `From` is in a domain of ours; carries the domain. Answered `554 5.4.6`.
  case ownDomain(String)
  /// A hop header that we signed ourselves. Answered `554 5.4.6`.
  case ownHop

  /// Whether the mail is refused; otherwise it is accepted and dropped, so that an autoresponder costs nothing.
  package var isRefused: Bool {
    switch self {
    case .tooManyHops, .ownDomain, .ownHop: true
    case .autoReplied, .report, .autoReplyHeader, .precedence: false
    }
  }
}

/// What is known about our own mails, to recognise them when they come back.
package struct LoopRules: Sendable {
  /// `Received` fields that are allowed.
  package var receivedLimit = 50
  /// Our domains in lower case.
  package var ownDomains: Set<String> = []
  /// Name of the header that we put into our mails.
  package var hopHeader = MailWriter.hopHeader
  /// Whether a value of that header carries our signature.
  package var isOwnHop: @Sendable (String) -> Bool = { _ in false }

  /// Rules with the defaults.
  package init() {}
}

extension MailMessage {
  /// Every loop signal in the headers of the outer message, refusals first.
  package func loopSignals(_ rules: LoopRules = LoopRules()) -> [LoopSignal] {
    let found = hops(rules) + answers()
    return found.filter(\.isRefused) + found.filter { !$0.isRefused }
  }

  private func hops(_ rules: LoopRules) -> [LoopSignal] {
    var found: [LoopSignal] = []
    let received = headers.count("received")
    if received > rules.receivedLimit { found.append(.tooManyHops(received)) }
    for value in headers.all("from").prefix(5) {
      if let domain = Self.domains(in: value).first(where: rules.ownDomains.contains) {
        found.append(.ownDomain(domain))
      }
    }
    if headers.all(rules.hopHeader).prefix(20).contains(where: { rules.isOwnHop(String(decoding: $0, as: UTF8.self)) })
    {
      found.append(.ownHop)
    }
    return found
  }

  private func answers() -> [LoopSignal] {
    var found: [LoopSignal] = []
    if let value = headers["auto-submitted"], ASCII.starts(value, "auto-replied") { found.append(.autoReplied) }
    let type = root.contentType
    if type.name == "multipart/report" || type.name == "message/disposition-notification"
      || type.name == "message/delivery-status"
    {
      found.append(.report)
    }
    for name in ["x-autoreply", "x-autorespond", "x-autoresponder"] {
      if let value = headers[name], !ASCII.equal(value, "no") { found.append(.autoReplyHeader(name)) }
    }
    if let value = headers["precedence"], ASCII.equal(value, "auto_reply") { found.append(.precedence) }
    return found
  }

  /// The domains behind each `@` of an address field, in lower case.
  static func domains(in value: [UInt8]) -> [String] {
    value.split(separator: ASCII.at).dropFirst().prefix(20).map { rest in
      ASCII.lowercased(rest.prefix { ASCII.isAlphanumeric($0) || $0 == ASCII.dot || $0 == ASCII.hyphen || $0 >= 0x80 })
    }
  }
}
