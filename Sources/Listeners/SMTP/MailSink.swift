import Delivery
import Dispatch
import Mail
import Messages
import Pacing
import Store
import Synchronization
import Telemetry
import Translation

/// Takes what is owed by mail: receipts to senders of mails, and messages from phones to accounts that want them so.
///
/// Attached to ``Message/mailReceiptQueue``, and to ``incomingQueue(_:)`` of each account with addresses for incoming
/// messages. Receipts that are owed to one sender for one mail leave in one report.
package final class MailSink: ReceiptSink {
  /// What it needs to know.
  package struct Parts: Sendable {
    /// Nil without a `[mail]` relay: nobody is told anything.
    package var carrier: (any MailCarrier)?
    package var outbox: ReceiptOutbox
    /// For what an incoming message may be the answer to.
    package var ledger: (any MessageLedger)?
    package var reports: ReportTranslation
    package var replies: ReplyAddresses
    package var profiles: @Sendable (_ account: String) -> MailProfile
    package var language: ReportLanguage
    /// Reports an hour to one address.
    package var perSender: Int
    /// How long a mail is tried.
    package var maxAge: Duration
    /// Mails are written on the engine's executor and not beside it: for simulations, which have one thread.
    package var worksAtOnce = false
    package var metrics: Metrics
    package var log: Log

    package init(
      carrier: (any MailCarrier)?, outbox: ReceiptOutbox, ledger: (any MessageLedger)?, reports: ReportTranslation,
      replies: ReplyAddresses, profiles: @escaping @Sendable (_ account: String) -> MailProfile,
      language: ReportLanguage = .english, perSender: Int = 30, maxAge: Duration = .seconds(5 * 86_400),
      metrics: Metrics, log: Log
    ) {
      self.carrier = carrier
      self.outbox = outbox
      self.ledger = ledger
      self.reports = reports
      self.replies = replies
      self.profiles = profiles
      self.language = language
      self.perSender = perSender
      self.maxAge = maxAge
      self.metrics = metrics
      self.log = log
    }
  }

  package let retry: Backoff?
  private let parts: Parts
  private let limit: HourlyLimit
  private let queue = DispatchQueue(label: "passerelle.mail.out")
  private let underWay = Atomic<Int>(0)
  private let sent: Counter
  private let failed: Counter

  /// Items in hand at once.
  private static let window = 200

  package init(_ parts: Parts) {
    self.parts = parts
    retry = Backoff(steps: Backoff.receipts.steps, limit: parts.maxAge)
    limit = HourlyLimit(parts.perSender)
    sent = parts.metrics.counter("passerelle_mails_sent_total", "Mails of ours that the relay took.")
    failed = parts.metrics.counter("passerelle_mails_unsent_total", "Mails of ours that the relay did not take.")
  }

  /// The queue of an account's incoming messages that leave as mail. No account's name begins with `@`.
  package static func incomingQueue(_ account: String) -> String { incomingPrefix + account }

  private static let incomingPrefix = Message.mailReceiptQueue + "/"

  package func room() -> Int { max(0, Self.window - underWay.load(ordering: .relaxed)) }

  package func offer(_ items: [OutboxItem]) {
    underWay.wrappingAdd(items.count, ordering: .relaxed)
    // Writing a mail and asking the ledger take longer than the engine should wait.
    if parts.worksAtOnce { return deliver(items) }
    queue.async { @Sendable [self] in deliver(items) }
  }

  private func deliver(_ items: [OutboxItem]) {
    guard parts.carrier != nil else { return report(items, .refused("there is no [mail] relay")) }
    var groups: [ReportTranslation.Group: [OwedReceipt]] = [:]
    var order: [ReportTranslation.Group] = []
    for item in items {
      switch item {
      case .incoming(let message): deliver(message)
      case .receipt(let owed):
        if let moment = parts.reports.moment(of: Self.item(owed)), moment > parts.outbox.executor.wallClock {
          report([item], .early(until: moment))
          continue
        }
        guard let group = parts.reports.group(of: Self.item(owed)), !isOutdated(owed) else {
          report([item], .delivered)
          continue
        }
        if groups[group] == nil { order.append(group) }
        groups[group, default: []].append(owed)
      }
    }
    for group in order { deliver(groups[group] ?? [], group) }
  }

  /// Whether a message that was on its way has arrived or failed since: then there is nothing to say about a delay.
  private func isOutdated(_ owed: OwedReceipt) -> Bool {
    guard !owed.receipt.state.isFinal, let record = try? parts.ledger?.record(of: owed.message.id) else { return false }
    return record.state.isFinal
  }

  private static func item(_ owed: OwedReceipt) -> ReportTranslation.Item {
    ReportTranslation.Item(receipt: owed.receipt, message: owed.message)
  }

  // MARK: Reports

  private func deliver(_ owed: [OwedReceipt], _ group: ReportTranslation.Group) {
    let items = owed.map { OutboxItem.receipt($0) }
    guard limit.take(group.sender, now: parts.outbox.executor.now) else {
      return report(items, .later("too many reports to one sender in an hour"))
    }
    let language = owed.first.flatMap { parts.profiles($0.message.account).language } ?? parts.language
    let written = parts.reports.report(
      owed.map(Self.item), language: language, now: parts.outbox.executor.wallClock, hop: parts.replies.hop)
    guard let written else { return report(items, .refused("the sender has no usable address")) }
    // RFC 3464 §2: a report has the null sender, so that it can have no report itself.
    carry(CarriedMail(sender: "", recipients: [group.sender], content: MailWriter.write(written)), items)
  }

  // MARK: Incoming

  private func deliver(_ message: IncomingMessage) {
    let item = OutboxItem.incoming(message)
    let account = String((message.account ?? "").dropFirst(Self.incomingPrefix.count))
    let to = parts.profiles(account).incoming
    guard !to.isEmpty else { return report([item], .later("the account has no address for incoming messages")) }
    let reply = parts.replies.address(account: account, phone: message.from, now: parts.outbox.executor.wallClock)
    let from = reply ?? parts.reports.from
    let mail = IncomingTranslation(gateway: parts.reports.gateway).mail(
      message, account: account, from: from, to: to, original: original(of: message, account),
      hop: parts.replies.hop)
    carry(
      CarriedMail(
        sender: reply?.address ?? "", recipients: to.map(\.address), content: MailWriter.write(mail.draft)), [item])
  }

  /// The newest mail of the account to that phone.
  private func original(of message: IncomingMessage, _ account: String) -> IncomingTranslation.Original? {
    guard let ledger = parts.ledger, let phone = PhoneNumber(message.from) else { return nil }
    var query = MessageQuery(limit: 5)
    query.account = account
    query.recipient = phone
    let records = (try? ledger.search(query)) ?? []
    for record in records {
      guard case .mail(let origin) = record.message.origin else { continue }
      return IncomingTranslation.Original(
        messageID: origin.messageID, subject: origin.subject, text: record.message.text)
    }
    return nil
  }

  // MARK: The relay

  private func carry(_ mail: CarriedMail, _ items: [OutboxItem]) {
    parts.carrier?.send(mail) { [self] outcome in
      switch outcome {
      case .taken:
        sent.add()
        report(items, .delivered)
      case .later(let reason):
        failed.add()
        parts.log.warning("mail-unsent", ["to": mail.recipients.first ?? "", "reason": reason])
        report(items, .later(reason))
      case .refused(let reason):
        failed.add()
        parts.log.warning("mail-refused", ["to": mail.recipients.first ?? "", "reason": reason])
        report(items, .refused(reason))
      }
    }
  }

  private func report(_ items: [OutboxItem], _ end: OutboxResult.End) {
    underWay.wrappingSubtract(items.count, ordering: .relaxed)
    let outbox = parts.outbox
    let byQueue = Dictionary(grouping: items.map { OutboxResult(item: $0, end: end) }, by: { Self.queue(of: $0.item) })
    outbox.executor.post {
      for (queue, results) in byQueue { outbox.assumeIsolated { $0.finished(results, by: queue) } }
    }
  }

  private static func queue(of item: OutboxItem) -> String {
    switch item {
    case .receipt(let owed): owed.message.receiptQueue
    case .incoming(let message): message.account ?? Message.mailReceiptQueue
    }
  }
}
