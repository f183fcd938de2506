import Messages

extension Intake {
  /// The id as the client shall be told it.
  ///
  /// - Parameter short: for SMPP 3.3.
  package func clientID(_ id: MessageID, account: AccountTerms, short: Bool) -> String {
    if short { return counted.next(.hex8, account: account.name) }
    if account.idStyle == .pad10 { return counted.next(.decimal10, account: account.name) }
    return account.idStyle.text(of: id)
  }

  /// Why a concatenated message would be refused, as far as its first part tells.
  package func routeRefusal(_ facts: RouteFacts, account: AccountTerms, parts: Int) -> Refusal? {
    let sender = facts.sender.isEmpty ? account.defaultSender : facts.sender
    guard account.allows(sender: sender) else { return .sourceNotAllowed }
    guard parts <= account.maxParts else { return .messageTooLong(limit: account.maxParts) }
    var facts = facts
    facts.sender = sender
    switch routing.router.route(facts) {
    case .lanes: return nil
    case .channelNotServed: return .channelNotServed
    case .noRoute: return .noRoute
    }
  }
}
