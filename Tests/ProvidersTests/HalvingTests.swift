import HTTP
import Messages
import Providers
import Testing

/// Calls that a provider refuses as a whole, for whatever many of their messages are.
struct HalvingTests {
  static let kinds: [any Provider] = [
    Sample.smsby(),
    SMSCProvider(name: "smsc", settings: SMSCSettings(url: "http://h", login: "alex", password: "123")),
  ]

  private static let refusal = ok(#"{"error":"wrong phone","error_code":7}"#)
  private static let kind = ok(#"{"uuid":"u","sms_id":5,"id":"own","cnt":1}"#)

  /// The runs of digits in a request: its phones are among them.
  private static func numbers(in request: HTTPRequest) -> Set<String> {
    let isDigit = { (byte: UInt8) in (0x30...0x39).contains(byte) }
    let runs = (Array(request.target.utf8) + [0x20] + request.body).split { !isDigit($0) }
    return Set(runs.map { String(decoding: $0, as: UTF8.self) })
  }

  /// Sends the batch, and what is held back again, as the dispatcher does; how many rounds it took.
  private func rounds(_ batch: [Message], at provider: any Provider, isBad: (Message) -> Bool) -> Int? {
    var waiting = batch
    var ends: [MessageID: Bool] = [:]
    let bad = Set(batch.filter(isBad).map(\.recipient.digits))
    for round in 1...batch.count {
      let note = provider.note(for: waiting, call: "c\(round)")
      let walk = Walk(provider.send(waiting, note: note, context: Sample.context)) { request in
        Self.numbers(in: request).isDisjoint(with: bad) ? Self.kind : Self.refusal
      }
      #expect(walk.requests.count <= 40)
      let outcomes = walk.outcome?.outcomes ?? [:]
      #expect(outcomes.count == waiting.count)
      for (id, outcome) in outcomes {
        switch outcome {
        case .accepted: ends[id] = true
        case .refused: ends[id] = false
        case .retryLater: break
        case .unknown: Issue.record("\(id) is left undecided")
        }
      }
      let before = waiting.count
      waiting.removeAll { ends[$0.id] != nil }
      #expect(waiting.count < before, "a round without progress")
      if waiting.isEmpty {
        for message in batch { #expect(ends[message.id] == !isBad(message)) }
        return round
      }
    }
    return nil
  }

  @Test(arguments: kinds.indices)
  func aBatchOfWhichAllAreBadEndsInRoundsOfAFewCalls(kind: Int) {
    #expect(rounds(Sample.messages(60), at: Self.kinds[kind]) { _ in true } != nil)
  }

  @Test(arguments: kinds.indices)
  func everyTenthIsFoundAndTheOthersAreSent(kind: Int) {
    #expect(rounds(Sample.messages(80), at: Self.kinds[kind]) { $0.id.rawValue % 10 == 0 } != nil)
  }

  @Test func aLargestBatchComesDownToOneMessageInOneChain() throws {
    let batch = Sample.messages(2_048)
    let provider = Sample.smsby { $0.batch = 2_048 }
    let walk = Walk(provider.send(batch, note: "bulk:c", context: Sample.context)) { _ in Self.refusal }
    #expect(walk.requests.count == 40)
    let outcomes = try #require(walk.outcome).outcomes
    #expect(outcomes.values.contains { if case .refused = $0 { true } else { false } })
    #expect(outcomes.count == batch.count)
  }

  @Test func noMoreMailingsGoInACallThanASettlementLooksInto() {
    let provider = Sample.smsby()
    let same = (0..<150).map { Sample.message(UInt64($0) + 1, to: "375291234567", "text \($0)") }
    #expect(provider.take(from: same[..<100]) == 100)
    #expect(provider.take(from: same[...]) == 100)
    let note = provider.note(for: Array(same[..<100]), call: "c")
    let walk = Walk(provider.settle(Array(same[..<100]), note: note, context: Sample.context)) { request in
      let rows = (1...100).map { "{\"id\":\($0),\"name\":\"c-\($0)\",\"count_phones\":1}" }.joined(separator: ",")
      return request.target.contains("getSMSMessages")
        ? ok("{\"data\":[\(rows)]}") : ok(#"{"result":[{"phone":375291234567,"status":"sent"}]}"#)
    }
    #expect(walk.outcome?.sent.count == 100)
    #expect(walk.outcome?.notSent.isEmpty == true)
  }

  @Test func moreMailingsThanAreLookedIntoLeaveWhatIsMissingUndecided() {
    let batch = Sample.messages(2)
    let rows = (1...181).map { "{\"id\":\($0),\"name\":\"c-\($0)\",\"count_phones\":1}" }.joined(separator: ",")
    let walk = Walk(Sample.smsby().settle(batch, note: "bulk:c", context: Sample.context)) { request in
      request.target.contains("getSMSMessages")
        ? ok("{\"data\":[\(rows)]}") : ok(#"{"result":[{"phone":375299999999,"status":"sent"}]}"#)
    }
    #expect(walk.outcome == SettleReport())
  }
}
