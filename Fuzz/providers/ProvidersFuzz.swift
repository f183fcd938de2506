import HTTP
import Messages
import Providers

/// A fuzz target for what providers answer: the first octet chooses the adapter, the second the question, the third the
/// status of the answers, the rest is the body of each. Whatever comes, each chain of calls ends, each message has an
/// outcome, and a callback is read or refused.
private func fuzz(_ input: UnsafeBufferPointer<UInt8>) {
  precondition(adapters.count == ProviderCatalogue.kinds.count, "an adapter could not be made")
  guard input.count >= 3 else { return }
  let provider = adapters[Int(input[0]) % adapters.count]
  let statuses = [200, 201, 400, 401, 403, 404, 422, 429, 500, 503]
  let answer = Answer(status: statuses[Int(input[2]) % statuses.count], body: Array(input.dropFirst(3)))
  ask(provider, Int(input[1]), answer)
}

private struct Answer {
  var status: Int
  var body: [UInt8]
}

private func ask(_ provider: any Provider, _ question: Int, _ answer: Answer) {
  switch question % 7 {
  case 0, 1:
    let batch = messages(question % 2 == 0 ? 1 : 3)
    let note = provider.note(for: batch, call: "c")
    guard let report = walk(provider.send(batch, note: note, context: context), answer) else { return }
    precondition(Set(report.outcomes.keys).isSubset(of: Set(batch.map(\.id))), "an outcome of nobody's message")
  case 2:
    let batch = messages(2)
    guard let step = provider.settle(batch, note: provider.note(for: batch, call: "c"), context: context),
      let report = walk(step, answer)
    else { return }
    precondition(report.notSent.isDisjoint(with: Set(report.sent.keys)), "sent and not sent")
  case 3: if let step = provider.incoming(cursor: nil, context: context) { _ = walk(step, answer) }
  case 4: if let step = provider.authorize(context: context) { _ = walk(step, answer) }
  case 5: if let step = provider.ask("balance", arguments: [:], context: context) { _ = walk(step, answer) }
  default: _ = provider.callback(HTTPRequest(.post, "/callback", body: answer.body), now: context.now)
  }
}

/// The end of a chain; nil when it goes on for ever, as the engine would find out too.
private func walk<Outcome: Sendable>(_ first: ProviderStep<Outcome>, _ answer: Answer) -> Outcome? {
  var step = first
  for _ in 0..<200 {
    switch step {
    case .done(let outcome): return outcome
    case .call(_, _, let then):
      step = then(.success(HTTPResponse(status: answer.status, body: answer.body)), context.now)
    }
  }
  return nil
}

private let context = ProviderContext(now: Timestamp(milliseconds: 1_700_000_000_000), credential: "token")

private let adapters: [any Provider] = ProviderCatalogue.kinds.compactMap { kind in
  var settings = ProviderSettings(name: kind)
  settings.url = "http://provider.invalid"
  settings.token = "token"
  settings.login = "login"
  settings.password = "password"
  settings.apiKey = "key"
  return try? ProviderCatalogue.make(kind: kind, settings: settings)
}

private func messages(_ count: Int) -> [Message] {
  (0..<count).map { index in
    let id = 100_000_000_000_000_000 + UInt64(index)
    return Message(
      id: MessageID(rawValue: id), account: "shop", origin: .operatorConsole,
      recipient: PhoneNumber(trusted: "37529000000\(index)"), sender: "SHOP", text: "x", acceptedAt: context.now,
      validUntil: context.now + .seconds(3_600), parts: [Part(clientID: String(id), receipt: [])],
      lanes: [LaneName(provider: "p", channel: .sms)])
  }
}

/// What libFuzzer calls with each input.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzOneInput(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  fuzz(UnsafeBufferPointer(start: start, count: count))
  return 0
}
