import HTTP
import Messages
import Providers

/// The adapter of ``FarSide``.
struct ScriptedProvider: Provider {
  var name: String
  var batch = 20
  var canSettle = true
  var needsLogin = false
  /// Whether a send takes two calls, the first of which gives the name that settling asks by.
  var createsFirst = false
  var spacing = Duration.zero
  var channels: Set<Channel> = [.sms]
  var hasIncoming = false

  func offer(for channel: Channel) -> ChannelOffer? {
    guard channels.contains(channel) else { return nil }
    return ChannelOffer(batch: batch, concurrency: 3, canSettle: canSettle, settleDelay: .seconds(3))
  }

  func refusal(of message: Message, now: Timestamp) -> ProviderRefusal? { nil }

  /// Messages of one sender go together.
  func take(from waiting: ArraySlice<Message>) -> Int {
    waiting.prefix(batch).prefix { $0.sender == waiting.first?.sender }.count
  }

  func note(for batch: [Message], call: String) -> String { "call-" + call }

  func send(_ batch: [Message], note: String, context: ProviderContext) -> ProviderStep<SendReport> {
    guard createsFirst else { return call("send", ids(batch)) { result in Self.report(batch, result) } }
    let name = name
    return .call(HTTPRequest(.post, "\(name)/create")) { result, _ in
      guard case .success(let response) = result, response.status == 200 else {
        // Nothing is handed over by creating: whatever happened may be repeated.
        return .done(Self.nothingSent(batch, result))
      }
      let token = String(decoding: response.body, as: UTF8.self)
      return .call(
        HTTPRequest(.post, "\(name)/send", body: Array((token + " " + ids(batch)).utf8)), journal: token
      ) { result, _ in .done(Self.report(batch, result)) }
    }
  }

  private static func nothingSent(_ batch: [Message], _ result: Result<HTTPResponse, HTTPFailure>) -> SendReport {
    var report = report(batch, result)
    for id in report.outcomes.keys { report.outcomes[id] = .retryLater(reason: "not created") }
    return report
  }

  private static func report(_ batch: [Message], _ result: Result<HTTPResponse, HTTPFailure>) -> SendReport {
    switch result {
    case .failure(let failure) where failure.certainty == .notSent:
      return SendReport(all: batch, .retryLater(reason: failure.reason))
    case .failure(let failure): return SendReport(all: batch, .unknown(reason: failure.reason))
    case .success(let response):
      let later = SendOutcome.retryLater(reason: "\(response.status)")
      switch response.status {
      case 429: return SendReport(all: batch, later, lane: .slowDown(.seconds(5)))
      case 402: return SendReport(all: batch, later, lane: .noMoney(reason: "no money"))
      case 401: return SendReport(all: batch, later, lane: .renewCredential)
      case 403: return SendReport(all: batch, later, lane: .stop(reason: "blocked"))
      case 200: return SendReport(outcomes: outcomes(pairs(response)))
      default: return SendReport(all: batch, .unknown(reason: "\(response.status)"))
      }
    }
  }

  private static func outcomes(_ pairs: [(MessageID, String)]) -> [MessageID: SendOutcome] {
    let outcomes = pairs.map { id, word -> (MessageID, SendOutcome) in
      switch word {
      case "ok": (id, .accepted(ProviderReference(message: id.description)))
      case "refused": (id, .refused(.rejected, ProviderError(code: 8, words: "refused")))
      default: (id, .retryLater(reason: "later"))
      }
    }
    return Dictionary(outcomes, uniquingKeysWith: { first, _ in first })
  }

  private static func pairs(_ response: HTTPResponse) -> [(MessageID, String)] {
    String(decoding: response.body, as: UTF8.self).split(separator: " ").compactMap { pair in
      let halves = pair.split(separator: "=")
      guard halves.count == 2, let id = MessageID(text: halves[0]) else { return nil }
      return (id, String(halves[1]))
    }
  }

  private func ids(_ batch: [Message]) -> String { batch.map(\.id.description).joined(separator: " ") }

  private func call<Outcome: Sendable>(
    _ path: String, _ body: String, _ read: @escaping @Sendable (Result<HTTPResponse, HTTPFailure>) -> Outcome
  ) -> ProviderStep<Outcome> {
    .call(HTTPRequest(.post, "\(name)/\(path)", body: Array(body.utf8))) { result, _ in .done(read(result)) }
  }

  func settle(_ batch: [Message], note: String, context: ProviderContext) -> ProviderStep<SettleReport>? {
    guard canSettle else { return nil }
    // A call that never got its name cannot have handed anything over.
    if createsFirst, note.hasPrefix("call-") { return .done(SettleReport(notSent: Set(batch.map(\.id)))) }
    return call("settle", note + " " + ids(batch)) { result in
      guard case .success(let response) = result, response.status == 200 else { return SettleReport() }
      var report = SettleReport()
      for (id, word) in Self.pairs(response) {
        if word == "ok" {
          report.sent[id] = ProviderReference(message: id.description)
        } else {
          report.notSent.insert(id)
        }
      }
      return report
    }
  }

  func takeForStatus(from due: ArraySlice<TrackedReference>) -> Int { min(due.count, 30) }

  func status(of messages: [TrackedReference], context: ProviderContext) -> ProviderStep<StatusAnswer> {
    call("status", messages.map(\.id.description).joined(separator: " ")) { result in
      guard case .success(let response) = result else { return StatusAnswer() }
      guard response.status == 200 else { return StatusAnswer(lane: .slowDown(.seconds(2))) }
      return StatusAnswer(
        reports: Self.pairs(response).compactMap { id, word in
          UInt8(word).flatMap(MessageState.init).map { StatusReport(id: id, state: $0, raw: word) }
        })
    }
  }

  var polling: PollingPlan {
    PollingPlan(delays: [.seconds(1), .seconds(5), .seconds(30), .seconds(120)], spacing: spacing, concurrency: 2)
  }

  func incoming(cursor: String?, context: ProviderContext) -> ProviderStep<IncomingAnswer>? {
    guard hasIncoming else { return nil }
    return call("incoming", "") { result in
      guard case .success(let response) = result, response.status == 200 else {
        return IncomingAnswer(cursor: cursor, lane: .slowDown(.seconds(5)))
      }
      let words = String(decoding: response.body, as: UTF8.self).split(separator: " ")
      let items = words.compactMap { word -> IncomingAnswer.Item? in
        let halves = word.split(separator: "=").map(String.init)
        guard halves.count == 2 else { return nil }
        return IncomingAnswer.Item(providerID: halves[0], from: "15550100", to: halves[1], text: halves[0])
      }
      return IncomingAnswer(items: items, cursor: cursor)
    }
  }

  func markRead(providerIDs: [String], context: ProviderContext) -> ProviderStep<Bool>? {
    call("read", providerIDs.joined(separator: " ")) { result in
      guard case .success(let response) = result else { return false }
      return response.status == 200
    }
  }

  func authorize(context: ProviderContext) -> ProviderStep<Authorization>? {
    guard needsLogin else { return nil }
    let until = context.now + .seconds(600)
    return call("login", "") { result in
      guard case .success(let response) = result else { return Authorization(.failed("no answer")) }
      return Authorization(response.status == 200 ? .granted("token", until: until) : .denied("blocked"))
    }
  }

  var inquiries: [Inquiry] { [] }
  func ask(
    _ inquiry: String, arguments: [String: String], context: ProviderContext
  ) -> ProviderStep<InquiryAnswer>? { nil }
}
