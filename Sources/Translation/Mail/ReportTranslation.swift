import Mail
import Messages

/// Turns receipts of mails into the report for their sender (RFC 3464).
package struct ReportTranslation: Sendable {
  /// Our name, for `Reporting-MTA` and message ids.
  package var gateway: String
  /// `postmaster@` the first domain.
  package var from: MailAddress

  package init(gateway: String, from: MailAddress) {
    self.gateway = gateway
    self.from = from
  }

  /// A receipt and the message that it is about.
  package struct Item: Sendable {
    package var receipt: Receipt
    package var message: Message
    package init(receipt: Receipt, message: Message) {
      self.receipt = receipt
      self.message = message
    }
  }

  /// How long a message may be on its way before a mail says so.
  package static let delay = Duration.seconds(3_600)

  /// From when on a receipt may be told: one that says "on its way" only once that takes long (RFC 3461 §4.1), others at once.
  package func moment(of item: Item) -> Timestamp? {
    Self.action(item.receipt.state) == .delayed ? item.message.dueAt + Self.delay : nil
  }

  /// What receipts must share to stand in one report: the sender, its mail, and whether it went well.
  package struct Group: Hashable, Sendable {
    package var sender: String
    package var mail: String?
    package var action: DeliveryReport.Action
  }

  /// The report that a receipt belongs to; nil when no mail is owed, since it has no sender.
  package func group(of item: Item) -> Group? {
    guard case .mail(let origin) = item.message.origin, !origin.envelopeSender.isEmpty else { return nil }
    let action = Self.action(item.receipt.state)
    let mail = origin.messageID ?? origin.envelopeID
    return Group(sender: origin.envelopeSender, mail: mail ?? item.message.id.description, action: action)
  }

  /// One report for items of one group; nil when the sender's address cannot stand in a header.
  package func report(
    _ items: [Item], language: ReportLanguage, now: Timestamp, hop: (String) -> String? = { _ in nil }
  ) -> DeliveryReport? {
    guard let first = items.first, case .mail(let origin) = first.message.origin,
      let to = MailAddress(origin.envelopeSender)
    else { return nil }
    let id = "<r\(first.receipt.number).\(first.message.id)@\(gateway)>"
    var report = DeliveryReport(
      gateway: gateway, from: from, to: to, date: MailDate(seconds: now.seconds), messageID: id,
      recipients: items.map { recipient($0, language) })
    report.arrival = MailDate(seconds: first.message.acceptedAt.seconds)
    report.envelopeID = origin.envelopeID
    report.originalMessageID = origin.messageID
    report.original = origin.original
    report.returned = origin.returnsFull ? .full : .headers
    report.isGlobal = !to.isASCII
    report.language = language
    report.hop = hop(id)
    return report
  }

  private func recipient(_ item: Item, _ language: ReportLanguage) -> DeliveryReport.Recipient {
    let origin: MailOrigin? = if case .mail(let origin) = item.message.origin { origin } else { nil }
    let state = item.receipt.state
    var recipient = DeliveryReport.Recipient(
      number: item.message.recipient.description, final: origin.flatMap { MailAddress($0.recipient) } ?? from,
      action: Self.action(state), status: Self.status(state), reason: reason(item, language))
    recipient.original = origin?.originalRecipient
    recipient.diagnostic = item.receipt.error.map { error in
      (error.code.map { "\($0) " } ?? "") + error.words
    }
    recipient.lastAttempt = MailDate(seconds: item.receipt.at.seconds)
    if !state.isFinal { recipient.willRetryUntil = MailDate(seconds: item.message.validUntil.seconds) }
    return recipient
  }

  private func reason(_ item: Item, _ language: ReportLanguage) -> String {
    var words = language.reason(item.receipt.state)
    if let error = item.receipt.error, !error.words.isEmpty { words += " (" + error.words + ")" }
    if let details = item.receipt.details { words += " " + details }
    return words
  }

  /// RFC 3464 §2.3.3.
  static func action(_ state: MessageState) -> DeliveryReport.Action {
    switch state {
    case .delivered: .delivered
    case .scheduled, .enroute, .accepted: .delayed
    case .expired, .deleted, .undeliverable, .unknown, .rejected: .failed
    }
  }

  /// RFC 3463 §3.
  static func status(_ state: MessageState) -> String {
    switch state {
    case .delivered: "2.0.0"
    case .scheduled, .enroute, .accepted: "4.4.1"
    case .expired: "5.4.7"
    case .undeliverable: "5.4.1"
    case .rejected: "5.7.1"
    case .deleted: "5.7.0"
    case .unknown: "5.4.0"
    }
  }
}
