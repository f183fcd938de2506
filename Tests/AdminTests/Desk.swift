import Admin
import HTTP
import Messages
import Providers
import Store
import Synchronization
import Telemetry
import Transport

/// A service over a store in memory, and what it was made to do.
final class Desk: Sendable {
  static let now = Timestamp(milliseconds: 1_763_728_873_007)
  static let home = IPAddress(v4: 0x7F00_0001)

  let store = MemoryStore()
  let metrics = Metrics()
  let service: AdminService

  init(
    offers: Bool = true, writable: Bool = true, notReady: [String] = [],
    terms change: (inout AdminTerms) -> Void = { _ in }, sources adjust: (inout AdminSources) -> Void = { _ in }
  ) {
    var terms = AdminTerms()
    terms.token = Array("act-token".utf8)
    terms.readToken = Array("read-token".utf8)
    change(&terms)
    let written = Written()
    var sources = AdminSources(ledger: store, wallClock: { Self.now }, storeWritable: { $0(writable) })
    sources.version = "1.2.3"
    sources.notReady = { notReady }
    sources.sessions = { [Self.session] }
    sources.rejected = { [Self.rejected] }
    sources.settings = { "[admin]\ntoken = \"…\"\n" }
    sources.providers = { $0([Self.provider]) }
    sources.ask = { question, done in
      written.add("ask \(question.provider) \(question.inquiry) \(question.arguments["number"] ?? "-")")
      done(question.inquiry == "balance" ? .rows([["amount": "12.5", "<b>": "x"]]) : .failed("no line"))
    }
    sources.callbackSecrets = { ["sim": "s3cret", "bare": ""] }
    sources.callback = { provider, request, done in
      written.add("callback \(provider) \(request.method.rawValue) \(String(decoding: request.body, as: UTF8.self))")
      done(HTTPResponse(status: 200, body: Array("taken".utf8)))
    }
    if offers { Self.offer(&sources, written) }
    adjust(&sources)
    self.written = written
    service = AdminService(
      sources: sources, terms: terms, metrics: metrics, log: Log(level: .debug) { written.log($0) })
  }

  private let written: Written
  var done: [String] { written.deeds }
  var logged: [String] { written.lines }

  private static func offer(_ sources: inout AdminSources, _ written: Written) {
    sources.send = { draft, done in
      written.add("send \(draft.account) \(draft.recipient) \(draft.channel.word) \(draft.text)")
      done(draft.account == "shop" ? .accepted(MessageID(rawValue: 77)) : .refused("no such account"))
    }
    sources.resume = { name, done in
      written.add("resume \(name)")
      done(.done("resumed"))
    }
    sources.stop = { name, done in
      written.add("stop \(name)")
      done(.refused("it is stopped already"))
    }
    for deed in AdminViews.MessageDeed.allCases {
      sources.deeds[deed] = { id, done in
        written.add("\(deed) \(id)")
        done(deed == .replay ? .refused("it has not ended") : .done("\(deed)"))
      }
    }
    sources.reload = { $0(.done(live: [], restart: [])) }
    sources.quote = { draft, done in
      let size = AdminViews.Preview(encoding: "gsm", segments: 1, used: 2, left: 158)
      done(
        draft.account == "shop"
          ? .success(
            AdminViews.Quote(
              size: size, provider: "sim", channel: draft.channel, route: "route 0",
              cost: draft.channel == .sms ? .told("1.40", currency: "BYN") : .unknown("it tells none")))
          : .failure(AdminViews.NoQuote(reason: "there is no such account")))
    }
    sources.preview = { text in
      text.isEmpty
        ? nil : AdminViews.Preview(encoding: "gsm", segments: 1, used: text.utf8.count, left: 160 - text.utf8.count)
    }
  }

  /// What was done and logged, from whatever thread.
  private final class Written: Sendable {
    private let state = Mutex<(deeds: [String], lines: [String])>(([], []))
    func add(_ deed: String) { state.withLock { $0.deeds.append(deed) } }
    func log(_ line: String) { state.withLock { $0.lines.append(line) } }
    var deeds: [String] { state.withLock { $0.deeds } }
    var lines: [String] { state.withLock { $0.lines } }
  }

  // MARK: Asking

  func ask(_ request: HTTPRequest, peer: IPAddress = Desk.home, door: AdminDoor = .everything) async -> HTTPResponse {
    await withCheckedContinuation { continuation in
      service.answer(request, peer: peer, door: door) { continuation.resume(returning: $0) }
    }
  }

  func get(_ target: String, token: String? = "read-token") async -> HTTPResponse {
    await ask(Self.request(.get, target, token: token))
  }

  func post(_ target: String, _ body: String = "{}", token: String? = "act-token") async -> HTTPResponse {
    await ask(Self.request(.post, target, token: token, body: body))
  }

  static func request(
    _ method: HTTPRequest.Method, _ target: String, token: String? = nil, body: String? = nil,
    fields: KeyValuePairs<String, String> = [:]
  ) -> HTTPRequest {
    var headers: HTTPHeaders = ["Host": "gw.example.test:8080"]
    if let token { headers.add("Authorization", "Bearer \(token)") }
    if body != nil { headers.add("Content-Type", "application/json") }
    for (name, value) in fields { headers.add(name, value) }
    return HTTPRequest(method, target, headers: headers, body: Array((body ?? "").utf8))
  }

  // MARK: What there is

  static let session = AdminViews.Session(
    id: 5, account: "shop", systemID: "shop", kind: "transceiver", peer: "192.0.2.7:4711", version: 0x34, isTLS: true,
    since: now)
  static let rejected = AdminViews.Rejected(
    at: now, protocolName: "smpp", peer: "192.0.2.7:4711", account: nil, answer: "ESME_RINVCMDLEN", field: "length",
    offset: 3, reason: "too short", bytes: [0, 0xFF, 0x3C])
  static let provider = AdminViews.Provider(
    name: "sim", kind: "simulator",
    lanes: [AdminViews.Lane(channel: .sms, waiting: 4, calls: 1, hold: "no money", isStopped: true)], undecidedCalls: 2,
    inquiries: [Inquiry("balance", "Money left"), Inquiry("hlr", "Looks a number up", arguments: ["number", "note?"])])

  /// Puts a message into the store.
  @discardableResult
  func accept(
    _ id: UInt64, account: String = "shop", to number: String = "375291234567", text: String = "hello",
    origin: Origin = .operatorConsole, clientID: String? = nil
  ) throws -> Message {
    let message = Message(
      id: MessageID(rawValue: id), account: account, origin: origin, recipient: PhoneNumber(trusted: number),
      sender: "SHOP", text: text, acceptedAt: Self.now, validUntil: Self.now + .seconds(3_600),
      parts: [Part(clientID: clientID ?? String(id), receipt: [.success])],
      lanes: [LaneName(provider: "sim", channel: .sms)], routeReason: "route 0")
    _ = try store.commit([.accept(message, claimed: true)])
    return message
  }

  /// Has the store believe that a provider took the message.
  func send(_ id: UInt64, as reference: String) throws {
    let call = Call(
      id: CallID(rawValue: id), lane: LaneName(provider: "sim", channel: .sms), messages: [MessageID(rawValue: id)],
      startedAt: Self.now)
    let outcome = CallOutcome(
      message: MessageID(rawValue: id), outcome: .accepted(ProviderReference(message: reference)), next: Self.now)
    _ = try store.commit([.beginCall(call), .outcomes(call.id, [outcome], at: Self.now + .seconds(1), lease: nil)])
  }
}

extension HTTPResponse {
  var text: String { String(decoding: body, as: UTF8.self) }
}
