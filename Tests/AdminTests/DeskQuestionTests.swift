import Admin
import Delivery
import HTTP
import Messages
import Providers
import Store
import Telemetry
import Testing

/// Answers every call the same way.
private struct Canned: HTTPExchange {
  var result: Result<HTTPResponse, HTTPFailure>

  func perform(_ request: HTTPRequest, completion: @escaping @Sendable (Result<HTTPResponse, HTTPFailure>) -> Void) {
    completion(result)
  }
}

@Suite struct DeskQuestionTests {
  private func ask(_ provider: String, _ inquiry: String, _ result: Result<HTTPResponse, HTTPFailure>) async
    -> InquiryAnswer
  {
    let desk = ProviderDesk(
      providers: ProviderBox([SimulatorProvider(name: "sim")]), exchange: Canned(result: result), executor: QueueExecutor(),
      log: .silent)
    var sources = AdminSources(ledger: MemoryStore(), wallClock: { Desk.now }, storeWritable: { $0(true) })
    sources.ask(through: desk)
    let question = AdminViews.Question(provider: provider, inquiry: inquiry, arguments: [:])
    return await withCheckedContinuation { continuation in
      sources.ask(question) { continuation.resume(returning: $0) }
    }
  }

  private let balance = HTTPResponse(status: 200, body: Array(#"{"amount":"12.50"}"#.utf8))

  @Test func `a question goes through the desk to the provider`() async {
    #expect(await ask("sim", "balance", .success(balance)) == .rows([["amount": "12.50"]]))
  }

  @Test func `what has no answer says why`() async {
    #expect(await ask("sim", "weather", .success(balance)) == .failed("the provider cannot be asked that"))
    #expect(await ask("nobody", "balance", .success(balance)) == .failed("no such provider"))
    guard case .failed = await ask("sim", "balance", .failure(HTTPFailure(.notSent, reason: "nobody there"))) else {
      Issue.record("a call that reached nobody has no rows")
      return
    }
  }
}
