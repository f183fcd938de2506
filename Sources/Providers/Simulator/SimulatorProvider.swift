import HTTP
import Messages

/// The adapter of the built-in simulated provider: the demo and the tests run through it as through a real one.
///
/// A small JSON API: `POST /send`, `/status` and `/cancel` with up to `batch` messages, `/incoming` and `/read`,
/// `GET /balance`. Messages are known by our own id, so a lost answer is settled by asking for their states.
package struct SimulatorProvider: Provider {
  package struct Settings: Sendable {
    package var url: String
    package var token: String?
    /// Messages in one call, 1 to 1,000.
    package var batch: Int
    package var concurrency: Int

    package init(
      url: String = "http://simulator.invalid", token: String? = nil, batch: Int = 1_000, concurrency: Int = 4
    ) {
      self.url = url
      self.token = token
      self.batch = min(1_000, max(1, batch))
      self.concurrency = max(1, concurrency)
    }
  }

  package let name: String
  package let settings: Settings

  package init(name: String, settings: Settings = Settings()) {
    self.name = name
    self.settings = settings
  }

  // MARK: Offer

  package func offer(for channel: Channel) -> ChannelOffer? {
    ChannelOffer(
      batch: settings.batch, concurrency: settings.concurrency, carriesBinary: true, canCancel: true, canSettle: true,
      settleDelay: .seconds(1))
  }

  package func refusal(of message: Message, now: Timestamp) -> ProviderRefusal? {
    switch message.channel {
    case .telegram, .whatsapp:
      VerificationCode.isValid(message.text) ? nil : .text("a code of 1 to 16 digits is wanted")
    default: nil
    }
  }

  package func take(from waiting: ArraySlice<Message>) -> Int { min(waiting.count, settings.batch) }

  package func note(for batch: [Message], call: String) -> String { call }

  package var polling: PollingPlan {
    PollingPlan(
      delays: [.milliseconds(500), .seconds(1), .seconds(5), .seconds(15), .seconds(60)], spacing: .zero,
      concurrency: settings.concurrency)
  }

  // MARK: Sending

  package func send(_ batch: [Message], note: String, context: ProviderContext) -> ProviderStep<SendReport> {
    .ask(request("send") { Self.write(batch, to: &$0) }) { reply, _ in Self.report(for: batch, reply) }
  }

  private static func write(_ batch: [Message], to writer: inout JSONWriter) {
    writer.name("messages")
    writer.array { writer in
      for message in batch {
        writer.object { writer in
          writer.member("id", message.id.rawValue.description)
          writer.member("to", message.recipient.digits)
          writer.member("from", message.sender)
          writer.member("channel", message.channel.word)
          writer.member("text", message.text)
          if case .binary(let bytes) = message.content { writer.member("data", HexDigit.text(of: bytes)) }
        }
      }
    }
  }

  private static func report(for batch: [Message], _ reply: Reply) -> SendReport {
    if let report = reply.report(for: batch) { return report }
    guard reply.verdict == .success else {
      return SendReport(all: batch, .refused(.rejected, ProviderError(words: reply.reason)))
    }
    var outcomes = Dictionary(
      batch.map { ($0.id, SendOutcome.unknown(reason: "not named in the answer")) }, uniquingKeysWith: { a, _ in a })
    for result in reply.json?["results"]?.elements ?? [] {
      guard let id = result["id"]?.text.flatMap({ MessageID(text: $0) }), outcomes[id] != nil else { continue }
      outcomes[id] = outcome(result, id)
    }
    return SendReport(outcomes: outcomes)
  }

  private static func outcome(_ result: JSON, _ id: MessageID) -> SendOutcome {
    switch result["status"]?.text {
    case "accepted": .accepted(ProviderReference(message: id.description))
    case "rejected": .refused(.rejected, error(result) ?? ProviderError(words: "rejected"))
    default: .unknown(reason: "unknown status")
    }
  }

  private static func error(_ json: JSON) -> ProviderError? {
    guard let code = json["code"]?.integer else { return nil }
    return ProviderError(code: Int(truncatingIfNeeded: code), words: (json["reason"]?.text ?? "").cut(to: 200))
  }

  package func settle(_ batch: [Message], note: String, context: ProviderContext) -> ProviderStep<SettleReport>? {
    .ask(status(of: batch.map(\.id))) { reply, _ in
      var report = SettleReport()
      guard reply.verdict == .success else { return report }
      let asked = Set(batch.map(\.id))
      for (id, word, _) in Self.statuses(reply) where asked.contains(id) {
        if word == SimulatorStates.notFound {
          report.notSent.insert(id)
        } else {
          report.sent[id] = ProviderReference(message: id.description)
        }
      }
      return report
    }
  }

  // MARK: States

  package func takeForStatus(from due: ArraySlice<TrackedReference>) -> Int { min(due.count, settings.batch) }

  package func status(of messages: [TrackedReference], context: ProviderContext) -> ProviderStep<StatusAnswer> {
    .ask(request("status") { Self.write(messages, to: &$0) }) { reply, _ in
      guard reply.verdict == .success else { return StatusAnswer(lane: reply.lane.ofQuestion) }
      let asked = Set(messages.map(\.id))
      return StatusAnswer(reports: Self.statuses(reply).compactMap { asked.contains($0.id) ? Self.report($0) : nil })
    }
  }

  private static func statuses(_ reply: Reply) -> [(id: MessageID, word: String, json: JSON)] {
    (reply.json?["statuses"]?.elements ?? []).compactMap { json in
      guard let id = json["id"]?.text.flatMap({ MessageID(text: $0) }), let word = json["state"]?.text else {
        return nil
      }
      return (id, word, json)
    }
  }

  private static func report(_ status: (id: MessageID, word: String, json: JSON)) -> StatusReport? {
    guard status.word != SimulatorStates.notFound else { return nil }
    return StatusReport(
      id: status.id, state: SimulatorStates.state(of: status.word),
      at: status.json["at"]?.integer.map { Timestamp(milliseconds: $0) }, error: error(status.json),
      raw: status.word.cut(to: 40))
  }

  package func cancel(_ message: TrackedReference, context: ProviderContext) -> ProviderStep<Bool>? {
    .ask(request("cancel") { Self.write([message.id], to: &$0) }) { reply, _ in
      reply.json?["cancelled"]?.elements.contains { $0.text == message.id.description } ?? false
    }
  }

  /// With their numbers, from which the built-in service knows what becomes of them even after a restart.
  private static func write(_ messages: [TrackedReference], to writer: inout JSONWriter) {
    write(messages.map(\.id), to: &writer)
    writer.name("to")
    writer.array { writer in
      for message in messages { writer.string(message.recipient.digits) }
    }
  }

  private func status(of ids: [MessageID]) -> HTTPRequest { request("status") { Self.write(ids, to: &$0) } }

  private static func write(_ ids: [MessageID], to writer: inout JSONWriter) {
    writer.name("ids")
    writer.array { writer in
      for id in ids { writer.string(id.description) }
    }
  }

  // MARK: Incoming

  package func incoming(cursor: String?, context: ProviderContext) -> ProviderStep<IncomingAnswer>? {
    .ask(request("incoming") { _ in }) { reply, _ in
      guard reply.verdict == .success else { return IncomingAnswer(cursor: cursor, lane: reply.lane) }
      let items = (reply.json?["messages"]?.elements ?? []).compactMap { json -> IncomingAnswer.Item? in
        guard let id = json["id"]?.text, let from = json["from"]?.text else { return nil }
        return IncomingAnswer.Item(
          providerID: id, from: from, to: json["to"]?.text ?? "", text: json["text"]?.text ?? "",
          at: json["at"]?.integer.map { Timestamp(milliseconds: $0) })
      }
      return IncomingAnswer(items: items, cursor: cursor)
    }
  }

  package func markRead(providerIDs: [String], context: ProviderContext) -> ProviderStep<Bool>? {
    let request = request("read") { writer in
      writer.name("ids")
      writer.array { writer in
        for id in providerIDs { writer.string(id) }
      }
    }
    return .ask(request) { reply, _ in reply.verdict == .success }
  }

  // MARK: Inquiries

  private var table: InquiryTable {
    InquiryTable(rows: [
      InquiryTable.Row("balance", "money left") { _, _ in
        HTTPRequest(.get, settings.url + "/balance", headers: headers)
      }
    ])
  }

  package var inquiries: [Inquiry] { table.inquiries }

  package func ask(
    _ inquiry: String, arguments: [String: String], context: ProviderContext
  ) -> ProviderStep<InquiryAnswer>? {
    table.ask(inquiry, arguments: arguments, context: context)
  }

  private var headers: HTTPHeaders {
    var headers: HTTPHeaders = ["Accept": "application/json"]
    if let token = settings.token { headers.add("Authorization", "Bearer " + token) }
    return headers
  }

  private func request(_ path: String, _ body: (inout JSONWriter) -> Void) -> HTTPRequest {
    var writer = JSONWriter(capacity: 1_024)
    writer.object(body)
    var headers = headers
    headers.add("Content-Type", "application/json")
    return HTTPRequest(.post, settings.url + "/" + path, headers: headers, body: writer.bytes)
  }
}
