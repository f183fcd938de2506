import HTTP
import Messages
import Providers
import Testing

struct SMSCFaultTests {
  let provider = SMSCProvider(
    name: "smsc", settings: SMSCSettings(url: "http://h", login: "alex", password: "123"))

  func report(_ batch: [Message], _ answer: Exchanged) -> SendReport? {
    Walk(provider.send(batch, note: "own", context: Sample.context)) { _ in answer }.outcome
  }

  @Test(
    arguments: [
      (1, SMSByFaultTests.Fate.refused, LaneAdvice.carryOn), (2, .retry, .stop(reason: "words")),
      (3, .retry, .noMoney(reason: "words")), (4, .retry, .hold(.seconds(60), reason: "words")),
      (5, .refused, .carryOn), (6, .refused, .carryOn), (7, .refused, .carryOn), (8, .refused, .carryOn),
      (9, .retry, .slowDown(.seconds(2))), (10, .unknown, .carryOn), (-1, .unknown, .carryOn),
    ] as [(Int, SMSByFaultTests.Fate, LaneAdvice)])
  func everyErrorHasItsMeaning(code: Int, fate: SMSByFaultTests.Fate, lane: LaneAdvice) {
    let answer = ok("{\"error\":\"words\",\"error_code\":\(code),\"id\":1}")
    let message = Sample.message()
    let lone = report([message], answer)
    #expect(SMSByFaultTests.Fate(lone?.outcomes[message.id]) == fate)
    #expect(lone?.lane == lane)
    let batch = Sample.messages(3)
    let many = report(batch, answer)
    for message in batch { #expect(SMSByFaultTests.Fate(many?.outcomes[message.id]) == fate) }
  }

  @Test(
    arguments: [
      (7, MessageState.undeliverable), (8, .undeliverable), (6, .rejected), (1, .rejected), (5, .rejected),
    ] as [(Int, MessageState)])
  func aRefusalHasItsState(code: Int, state: MessageState) {
    let message = Sample.message()
    let answer = ok("{\"error\":\"words\",\"error_code\":\"\(code)\"}")
    #expect(
      report([message], answer)?.outcomes[message.id]
        == .refused(state, ProviderError(code: code, words: "words")))
  }

  @Test(
    arguments: [
      (notSent, SMSByFaultTests.Fate.retry), (noAnswer, .unknown), (ok("", status: 500), .unknown),
      (ok("", status: 503), .retry), (ok("", status: 429), .retry), (ok("", status: 401), .retry),
      (ok("", status: 404), .retry), (ok(""), .unknown), (ok("<html>"), .unknown), (ok("{\"id\":1"), .unknown),
      (ok("{}"), .unknown), (ok("[]"), .unknown), (ok("null"), .unknown), (ok(#"{"id":null}"#), .unknown),
      (ok("", status: 400), .refused), (ok(#"{"error":"?"}"#), .unknown),
    ] as [(Exchanged, SMSByFaultTests.Fate)])
  func aFaultMeansTheSameForOneAndForMany(answer: Exchanged, fate: SMSByFaultTests.Fate) {
    for batch in [Sample.messages(1), Sample.messages(3)] {
      let outcomes = report(batch, answer)?.outcomes ?? [:]
      #expect(outcomes.count == batch.count)
      for message in batch { #expect(SMSByFaultTests.Fate(outcomes[message.id]) == fate) }
    }
  }

  @Test func anErrorInPlainTextMeansTheSame() {
    let message = Sample.message()
    let wrongLogin = report([message], ok("ERROR = 2 (authorise error)"))
    #expect(wrongLogin?.lane == .stop(reason: "ERROR = 2 (authorise error)"))
    #expect(SMSByFaultTests.Fate(wrongLogin?.outcomes[message.id]) == .retry)
    #expect(SMSByFaultTests.Fate(report([message], ok("ERROR = x"))?.outcomes[message.id]) == .unknown)
    #expect(SMSByFaultTests.Fate(report([message], ok("ERROR = 7 (invalid number)"))?.outcomes[message.id]) == .refused)
  }

  @Test func oneBadNumberOfManyIsFoundAndTheOthersAreSent() {
    let batch = Sample.messages(64)
    let bad = batch[63]
    let walk = Walk(provider.send(batch, note: "own", context: Sample.context)) { request in
      String(decoding: request.body, as: UTF8.self).contains(bad.recipient.digits)
        ? ok(#"{"error":"invalid number","error_code":7,"id":1}"#) : ok(#"{"id":"own","cnt":1}"#)
    }
    #expect(walk.requests.count == 13)
    for message in batch {
      #expect(SMSByFaultTests.Fate(walk.outcome?.outcomes[message.id]) == (message.id == bad.id ? .refused : .accepted))
    }
  }

  @Test func aRowForANumberMayRefuseItAlone() {
    let batch = Sample.messages(2)
    let answer = ok(
      #"{"id":"own","cnt":1,"cost":"1.40","phones":[{"phone":"375290000000","error":"0","cost":"0.70"},{"phone":"375290000001","error":"7"}]}"#
    )
    let report = report(batch, answer)
    #expect(report?.outcomes[batch[0].id] == .accepted(ProviderReference(message: "own", cost: "0.70")))
    #expect(
      report?.outcomes[batch[1].id] == .refused(.undeliverable, ProviderError(code: 7, words: "error 7")))
  }

  // MARK: Settling

  @Test func whatIsNotFoundWasNotSent() {
    let batch = Sample.messages(21)
    #expect(provider.settlesByMassQuestion(batch))
    let walk = Walk(
      provider.settle(batch, note: "own", context: Sample.context),
      [
        ok(
          #"[{"id":"own","phone":"375290000000","status":1},{"id":"own","phone":375290000001,"status":"-3"},{"id":"own","phone":"375290000002","status":-1},{"id":"own","phone":"375290000003"}]"#
        )
      ])
    #expect(walk.requests[0].fields["phone"]?.hasPrefix("375290000000,375290000001,375290000002,375290000003,") == true)
    #expect(walk.requests[0].fields["id"]?.hasPrefix("own,own,own,own,") == true)
    let own = ProviderReference(message: "own")
    #expect(
      walk.outcome == SettleReport(sent: [batch[0].id: own, batch[2].id: own], notSent: [batch[1].id]))
  }

  @Test func aFewAreSettledOneByOne() {
    let batch = Sample.messages(3)
    #expect(!provider.settlesByMassQuestion(batch))
    let walk = Walk(
      provider.settle(batch, note: "own", context: Sample.context),
      [ok(#"{"status":1}"#), ok(#"{"status":-3}"#), noAnswer])
    #expect(walk.requests.map { $0.fields["phone"] } == ["375290000000", "375290000001", "375290000002"])
    let own = ProviderReference(message: "own")
    #expect(walk.outcome == SettleReport(sent: [batch[0].id: own], notSent: [batch[1].id]))
  }

  @Test func aLoneMessageIsSettledByAnAnswerWithoutNames() {
    let message = Sample.message()
    let step = provider.settle([message], note: "own", context: Sample.context)
    #expect(Walk(step, [ok(#"{"status":-3,"err":0}"#)]).outcome == SettleReport(notSent: [message.id]))
    #expect(
      Walk(step, [ok(#"{"status":0}"#)]).outcome
        == SettleReport(sent: [message.id: ProviderReference(message: "own")]))
  }

  @Test(arguments: [
    noAnswer, notSent, ok("", status: 500), ok("<html>"), ok(#"{"error":"wait","error_code":9}"#), ok("[]"),
    ok("null"), ok("[1,2,3]"),
  ])
  func whenTheQuestionFailsNothingIsDecided(answer: Exchanged) {
    for batch in [Sample.messages(1), Sample.messages(2)] {
      let walk = Walk(provider.settle(batch, note: "own", context: Sample.context), [answer])
      #expect(walk.outcome == SettleReport())
    }
  }
}
