import Delivery
import HTTP
import Messages
import Providers

/// All simulated providers as a value: what they have taken, what becomes of it, and what goes wrong meanwhile.
struct FarSide: Sendable {
  struct Taken: Sendable {
    var provider: String
    var times: Int
    var at: Timestamp
    var ends: (state: MessageState, at: Timestamp)?
  }

  /// Chances in percent of what can go wrong with a call.
  struct Weather: Sendable {
    var refusedConnection = 0
    var lostBefore = 0
    var lostAfter = 0
    var tooFast = 0
    var noMoney = 0
    var badLogin = 0
    var stops = 0
    var serverError = 0
    var slow = 0
    var partial = 0
  }

  /// What becomes of all messages of a provider, and how long after it took them; by chance where nothing stands here. A
  /// provider with a fate may have a message that another had.
  var fates: [String: (state: MessageState, after: Duration)] = [:]
  var weather: [String: Weather] = [:]
  var taken: [MessageID: Taken] = [:]
  var tokens: [String: [MessageID]] = [:]
  /// When each address was called.
  var requests: [String: [Timestamp]] = [:]
  var handedTwice: [MessageID] = []
  /// The providers with a fate that had the message, in turn.
  var handedTo: [MessageID: [String]] = [:]

  /// A message that a handset wrote to a number of ours.
  struct Written: Sendable {
    var id: String
    var to: String
    var isMarked: Bool
  }
  var inbox: [String: [Written]] = [:]
  var justMarked: [String] = []
  private var random: SeededRandom

  init(seed: UInt64) { random = SeededRandom(seed ^ 0xFA25) }

  typealias Outcome = SimulatedExchange<FarSide>.Outcome

  mutating func answer(_ request: HTTPRequest, now: Timestamp) -> Outcome {
    let path = request.target.split(separator: "/").map(String.init)
    guard path.count == 2 else { return Outcome(.success(HTTPResponse(status: 404))) }
    let words = String(decoding: request.body, as: UTF8.self).split(separator: " ").map(String.init)
    requests[request.target, default: []].append(now)
    switch path[1] {
    case "login": return login(path[0])
    case "create":
      let token = "t\(tokens.count + 1)"
      tokens[token] = []
      return fault(path[0]) ?? respond(token)
    case "send": return send(path[0], words, now)
    case "settle": return fault(path[0]) ?? settle(words)
    case "status": return fault(path[0]) ?? status(words, now)
    case "incoming": return fault(path[0]) ?? unread(path[0])
    case "read": return fault(path[0]) ?? mark(words, at: path[0])
    default: return Outcome(.success(HTTPResponse(status: 404)))
    }
  }

  private mutating func respond(_ text: String) -> Outcome {
    Outcome(.success(HTTPResponse(status: 200, body: Array(text.utf8))), after: random.milliseconds(0...80))
  }

  private mutating func respond(status: Int) -> Outcome {
    Outcome(.success(HTTPResponse(status: status)), after: random.milliseconds(0...40))
  }

  /// What may go wrong before anything was done.
  private mutating func fault(_ provider: String) -> Outcome? {
    let weather = weather[provider] ?? Weather()
    if random.chance(weather.refusedConnection) {
      return Outcome(.failure(HTTPFailure(.notSent, reason: "refused")), after: random.milliseconds(0...5))
    }
    if random.chance(weather.lostBefore) {
      return Outcome(.failure(HTTPFailure(.noAnswer, reason: "lost")), after: random.milliseconds(1...20_000))
    }
    if random.chance(weather.tooFast) { return respond(status: 429) }
    if random.chance(weather.noMoney) { return respond(status: 402) }
    if random.chance(weather.badLogin) { return respond(status: 401) }
    if random.chance(weather.stops) { return respond(status: 403) }
    return nil
  }

  private mutating func login(_ provider: String) -> Outcome {
    let weather = weather[provider] ?? Weather()
    if random.chance(weather.refusedConnection) { return Outcome(.failure(HTTPFailure(.notSent, reason: "refused"))) }
    if random.chance(weather.stops) { return respond(status: 403) }
    return respond("token")
  }

  private mutating func send(_ provider: String, _ words: [String], _ now: Timestamp) -> Outcome {
    if let fault = fault(provider) { return fault }
    let weather = weather[provider] ?? Weather()
    var lines: [String] = []
    var token: String?
    for word in words {
      guard let id = MessageID(text: word) else {
        token = word
        continue
      }
      if random.chance(weather.partial) {
        lines.append(random.chance(50) ? "\(id)=later" : "\(id)=refused")
        continue
      }
      take(id, by: provider, now)
      if let token { tokens[token, default: []].append(id) }
      if !random.chance(weather.partial / 4) { lines.append("\(id)=ok") }
    }
    if random.chance(weather.lostAfter) {
      return Outcome(.failure(HTTPFailure(.noAnswer, reason: "lost")), after: random.milliseconds(1...30_000))
    }
    if random.chance(weather.serverError) { return respond(status: 500) }
    var outcome = respond(lines.joined(separator: " "))
    if random.chance(weather.slow) { outcome.delay = random.milliseconds(500...30_000) }
    return outcome
  }

  private mutating func take(_ id: MessageID, by provider: String, _ now: Timestamp) {
    if let fate = fates[provider], taken[id]?.provider != provider {
      taken[id] = Taken(provider: provider, times: 1, at: now, ends: (fate.state, now + fate.after))
      handedTo[id, default: []].append(provider)
      return
    }
    if var known = taken[id] {
      known.times += 1
      taken[id] = known
      handedTwice.append(id)
      return
    }
    var entry = Taken(provider: provider, times: 1, at: now, ends: nil)
    switch random.below(10) {
    case 0: break
    case 1: entry.ends = (.undeliverable, now + random.milliseconds(0...100_000))
    case 2: entry.ends = (.delivered, now + random.milliseconds(60_000...900_000))
    default: entry.ends = (.delivered, now + random.milliseconds(0...5_000))
    }
    taken[id] = entry
  }

  private mutating func settle(_ words: [String]) -> Outcome {
    let known: Set<MessageID>? = words.first.flatMap { tokens[$0] }.map(Set.init)
    let lines = words.compactMap { MessageID(text: $0) }.map { id in
      let has = known?.contains(id) ?? (taken[id] != nil)
      return "\(id)=\(has ? "ok" : "no")"
    }
    return respond(lines.joined(separator: " "))
  }

  private mutating func unread(_ provider: String) -> Outcome {
    let lines = (inbox[provider] ?? []).filter { !$0.isMarked }.prefix(10).map { "\($0.id)=\($0.to)" }
    return respond(lines.joined(separator: " "))
  }

  private mutating func mark(_ ids: [String], at provider: String) -> Outcome {
    let ids = Set(ids)
    for index in (inbox[provider] ?? []).indices where ids.contains(inbox[provider]?[index].id ?? "") {
      inbox[provider]?[index].isMarked = true
    }
    justMarked += ids.sorted()
    let weather = weather[provider] ?? Weather()
    if random.chance(weather.lostAfter) { return Outcome(.failure(HTTPFailure(.noAnswer, reason: "lost"))) }
    return respond("done")
  }

  private mutating func status(_ words: [String], _ now: Timestamp) -> Outcome {
    let lines = words.compactMap { MessageID(text: $0) }.compactMap { id -> String? in
      guard let entry = taken[id] else { return nil }
      guard let ends = entry.ends, ends.at <= now else { return "\(id)=\(MessageState.enroute.rawValue)" }
      return "\(id)=\(ends.state.rawValue)"
    }
    return respond(lines.joined(separator: " "))
  }
}
