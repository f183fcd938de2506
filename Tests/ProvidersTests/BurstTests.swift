import HTTP
import Messages
import Providers
import Testing

/// Ten thousand messages that wait together become a few dozen calls, at every provider.
struct BurstTests {
  private static func provider(_ kind: String) throws -> any Provider {
    var settings = ProviderSettings(name: "p")
    settings.token = "t"
    settings.login = "alex"
    settings.password = "123"
    if kind == "bsg" { settings.apiKey = "k" }
    if kind == "sms.by" { settings.senders = ["*": "0"] }
    return try ProviderCatalogue.make(kind: kind, settings: settings)
  }

  private static func answer(_ request: HTTPRequest) -> Exchanged {
    if request.target.contains("sendBulk") { return ok(#"{"uuid":"u","success":"OK"}"#) }
    if request.target.contains("send.php") { return ok(#"{"id":"own","cnt":1}"#) }
    return ok(#"{"data":{"id":7,"name":"c","status":"done"}}"#)
  }

  @Test(arguments: ["sms.by", "smsc", "bsg"], [true, false])
  func tenThousandMessagesNeedAFewDozenCalls(kind: String, areAlike: Bool) throws {
    let provider = try Self.provider(kind)
    var waiting = Sample.messages(10_000, text: { areAlike ? "one text" : "text \($0)" })[...]
    var calls = 0
    var accepted = 0
    var number = 0
    while !waiting.isEmpty {
      // What the engine holds of one lane and offers at a time.
      let offered = waiting.prefix(provider.offer(for: .sms)?.batch ?? 1)
      let batch = Array(offered.prefix(max(1, provider.take(from: offered))))
      waiting = waiting.dropFirst(batch.count)
      number += 1
      let context = ProviderContext(now: Sample.now, credential: "token")
      let walk = Walk(
        provider.send(batch, note: provider.note(for: batch, call: "\(number)"), context: context),
        answer: { Self.answer($0) })
      calls += walk.requests.count
      for case .accepted? in batch.map({ walk.outcome?.outcomes[$0.id] }) { accepted += 1 }
    }
    #expect(accepted == 10_000)
    #expect(calls <= 24, "\(kind) needs \(calls) calls")
  }
}
