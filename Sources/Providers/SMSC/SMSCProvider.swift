import HTTP
import Messages

/// The adapter of SMSC (smscentre.com and its sisters): SMS and all its other channels through `send.php`.
///
/// Each call carries an own id: the message's for a lone one, the call's for many. Own id and phone together find a
/// message again, so a lost answer can always be settled.
package struct SMSCProvider: Provider {
  package let name: String
  package let settings: SMSCSettings
  private let calls: SMSCCalls

  package init(name: String, settings: SMSCSettings) {
    self.name = name
    self.settings = settings
    calls = SMSCCalls(settings)
  }

  package func offer(for channel: Channel) -> ChannelOffer? {
    switch channel {
    case .sms, .flash, .mms, .mail, .voice, .viber, .hlr, .ping:
      ChannelOffer(
        batch: settings.batch, concurrency: min(Self.callsAtOnce, settings.concurrency),
        carriesBinary: channel == .sms || channel == .flash, longestValidity: settings.longestValidity, canCancel: true,
        canSettle: true)
    case .viberThenSMS, .smsThenViber, .telegram, .whatsapp: nil
    }
  }

  /// Calls of any kind at once: with the fifteenth of one login comes error 9.
  package static let callsAtOnce = 14

  package func refusal(of message: Message, now: Timestamp) -> ProviderRefusal? {
    SMSCLimits(settings: settings).refusal(of: message)
  }

  package func take(from waiting: ArraySlice<Message>) -> Int { SMSCSend.take(from: waiting, settings: settings) }

  /// The own id of the call: 1 to 40 of `A-Z a-z 0-9 . - _`. That of a call which sends nothing says so, whatever the
  /// settings are when its answer is missed.
  package func note(for batch: [Message], call: String) -> String {
    let id = ownID(for: batch, call: call)
    return settings.isTest ? String((Self.testNote + id).prefix(40)) : id
  }

  /// Ids of messages and calls are numbers, and never begin so.
  private static let testNote = "test."

  private func ownID(for batch: [Message], call: String) -> String {
    guard batch.count > 1 else { return batch.first?.id.description ?? call }
    let clean = call.utf8.filter {
      switch $0 {
      case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x2E, 0x5F: true
      default: false
      }
    }
    let id = String(decoding: clean.suffix(40), as: UTF8.self)
    return id.isEmpty ? batch[0].id.description : id
  }

  package func send(_ batch: [Message], note: String, context: ProviderContext) -> ProviderStep<SendReport> {
    SMSCSend(calls: calls, settings: settings).send(batch, id: note, now: context.now)
  }

  package func settle(_ batch: [Message], note: String, context: ProviderContext) -> ProviderStep<SettleReport>? {
    if note.hasPrefix(Self.testNote) { return .done(SettleReport(notSent: Set(batch.map(\.id)))) }
    // A mailing to a group has phones that we do not know.
    if batch.contains(where: { $0.providerList != nil }) { return nil }
    return SMSCStatusQuestion(calls: calls).settle(batch, id: note)
  }

  package func settlesByMassQuestion(_ batch: [Message]) -> Bool { batch.count > SMSCStatusQuestion.few }

  package func takeForStatus(from due: ArraySlice<TrackedReference>) -> Int {
    min(due.count, settings.showsCost ? min(Self.detailedStatusBatch, settings.statusBatch) : settings.statusBatch)
  }

  /// Messages in one question that asks for everything: each row repeats its text, and the answer must stay within
  /// what is read of one.
  private static let detailedStatusBatch = 1_000

  package func status(of messages: [TrackedReference], context: ProviderContext) -> ProviderStep<StatusAnswer> {
    SMSCStatusQuestion(calls: calls, asksCost: settings.showsCost)
      .ask(about: messages, offset: settings.timeZone, now: context.now)
  }

  /// One mass question a minute; five a minute about one message; two at once, so that with two that settle lost answers
  /// there are four, and the fifth would be refused.
  package var polling: PollingPlan {
    PollingPlan(
      delays: settings.statusDelays, spacing: settings.statusSpacing, loneSpacing: .milliseconds(250), concurrency: 2)
  }

  package func cancel(_ message: TrackedReference, context: ProviderContext) -> ProviderStep<Bool>? {
    guard let pair = SMSCStatusQuestion.Pair(message), message.reference.names != SMSCStatusQuestion.pretended else {
      return nil
    }
    return .ask(SMSCStatusQuestion(calls: calls).request([pair], delete: true)) { reply, _ in
      guard reply.verdict == .success else { return false }
      return reply.json.map { SMSCErrors.error(in: $0) == nil } ?? SMSCText.isOK(reply.text)
    }
  }

  package func callback(_ request: HTTPRequest, now: Timestamp) -> CallbackAnswer {
    SMSCCallback(settings: settings).answer(request)
  }

  package func incoming(cursor: String?, context: ProviderContext) -> ProviderStep<IncomingAnswer>? {
    settings.asksIncoming ? SMSCIncoming(calls: calls, settings: settings).read(cursor: cursor) : nil
  }

  package var inquiries: [Inquiry] { SMSCInquiries(calls: calls).table.inquiries }

  package func ask(
    _ inquiry: String, arguments: [String: String], context: ProviderContext
  ) -> ProviderStep<InquiryAnswer>? {
    SMSCInquiries(calls: calls).table
      .ask(inquiry, arguments: arguments, context: context, read: SMSCText.answer)
  }
}
