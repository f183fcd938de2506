import HTTP
import Messages

/// The far side of ``SimulatorProvider``: a provider in memory, as a value.
///
/// It takes the requests that a real one would get over HTTP and says what happens to each; no clock, no socket, no
/// randomness. What becomes of a message follows from its number alone (``SimulatedRule``).
package struct SimulatedService: Sendable {
  package struct Settings: Sendable {
    /// From taking a message to its delivery.
    package var deliveryDelay: Duration
    /// How long every answer takes.
    package var answerDelay: Duration
    /// How long the slow ones take.
    package var slowDelay: Duration
    /// Messages in one call at most; more are refused with 413.
    package var batchLimit: Int
    /// Messages remembered at most; the oldest is forgotten first.
    package var memoryLimit: Int
    /// Messages remembered whose end has been told.
    package var toldLimit: Int
    /// The bearer token that calls must carry; nil lets everybody in.
    package var token: String?

    package init(
      deliveryDelay: Duration = .milliseconds(200), answerDelay: Duration = .zero, slowDelay: Duration = .seconds(5),
      batchLimit: Int = 1_000, memoryLimit: Int = 500_000, toldLimit: Int = 50_000, token: String? = nil
    ) {
      self.deliveryDelay = deliveryDelay
      self.answerDelay = answerDelay
      self.slowDelay = slowDelay
      self.batchLimit = batchLimit
      self.memoryLimit = memoryLimit
      self.toldLimit = toldLimit
      self.token = token
    }
  }

  package let settings: Settings
  /// Messages taken, each once.
  package private(set) var taken = 0
  /// Messages that came again although they had been taken: always 0 when the bridge keeps its promise.
  package private(set) var sentTwice = 0
  /// Requests of any kind.
  package private(set) var requests = 0

  private var messages: SimulatedMessages
  /// Numbers' faults happen once a message; the ids that have had theirs, oldest forgotten first.
  private var faulted: Set<UInt64> = []
  private var faultedOrder = SimulatedQueue<UInt64>()
  private var replies = SimulatedQueue<SimulatedReply>()
  private var replyCount = 0

  package init(_ settings: Settings = Settings()) {
    self.settings = settings
    messages = SimulatedMessages(limit: settings.memoryLimit, toldLimit: settings.toldLimit)
  }

  /// Messages remembered.
  package var remembered: Int { messages.count }

  /// Answers one request to `/send`, `/status`, `/cancel`, `/incoming`, `/read` or `/balance`.
  package mutating func answer(_ request: HTTPRequest, now: Timestamp) -> SimulatedAnswer {
    requests += 1
    if let token = settings.token, request.headers["Authorization"] != "Bearer " + token {
      return respond(status: 401, error: "wrong token")
    }
    let path = request.target.utf8.prefix { $0 != UInt8(ascii: "?") }.split(separator: UInt8(ascii: "/")).last
    let name = path.map { String(decoding: Array($0), as: UTF8.self) } ?? ""
    if name == "balance" { return respond { $0.member("balance", "1000.00") } }
    guard let json = JSON(request.body) else { return respond(status: 400, error: "no JSON") }
    switch name {
    case "send": return send(json["messages"]?.elements ?? [], now: now)
    case "status": return status(of: json["ids"]?.elements ?? [], to: json["to"]?.elements ?? [], now: now)
    case "cancel": return cancel(json["ids"]?.elements ?? [], now: now)
    case "incoming": return incoming()
    case "read": return read(json["ids"]?.elements ?? [])
    default: return respond(status: 404, error: "no such address")
    }
  }

  // MARK: Sending

  private mutating func send(_ items: [JSON], now: Timestamp) -> SimulatedAnswer {
    guard items.count <= settings.batchLimit else { return respond(status: 413, error: "too many messages") }
    let incoming = items.compactMap(SimulatedSubmission.init)
    guard incoming.count == items.count else { return respond(status: 400, error: "id and to are required") }
    switch fault(in: incoming) {
    case .tooManyRequests: return respond(status: 429, error: "too many requests", retryAfter: 1)
    case .unavailable: return respond(status: 503, error: "maintenance", retryAfter: 1)
    case .serverError: return respond(status: 500, error: "internal error")
    case .noMoney: return respond(status: 402, error: "no money")
    case .callLost: return .dropBefore
    case .connectionRefused: return .refuseConnection
    case .some(let fault): return spoil(take(incoming, now: now), by: fault)
    case nil: return .respond(take(incoming, now: now), after: settings.answerDelay)
    }
  }

  /// The first fault in the call that has not happened yet.
  private mutating func fault(in incoming: [SimulatedSubmission]) -> SimulatedRule? {
    for message in incoming where message.rule.isFaultOfCall {
      guard faulted.insert(message.id.rawValue).inserted else { continue }
      faultedOrder.append(message.id.rawValue)
      if faultedOrder.count > settings.toldLimit, let oldest = faultedOrder.popFirst() { faulted.remove(oldest) }
      return message.rule
    }
    return nil
  }

  private func spoil(_ response: HTTPResponse, by fault: SimulatedRule) -> SimulatedAnswer {
    switch fault {
    case .answerLost: return .dropAfter
    case .hang: return .hang
    case .slowAnswer: return .respond(response, after: settings.slowDelay)
    case .serverErrorAfter: return respond(status: 500, error: "internal error")
    case .htmlAnswer:
      let page = HTTPResponse(status: 200, headers: ["Content-Type": "text/html"], body: Array("<html>OK</html>".utf8))
      return .respond(page, after: settings.answerDelay)
    case .cutAnswer:
      var half = response
      half.body.removeLast(half.body.count / 2)
      return .respond(half, after: settings.answerDelay)
    default: return .respond(response, after: settings.answerDelay)
    }
  }

  private mutating func take(_ incoming: [SimulatedSubmission], now: Timestamp) -> HTTPResponse {
    var writer = JSONWriter(capacity: 64 * incoming.count + 32)
    writer.object { writer in
      writer.name("results")
      writer.array { writer in
        for message in incoming {
          writer.object { take(message, now: now, answer: &$0) }
        }
      }
    }
    return HTTPResponse(status: 200, headers: ["Content-Type": "application/json"], body: writer.bytes)
  }

  private mutating func take(_ message: SimulatedSubmission, now: Timestamp, answer writer: inout JSONWriter) {
    writer.member("id", message.id.description)
    guard message.rule != .rejectedAtSend else {
      writer.member("status", "rejected")
      writer.member("code", 8)
      return writer.member("reason", "cannot be delivered")
    }
    writer.member("status", "accepted")
    if messages.take(message.id, SimulatedMessages.Entry(rule: message.rule, takenAt: now)) {
      taken += 1
    } else {
      sentTwice += 1
    }
    if message.rule == .replies { reply(to: message, now: now) }
  }

  // MARK: States

  private mutating func status(of ids: [JSON], to numbers: [JSON], now: Timestamp) -> SimulatedAnswer {
    guard ids.count <= settings.batchLimit else { return respond(status: 413, error: "too many ids") }
    for (id, number) in zip(ids, numbers) { remember(id, to: number, now: now) }
    var writer = JSONWriter(capacity: 80 * ids.count + 32)
    writer.object { writer in
      writer.name("statuses")
      writer.array { writer in
        for id in ids {
          guard let id = id.text.flatMap({ MessageID(text: $0) }) else { continue }
          writer.object { write(id, now: now, to: &$0) }
        }
      }
    }
    return ok(writer)
  }

  /// Who names the number as well says that the message was taken: by an earlier life of this service, if it is not
  /// remembered and nothing was forgotten yet. Its time then runs from the first question.
  private mutating func remember(_ id: JSON, to number: JSON, now: Timestamp) {
    guard let id = id.text.flatMap({ MessageID(text: $0) }), let number = number.text else { return }
    guard messages[id] == nil, !messages.hasForgotten else { return }
    _ = messages.take(id, SimulatedMessages.Entry(rule: SimulatedRule.rule(for: number), takenAt: now))
  }

  private mutating func write(_ id: MessageID, now: Timestamp, to writer: inout JSONWriter) {
    writer.member("id", id.description)
    guard let entry = messages[id] else { return writer.member("state", "NOTFOUND") }
    let fate = SimulatedFate(of: entry, now: now, settings: settings)
    writer.member("state", fate.word)
    if fate.isFinal {
      writer.member("at", fate.at.milliseconds)
      messages.markTold(id)
    }
    if fate.code != 0 { writer.member("code", fate.code) }
  }

  private mutating func cancel(_ ids: [JSON], now: Timestamp) -> SimulatedAnswer {
    var cancelled: [MessageID] = []
    for id in ids.prefix(settings.batchLimit).compactMap({ $0.text.flatMap { MessageID(text: $0) } }) {
      guard let entry = messages[id], !SimulatedFate(of: entry, now: now, settings: settings).isFinal else { continue }
      messages.cancel(id)
      cancelled.append(id)
    }
    return respond { writer in
      writer.name("cancelled")
      writer.array { writer in
        for id in cancelled { writer.string(id.description) }
      }
    }
  }

  // MARK: Incoming

  /// Replies waiting to be read at most; the oldest is lost.
  static let replyLimit = 1_000

  private mutating func reply(to message: SimulatedSubmission, now: Timestamp) {
    replyCount += 1
    replies.append(
      SimulatedReply(id: replyCount, from: message.recipient, to: message.sender, text: "Re: " + message.text, at: now))
    if replies.count > Self.replyLimit { _ = replies.popFirst() }
  }

  private func incoming() -> SimulatedAnswer {
    respond { writer in
      writer.name("messages")
      writer.array { writer in
        for reply in replies.contents.prefix(100) { writer.object { reply.write(to: &$0) } }
      }
    }
  }

  private mutating func read(_ ids: [JSON]) -> SimulatedAnswer {
    let read = Set(ids.compactMap(\.integer))
    replies.removeAll { read.contains(Int64($0.id)) }
    return respond { $0.member("read", read.count) }
  }

  // MARK: Answers

  private func ok(_ writer: JSONWriter) -> SimulatedAnswer {
    .respond(
      HTTPResponse(status: 200, headers: ["Content-Type": "application/json"], body: writer.bytes),
      after: settings.answerDelay)
  }

  private func respond(_ body: (inout JSONWriter) -> Void) -> SimulatedAnswer {
    var writer = JSONWriter()
    writer.object(body)
    return ok(writer)
  }

  private func respond(status: Int, error: String, retryAfter: Int? = nil) -> SimulatedAnswer {
    var writer = JSONWriter()
    writer.object { $0.member("error", error) }
    var headers: HTTPHeaders = ["Content-Type": "application/json"]
    if let retryAfter { headers.add("Retry-After", String(retryAfter)) }
    return .respond(HTTPResponse(status: status, headers: headers, body: writer.bytes), after: settings.answerDelay)
  }
}
