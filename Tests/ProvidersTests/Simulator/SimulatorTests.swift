import HTTP
import Messages
import Providers
import Testing

struct SimulatorTests {
  let provider = SimulatorProvider(name: "sim")
  var service = SimulatedService()

  /// Carries a chain to the service and back, in no time.
  mutating func walk<Outcome>(_ step: ProviderStep<Outcome>?, at now: Timestamp = Sample.now) -> Outcome? {
    let outcome = Walk(step) { request in
      switch service.answer(request, now: now) {
      case .respond(let response, _): .success(response)
      case .dropBefore, .dropAfter, .hang: noAnswer
      case .refuseConnection: notSent
      }
    }
    return outcome.outcome
  }

  mutating func send(_ batch: [Message]) -> [MessageID: SendOutcome] {
    walk(provider.send(batch, note: "n", context: Sample.context))?.outcomes ?? [:]
  }

  mutating func states(_ batch: [Message], after delay: Duration) -> [MessageID: MessageState] {
    let tracked = batch.map { Sample.tracked($0, ProviderReference(message: $0.id.description)) }
    let answer = walk(provider.status(of: tracked, context: Sample.context), at: Sample.now + delay)
    return Dictionary((answer?.reports ?? []).map { ($0.id, $0.state) }, uniquingKeysWith: { a, _ in a })
  }

  @Test mutating func aThousandMessagesGoInOneCallAndAreDeliveredAfterTheDelay() {
    let batch = Sample.messages(1_000)
    #expect(provider.take(from: batch[...]) == 1_000)
    let outcomes = send(batch)
    #expect(outcomes.count == 1_000)
    #expect(outcomes.values.allSatisfy { if case .accepted = $0 { true } else { false } })
    #expect(service.taken == 1_000)
    #expect(service.requests == 1)
    #expect(states(batch, after: .milliseconds(199)).values.allSatisfy { $0 == .enroute })
    #expect(states(batch, after: .milliseconds(200)).values.allSatisfy { $0 == .delivered })
  }

  @Test mutating func whatWasTakenBeforeARestartEndsAsItsNumberSays() {
    let batch = [
      Sample.message(to: number(.delivered)), Sample.message(100_000_000_000_000_002, to: number(.undeliverable)),
    ]
    _ = send(batch)
    service = SimulatedService()
    #expect(Set(states(batch, after: .seconds(1)).values) == [.enroute], "their time runs anew")
    let states = states(batch, after: .milliseconds(1_200))
    #expect(states == [batch[0].id: .delivered, batch[1].id: .undeliverable])
    #expect(service.taken == 0)
  }

  @Test mutating func oneMessageMoreThanTheCallHoldsIsRefusedWhole() {
    let outcomes = send(Sample.messages(1_001))
    #expect(service.taken == 0)
    #expect(outcomes.values.allSatisfy { if case .refused = $0 { true } else { false } })
  }

  @Test(
    arguments: [
      (SimulatedRule.deliveredAtOnce, MessageState.delivered), (.undeliverable, .undeliverable), (.expired, .expired),
      (.staysEnroute, .enroute), (.unknownWord, .delivered), (.replies, .delivered), (.deleted, .deleted),
      (.delivered, .delivered), (.slowAnswer, .delivered),
    ] as [(SimulatedRule, MessageState)])
  mutating func aNumberDecidesItsEnd(rule: SimulatedRule, state: MessageState) {
    let message = Sample.message(to: number(rule))
    #expect(send([message]) == [message.id: .accepted(ProviderReference(message: message.id.description))])
    #expect(states([message], after: .seconds(1)) == [message.id: state])
  }

  @Test mutating func anUnknownWordEndsNothing() {
    let message = Sample.message(to: number(.unknownWord))
    _ = send([message])
    #expect(states([message], after: .zero) == [message.id: .enroute])
  }

  @Test mutating func aRefusalNamesItsCodeAndSparesTheOthers() {
    let bad = Sample.message(1, to: number(.rejectedAtSend))
    let good = Sample.message(2)
    #expect(
      send([bad, good]) == [
        bad.id: .refused(.rejected, ProviderError(code: 8, words: "cannot be delivered")),
        good.id: .accepted(ProviderReference(message: "2")),
      ])
  }

  @Test(arguments: [
    SimulatedRule.answerLost, .hang, .serverErrorAfter, .htmlAnswer, .cutAnswer,
  ])
  mutating func whatWasTakenWithoutAnAnswerIsUnknownAndSettlesAsSent(rule: SimulatedRule) {
    let message = Sample.message(to: number(rule))
    guard case .unknown = send([message])[message.id] else { return #expect(Bool(false), "not ambiguous") }
    let settled = walk(provider.settle([message], note: "n", context: Sample.context))
    #expect(settled == SettleReport(sent: [message.id: ProviderReference(message: message.id.description)]))
    #expect(service.sentTwice == 0)
  }

  @Test(arguments: [SimulatedRule.callLost, .serverError])
  mutating func whatWasNotTakenWithoutAnAnswerSettlesAsNotSentAndGoesThroughTheNextTime(rule: SimulatedRule) {
    let message = Sample.message(to: number(rule))
    guard case .unknown = send([message])[message.id] else { return #expect(Bool(false), "not ambiguous") }
    #expect(walk(provider.settle([message], note: "n", context: Sample.context))?.notSent == [message.id])
    #expect(send([message]) == [message.id: .accepted(ProviderReference(message: message.id.description))])
    #expect(service.taken == 1)
    #expect(service.sentTwice == 0)
  }

  @Test(
    arguments: [
      (SimulatedRule.tooManyRequests, LaneAdvice.slowDown(.seconds(1))), (.unavailable, .slowDown(.seconds(1))),
      (.connectionRefused, .carryOn), (.noMoney, .noMoney(reason: "HTTP 402: no money")),
    ] as [(SimulatedRule, LaneAdvice)])
  mutating func whatWasCertainlyNotTakenMayBeSentAgain(rule: SimulatedRule, lane: LaneAdvice) {
    let message = Sample.message(to: number(rule))
    let report = walk(provider.send([message], note: "n", context: Sample.context))
    guard case .retryLater = report?.outcomes[message.id] else { return #expect(Bool(false), "not to be repeated") }
    #expect(report?.lane == lane)
    #expect(service.taken == 0)
    #expect(send([message]) == [message.id: .accepted(ProviderReference(message: message.id.description))])
  }

  @Test mutating func aMessageThatComesAgainIsCountedAsSentTwice() {
    let message = Sample.message()
    _ = send([message])
    _ = send([message])
    #expect(service.taken == 1)
    #expect(service.sentTwice == 1)
  }

  @Test mutating func cancelStopsWhatIsOnItsWayAndNothingElse() {
    let late = Sample.message(1, to: number(.deliveredLate))
    let done = Sample.message(2, to: number(.deliveredAtOnce))
    _ = send([late, done])
    let reference = ProviderReference()
    #expect(walk(provider.cancel(Sample.tracked(late, reference), context: Sample.context)) == true)
    #expect(walk(provider.cancel(Sample.tracked(done, reference), context: Sample.context)) == false)
    #expect(states([late, done], after: .seconds(9)) == [late.id: .deleted, done.id: .delivered])
  }

  @Test mutating func aReplyWaitsUntilItIsMarkedAsRead() {
    _ = send([Sample.message(to: number(.replies), from: "3755", "ping \"x\"")])
    let items = walk(provider.incoming(cursor: nil, context: Sample.context))?.items
    #expect(items?.map(\.text) == ["Re: ping \"x\""])
    #expect(items?.first?.to == "3755")
    #expect(walk(provider.incoming(cursor: nil, context: Sample.context))?.items == items)
    #expect(walk(provider.markRead(providerIDs: ["1"], context: Sample.context)) == true)
    #expect(walk(provider.incoming(cursor: nil, context: Sample.context))?.items == [])
  }

  @Test func memoryHoldsTheNewestUpToItsLimit() {
    var tests = self
    tests.service = SimulatedService(SimulatedService.Settings(memoryLimit: 10))
    let batch = Sample.messages(11)
    _ = tests.send(batch)
    #expect(tests.service.remembered == 10)
    let states = tests.states(batch, after: .seconds(1))
    #expect(states[batch[0].id] == nil)
    #expect(states[batch[10].id] == .delivered)
  }

  @Test func whatWasToldToTheEndIsForgottenOnceEnoughWasToldAfterIt() {
    var tests = self
    tests.service = SimulatedService(SimulatedService.Settings(toldLimit: 2))
    let batch = Sample.messages(3)
    _ = tests.send(batch)
    _ = tests.states([batch[0]], after: .seconds(1))
    #expect(tests.service.remembered == 3)
    _ = tests.states([batch[1], batch[2]], after: .seconds(1))
    #expect(tests.service.remembered == 2)
    #expect(tests.states([batch[0]], after: .seconds(1)) == [:])
  }

  @Test func aWrongTokenStopsTheLane() {
    var tests = self
    tests.service = SimulatedService(SimulatedService.Settings(token: "right"))
    let report = tests.walk(provider.send([Sample.message()], note: "n", context: Sample.context))
    #expect(report?.lane == .stop(reason: "HTTP 401: wrong token"))
  }

  @Test(arguments: ["", "{", "[]", "{\"messages\":7}", "{\"messages\":[{\"id\":0}]}", "{\"ids\":[null,{},[]]}"])
  mutating func oddBodiesAreAnsweredAndChangeNothing(body: String) {
    for path in ["send", "status", "cancel", "incoming", "read", "nowhere", ""] {
      let answer = service.answer(
        HTTPRequest(.post, "http://s/" + path, body: Array(body.utf8)), now: Sample.now)
      guard case .respond = answer else { return #expect(Bool(false), "no response") }
    }
    #expect(service.taken == 0)
  }

  @Test mutating func theBalanceIsAnInquiry() {
    #expect(
      walk(provider.ask("balance", arguments: [:], context: Sample.context)) == .rows([["balance": "1000.00"]]))
    #expect(provider.inquiries.map(\.name) == ["balance"])
  }

  @Test func ordinaryNumbersAreOrdinary() {
    #expect(SimulatedRule.rule(for: "375291230001") == .delivered)
    #expect(SimulatedRule.rule(for: "375291990001") == .undeliverable)
    #expect(SimulatedRule.rule(for: "990001") == .undeliverable)
    #expect(SimulatedRule.rule(for: "90001") == .delivered)
    #expect(SimulatedRule.rule(for: "3752919900x1") == .delivered)
    #expect(SimulatedRule.rule(for: "375291995555") == .delivered)
  }

  private func number(_ rule: SimulatedRule) -> String {
    let digits = String(rule.rawValue)
    return "37529199" + String(repeating: "0", count: 4 - digits.utf8.count) + digits
  }
}
