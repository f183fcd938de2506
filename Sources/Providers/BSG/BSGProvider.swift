import HTTP
import Messages

/// The adapter of BSG One-API: every call is a campaign, every message carries its own reference.
package struct BSGProvider: Provider {
  package let name: String
  package let settings: BSGSettings
  private let calls: BSGCalls

  package init(name: String, settings: BSGSettings) {
    self.name = name
    self.settings = settings
    calls = BSGCalls(settings)
  }

  private var messages: BSGMessages { BSGMessages(calls: calls, settings: settings) }

  package func offer(for channel: Channel) -> ChannelOffer? {
    guard channel == .sms else { return nil }
    return ChannelOffer(
      batch: batch, concurrency: settings.concurrency, longestValidity: settings.longestValidity, canCancel: true,
      canSettle: true)
  }

  private var batch: Int { min(10_000, max(1, settings.batch)) }

  package func refusal(of message: Message, now: Timestamp) -> ProviderRefusal? {
    BSGLimits(settings: settings).refusal(of: message, now: now)
  }

  /// Messages of one requested validity; a list alone.
  package func take(from waiting: ArraySlice<Message>) -> Int {
    guard let first = waiting.first else { return 0 }
    guard first.providerList == nil else { return 1 }
    let validity = first.validUntil - first.dueAt
    return waiting.prefix(batch).prefix { $0.providerList == nil && $0.validUntil - $0.dueAt == validity }.count
  }

  package func note(for batch: [Message], call: String) -> String { call }

  package func send(_ batch: [Message], note: String, context: ProviderContext) -> ProviderStep<SendReport> {
    BSGSend(calls: calls, settings: settings).send(batch, context: context)
  }

  package func settle(_ batch: [Message], note: String, context: ProviderContext) -> ProviderStep<SettleReport>? {
    // A campaign to groups has no references of ours.
    if batch.contains(where: { $0.providerList != nil }) { return nil }
    return BSGSettlement(messages: messages).settle(batch, context)
  }

  package var polling: PollingPlan {
    PollingPlan(delays: settings.statusDelays, spacing: settings.statusSpacing, concurrency: settings.concurrency)
  }

  package func takeForStatus(from due: ArraySlice<TrackedReference>) -> Int {
    BSGStatusQuestion.take(from: due, limit: settings.statusBatch)
  }

  package func status(of messages: [TrackedReference], context: ProviderContext) -> ProviderStep<StatusAnswer> {
    BSGStatusQuestion(calls: calls, settings: settings).ask(about: messages, context)
  }

  package func cancel(_ message: TrackedReference, context: ProviderContext) -> ProviderStep<Bool>? {
    guard let reference = BSGReference(message.reference), reference.size != .messages(0) else { return nil }
    // Others went with the same campaign: stopping it would stop them too.
    if case .messages(let count) = reference.size, count > 1 { return nil }
    return .ask(calls.patch("campaigns/" + reference.campaign + "/stop", context)) { reply, _ in
      let data = reply.verdict == .success ? reply.json.map { $0["data"] ?? $0 } : nil
      return data?["status"]?.text?.lowercased() != "done" && data?["id"] != nil
    }
  }

  package func authorize(context: ProviderContext) -> ProviderStep<Authorization>? {
    settings.usesKeyAsBearer ? nil : BSGAuthorization(calls: calls, settings: settings).authorize(context)
  }

  package func callback(_ request: HTTPRequest, now: Timestamp) -> CallbackAnswer { BSGCallback.answer(request) }

  package var inquiries: [Inquiry] { BSGInquiries(calls: calls, settings: settings).table.inquiries }

  package func ask(
    _ inquiry: String, arguments: [String: String], context: ProviderContext
  ) -> ProviderStep<InquiryAnswer>? {
    BSGInquiries(calls: calls, settings: settings).table.ask(inquiry, arguments: arguments, context: context)
  }
}
