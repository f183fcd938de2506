import HTTP
import Messages
import Providers
import Testing

struct SMSByFaultTests {
  let provider = Sample.smsby()

  func report(_ batch: [Message], _ provider: SMSByProvider? = nil, _ answers: Exchanged...) -> SendReport? {
    let provider = provider ?? self.provider
    return Walk(
      provider.send(batch, note: provider.note(for: batch, call: "c1"), context: Sample.context), answers
    ).outcome
  }

  /// What may be done with each message after a fault.
  enum Fate: Equatable {
    case accepted
    case refused
    case retry
    case unknown

    init(_ outcome: SendOutcome?) {
      switch outcome {
      case .accepted: self = .accepted
      case .refused: self = .refused
      case .retryLater: self = .retry
      case .unknown, nil: self = .unknown
      }
    }
  }

  @Test(
    arguments: [
      (notSent, Fate.retry), (noAnswer, .unknown), (ok("", status: 500), .unknown), (ok("", status: 502), .unknown),
      (ok("", status: 503), .retry), (ok("", status: 429), .retry), (ok("", status: 401), .retry),
      (ok("", status: 402), .retry), (ok("", status: 403), .retry), (ok("", status: 404), .retry),
      (ok(""), .unknown), (ok("<html></html>"), .unknown), (ok("{\"uuid\":\"cc"), .unknown), (ok("{}"), .unknown),
      (ok("[]"), .unknown), (ok("null"), .unknown), (ok(#"{"uuid":null,"sms_id":null}"#), .unknown),
      (ok(#"{"error":"undefined error"}"#), .unknown), (ok(#"{"error":"Not enough money"}"#), .retry),
      (ok(#"{"error":"Invalid token"}"#), .retry), (ok(#"{"error":"Request limit exceeded"}"#), .retry),
      (ok(#"{"error":"Wrong alphaname"}"#), .refused), (ok(#"{"error":"bad phone"}"#, status: 400), .refused),
      (ok("<html>", status: 400), .refused), (ok(#"{"status":"ERROR","error":"bad"}"#), .refused),
    ] as [(Exchanged, Fate)])
  func aFaultMeansTheSameForOneAndForMany(answer: Exchanged, fate: Fate) {
    let lone = Sample.message()
    #expect(Fate(report([lone], nil, answer)?.outcomes[lone.id]) == fate)
    let batch = Sample.messages(4)
    let many = Walk(provider.send(batch, note: "bulk:c", context: Sample.context)) { _ in answer }.outcome
    #expect(many?.outcomes.count == 4)
    for message in batch { #expect(Fate(many?.outcomes[message.id]) == fate) }
  }

  @Test(
    arguments: [
      (ok("", status: 429, headers: ["Retry-After": "9"]), LaneAdvice.slowDown(.seconds(9))),
      (ok("", status: 401), .stop(reason: "HTTP 401")),
      (ok(#"{"error":"Invalid token"}"#), .stop(reason: "Invalid token")),
      (ok("", status: 402), .noMoney(reason: "HTTP 402")),
      (ok(#"{"error":"Insufficient funds"}"#, status: 400), .noMoney(reason: "Insufficient funds")),
      (ok("", status: 404), .hold(.seconds(60), reason: "HTTP 404")), (noAnswer, .carryOn),
    ] as [(Exchanged, LaneAdvice)])
  func aFaultAdvisesTheLane(answer: Exchanged, lane: LaneAdvice) {
    #expect(report([Sample.message()], nil, answer)?.lane == lane)
  }

  @Test func oneBadMessageOfManyIsFoundAndTheOthersAreSent() {
    let batch = Sample.messages(100)
    let bad = batch[37]
    let walk = Walk(provider.send(batch, note: "bulk:c", context: Sample.context)) { request in
      String(decoding: request.body, as: UTF8.self).contains(bad.recipient.digits)
        ? ok(#"{"error":"wrong phone"}"#, status: 400) : ok(#"{"uuid":"u","sms_id":1,"success":"OK"}"#)
    }
    #expect(walk.requests.count <= 16)
    for message in batch {
      #expect(Fate(walk.outcome?.outcomes[message.id]) == (message.id == bad.id ? .refused : .accepted))
    }
    let names = walk.requests.flatMap { JSON($0.body)?["messages"]?.elements.compactMap { $0["name"]?.text } ?? [] }
    #expect(Set(names).count == names.count)
  }

  // MARK: Settling

  @Test func aLostBulkCallIsSettledByTheNamesOfItsMailings() {
    let batch = Sample.messages(3)
    let walk = Walk(
      provider.settle(batch, note: "bulk:c1", context: Sample.context),
      [
        ok(
          #"{"status":"success","data":[{"id":1,"name":"other-1"},{"id":2,"name":"c1-1","count_phones":1},{"id":3,"name":"c1a-1","count_phones":"1"},{"id":4,"name":"c10-1"}]}"#
        ),
        ok(#"{"result":[{"phone":375290000000,"status":"sent"}]}"#),
        ok(#"{"result":[{"phone":"375290000002","status":"sent"}]}"#),
      ])
    #expect(
      walk.requests.map(\.golden) == [
        "GET http://h/api/v1/getSMSMessages?token=t&type=API",
        "GET http://h/api/v1/getSmsDeliveryList?token=t&message_id=2",
        "GET http://h/api/v1/getSmsDeliveryList?token=t&message_id=3",
      ])
    #expect(
      walk.outcome
        == SettleReport(
          sent: [
            batch[0].id: ProviderReference(batch: "mailing/2"), batch[2].id: ProviderReference(batch: "mailing/3"),
          ], notSent: [batch[1].id]))
  }

  @Test func whileADeliveryListIsBeingFilledAMissingPhoneIsUndecided() {
    let batch = Sample.messages(2)
    for mailing in [#"{"id":2,"name":"c1-1","count_phones":2}"#, #"{"id":2,"name":"c1-1"}"#] {
      let walk = Walk(
        provider.settle(batch, note: "bulk:c1", context: Sample.context),
        [ok("{\"data\":[\(mailing)]}"), ok(#"{"result":[{"phone":375290000000}]}"#)])
      #expect(walk.outcome == SettleReport(sent: [batch[0].id: ProviderReference(batch: "mailing/2")]))
    }
  }

  @Test func aBulkCallThatIsNotListedWasNotTaken() {
    let batch = Sample.messages(2)
    let walk = Walk(
      provider.settle(batch, note: "bulk:c1", context: Sample.context), [ok(#"{"status":"success","data":[]}"#)])
    #expect(walk.outcome == SettleReport(notSent: Set(batch.map(\.id))))
  }

  @Test(arguments: [noAnswer, notSent, ok("", status: 500), ok("<html>"), ok(#"{"error":"x"}"#), ok("", status: 429)])
  func whenTheQuestionFailsNothingIsDecided(answer: Exchanged) {
    let batch = Sample.messages(2)
    for note in ["bulk:c1", "prepared:3:0", "confirm:5", "confirm-viber:5"] {
      let walk = Walk(provider.settle(batch, note: note, context: Sample.context)) { _ in answer }
      #expect(walk.outcome == SettleReport())
    }
    let list = ok(#"{"data":[{"id":1,"name":"c1-1"}]}"#)
    #expect(
      Walk(provider.settle(batch, note: "bulk:c1", context: Sample.context), [list, answer]).outcome == SettleReport())
  }

  @Test func aQuickCallCannotBeSettled() {
    let message = Sample.message()
    #expect(isNone(provider.settle([message], note: provider.note(for: [message], call: "c"), context: Sample.context)))
    #expect(isNone(provider.settle([message], note: "", context: Sample.context)))
    #expect(isNone(provider.settle([message], note: "prepared:x", context: Sample.context)))
  }

  @Test func aConfirmedListIsSentOnceAnybodyStandsInIt() {
    let message = Sample.message(providerList: "17")
    let some = Walk(
      provider.settle([message], note: "confirm:5", context: Sample.context), [ok(#"{"result":[{"phone":1}]}"#)])
    #expect(some.outcome == SettleReport(sent: [message.id: ProviderReference(batch: "list/5")]))
    let none = Walk(provider.settle([message], note: "confirm:5", context: Sample.context), [ok(#"{"result":[]}"#)])
    #expect(none.outcome == SettleReport())
  }

  @Test func aTextThatCouldNotBePreparedMayBeTriedAgain() {
    let checkable = Sample.smsby { $0.isCheckable = true }
    let message = Sample.message()
    for answer in [noAnswer, ok("", status: 500), ok("<html>"), ok("{}")] {
      #expect(Fate(report([message], checkable, answer)?.outcomes[message.id]) == .retry)
    }
    let created = ok(#"{"message_id":3}"#)
    #expect(Fate(report([message], checkable, created, noAnswer)?.outcomes[message.id]) == .unknown)
    #expect(Fate(report([message], checkable, created, notSent)?.outcomes[message.id]) == .retry)
  }
}
