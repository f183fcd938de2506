import HTTP
import Messages

/// The adapter of sms.by: SMS, Viber and one-time codes (v1 and v2 of its API).
///
/// The choice of endpoint follows from the batch: a lone message takes the quick call, many take the bulk call, a list
/// that sms.by keeps takes a mailing of its own that is confirmed in a second call.
package struct SMSByProvider: Provider {
  package let name: String
  package let settings: SMSBySettings
  let calls: SMSByCalls

  package init(name: String, settings: SMSBySettings) {
    self.name = name
    self.settings = settings
    calls = SMSByCalls(settings)
  }

  package func offer(for channel: Channel) -> ChannelOffer? {
    switch channel {
    case .sms:
      ChannelOffer(batch: settings.batch, concurrency: settings.concurrency, canSettle: true)
    case .viber where !settings.viberSenders.isEmpty:
      ChannelOffer(batch: settings.batch, concurrency: settings.concurrency)
    case .viberThenSMS, .smsThenViber:
      settings.viberSenders.isEmpty ? nil : ChannelOffer(batch: 1, concurrency: settings.concurrency)
    case .telegram, .whatsapp: ChannelOffer(batch: 1, concurrency: settings.concurrency)
    case .viber, .voice, .mms, .mail, .hlr, .ping, .flash: nil
    }
  }

  package func refusal(of message: Message, now: Timestamp) -> ProviderRefusal? {
    SMSByLimits(settings: settings).refusal(of: message)
  }

  package func take(from waiting: ArraySlice<Message>) -> Int {
    guard let first = waiting.first else { return 0 }
    guard offer(for: first.channel)?.batch ?? 1 > 1, !goesAlone(first) else { return 1 }
    return bulk(first.channel).take(from: waiting.prefix { !goesAlone($0) })
  }

  private func bulk(_ channel: Channel) -> SMSByBulk {
    SMSByBulk(calls: calls, settings: settings, kind: channel == .sms ? .sms : .viber)
  }

  /// Lists, prepared texts and pictures that come as files have no place in a bulk call.
  private func goesAlone(_ message: Message) -> Bool {
    if message.providerList != nil || prepared(message) != nil { return true }
    if case .attachedPicture = message.content { return true }
    return false
  }

  /// The number under which sms.by keeps the text of an SMS already.
  private func prepared(_ message: Message) -> String? {
    guard message.channel == .sms, message.content == .text, message.preparedText?.provider == name else { return nil }
    return message.preparedText?.id
  }

  // MARK: Sending

  package func note(for batch: [Message], call: String) -> String {
    guard let first = batch.first else { return SMSByNote.undecidable(call).text }
    if first.providerList != nil { return SMSByNote.listing(call).text }
    if first.channel != .sms { return SMSByNote.undecidable(call).text }
    if prepared(first) != nil { return SMSByNote.preparing(call).text }
    if batch.count > 1 { return SMSByNote.bulk(call).text }
    return settings.isCheckable ? SMSByNote.preparing(call).text : SMSByNote.undecidable(call).text
  }

  package func send(_ batch: [Message], note: String, context: ProviderContext) -> ProviderStep<SendReport> {
    guard let first = batch.first else { return .done(SendReport(outcomes: [:])) }
    if batch.count == 1 { return sendLone(first, SMSByNote(note), context) }
    return bulk(first.channel).send(batch, base: SMSByNote(note).name ?? note, callbackURL: context.callbackURL)
  }

  private func sendLone(_ message: Message, _ note: SMSByNote, _ context: ProviderContext) -> ProviderStep<SendReport> {
    let lone = SMSByLone(calls: calls, settings: settings)
    if let list = message.providerList {
      let mailing = SMSByListMailing(calls: calls, settings: settings)
      return mailing.send(message, list: list, name: note.name ?? message.id.description, now: context.now)
    }
    if let prepared = prepared(message) { return lone.sendKept(message, id: prepared, call: note.name ?? "") }
    if case .preparing(let name) = note { return lone.sendPrepared(message, name: name) }
    return lone.send(message)
  }

  package func settle(_ batch: [Message], note: String, context: ProviderContext) -> ProviderStep<SettleReport>? {
    SMSBySettlement(calls: calls).settle(batch, SMSByNote(note))
  }

  // MARK: States

  package var polling: PollingPlan {
    PollingPlan(delays: settings.statusDelays, spacing: settings.statusSpacing, concurrency: settings.concurrency)
  }

  package func takeForStatus(from due: ArraySlice<TrackedReference>) -> Int {
    SMSByStatusQuestion.take(from: due, limit: settings.statusBatch)
  }

  package func status(of messages: [TrackedReference], context: ProviderContext) -> ProviderStep<StatusAnswer> {
    SMSByStatusQuestion(calls: calls, settings: settings).ask(about: messages)
  }

  package func callback(_ request: HTTPRequest, now: Timestamp) -> CallbackAnswer { SMSByCallback.answer(request) }

  // MARK: Incoming

  package func incoming(cursor: String?, context: ProviderContext) -> ProviderStep<IncomingAnswer>? {
    guard !settings.viberSenders.isEmpty, settings.incomingMailings > 0 else { return nil }
    return SMSByIncoming(calls: calls, settings: settings).read(cursor: cursor)
  }

  package func markRead(providerIDs: [String], context: ProviderContext) -> ProviderStep<Bool>? {
    let form: QueryFields = ["incoming_messages": providerIDs.joined(separator: ",")]
    return .ask(calls.post("v2/readResponseStatus", form: form)) { reply, _ in SMSByReply(reply).json != nil }
  }

  // MARK: Inquiries

  package var inquiries: [Inquiry] { SMSByInquiries(calls: calls, settings: settings).table.inquiries }

  package func ask(
    _ inquiry: String, arguments: [String: String], context: ProviderContext
  ) -> ProviderStep<InquiryAnswer>? {
    SMSByInquiries(calls: calls, settings: settings).table.ask(inquiry, arguments: arguments, context: context)
  }
}
