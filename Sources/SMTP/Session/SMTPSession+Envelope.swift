/// MAIL and RCPT.
extension SMTPSession {
  private var isLoose: Bool { settings.tolerance.contains(.loosePaths) }

  /// MAIL (RFC 5321 §4.1.1.2).
  mutating func mail(_ argument: ArraySlice<UInt8>) {
    if messages >= settings.limits.messages { return end(.sessionLimit) }
    if settings.kind != .mx, user == nil {
      return refuse(canAuthenticate || tls != nil ? .authenticationRequired : .startTLSFirst)
    }
    do throws(Reply) {
      let (sender, rest) = try PathParser.parse(argument, role: .sender, isLegacy: isLoose)
      let parameters = try MailParameters(rest) { isOffered($0) }
      try check(sender, isUTF8: parameters.isUTF8)
      begin(
        Transaction(sender: sender, parameters: try trusted(parameters), holdSeconds: try holdSeconds(parameters.hold)))
    } catch {
      refuse(error, stage: .sender)
    }
  }

  private func check(_ path: MailPath, isUTF8: Bool) throws(Reply) {
    if path.needsSMTPUTF8, !isUTF8 { throw .needsSMTPUTF8 }
  }

  private func trusted(_ parameters: MailParameters) throws(Reply) -> MailParameters {
    if let size = parameters.size, size > settings.limits.message { throw .messageTooLarge }
    if let by = parameters.deliverBy, by.mode == .returnMessage, by.seconds < settings.limits.minimumDeliverBy {
      throw .badParameter
    }
    return parameters
  }

  private func holdSeconds(_ hold: MailParameters.Hold?) throws(Reply) -> Int {
    let seconds: Int
    switch hold {
    case nil: return 0
    case .seconds(let number): seconds = number
    case .until(let date): seconds = max(0, date - settings.wallTime(at: timers.now))
    }
    guard seconds <= settings.limits.hold else { throw .holdTooLong }
    return seconds
  }

  private mutating func begin(_ candidate: Transaction) {
    guard settings.checksSenderAtMail else {
      transaction = candidate
      return accept(.senderOK)
    }
    let token = ask(.sender(candidate), timeout: settings.timeouts.decision)
    outbox.add(.checkSender(token, envelope(candidate)))
  }

  mutating func decideSender(_ token: Token, _ refusal: Reply?) {
    guard case .sender(let candidate) = question(token) else { return }
    expectCommand()
    if let refusal {
      notice(.sender, refusal, sender: candidate.sender)
      send(refusal)
    } else {
      transaction = candidate
      send(.senderOK)
    }
  }

  /// RCPT (RFC 5321 §4.1.1.3).
  mutating func rcpt(_ argument: ArraySlice<UInt8>) {
    guard let transaction else { return refuse(.needsMail) }
    do throws(Reply) {
      let (path, rest) = try PathParser.parse(argument, role: .recipient, isLegacy: isLoose)
      let parameters = try RecipientParameters(rest) { isOffered($0) }
      try check(path, isUTF8: transaction.parameters.isUTF8)
      consider(Recipient(path: path, parameters: parameters), transaction)
    } catch {
      refuse(recipient: nil, error, countsAsError: true)
    }
  }

  /// Notices go to one sender, so they have one recipient (RFC 5321 §4.5.5).
  private mutating func consider(_ recipient: Recipient, _ transaction: Transaction) {
    let limit = transaction.sender.isNull ? 1 : settings.limits.recipients
    guard transaction.recipients.count < limit else { return overshoot(recipient) }
    let token = ask(.recipient(recipient), timeout: settings.timeouts.decision)
    outbox.add(.checkRecipient(token, recipient, envelope(transaction)))
  }

  private mutating func overshoot(_ recipient: Recipient) {
    transaction?.overshoot += 1
    let excess = transaction?.overshoot ?? 0
    refuse(
      recipient: recipient.path.address, .tooManyRecipients, countsAsError: excess > settings.limits.recipientOvershoot)
  }

  mutating func decideRecipient(_ token: Token, _ decision: RecipientDecision) {
    guard case .recipient(let recipient) = question(token) else { return }
    switch decision {
    case .accepted(let text):
      transaction?.recipients.append(recipient)
      accept(text.map { Reply.recipientOK.with(text: $0) } ?? .recipientOK)
    case .refused(let reply):
      // A positive refusal would make the client believe in a recipient that is not there.
      let refusal = reply.isPositive ? .localError : reply
      refuse(recipient: recipient.path.address, refusal, countsAsError: user == nil && !refusal.isTemporary)
    }
  }

  func envelope(_ transaction: Transaction, defects: ContentDefects = []) -> Envelope {
    Envelope(
      sender: transaction.sender, parameters: transaction.parameters, recipients: transaction.recipients,
      clientName: client?.name ?? "", transmission: transmission(isUTF8: transaction.parameters.isUTF8),
      authenticatedUser: user, holdSeconds: transaction.holdSeconds, defects: defects)
  }

  /// RFC 3848, RFC 6531 §4.3.
  private func transmission(isUTF8: Bool) -> String {
    guard settings.isLMTP || isExtended else { return "SMTP" }
    let security = (tls == nil ? "" : "S") + (user == nil ? "" : "A")
    let name = settings.isLMTP ? "LMTP" : (isUTF8 ? "SMTP" : "ESMTP")
    return (isUTF8 ? "UTF8" : "") + name + security
  }
}
