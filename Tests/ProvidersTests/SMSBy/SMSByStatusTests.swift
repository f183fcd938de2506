import HTTP
import Messages
import Providers
import Testing

struct SMSByStatusTests {
  let provider = Sample.smsby()

  func ask(_ messages: [TrackedReference], _ answers: Exchanged...) -> Walk<StatusAnswer> {
    Walk(provider.status(of: messages, context: Sample.context), answers)
  }

  func tracked(
    _ id: UInt64, _ phone: String, _ message: String?, _ batch: String?, _ channel: Channel = .sms
  ) -> TrackedReference {
    TrackedReference(
      id: MessageID(rawValue: id), channel: channel, reference: ProviderReference(message: message, batch: batch),
      recipient: PhoneNumber(trusted: phone))
  }

  static let bulk = #"""
    [{"message_id":1,"name":"c1-1","alphaname_id":1,"success":[
      {"delivery_id":1,"phone":"375291111111","status":"DELIVERED","status_time":"2024-10-16 22:52:42.497994"},
      {"delivery_id":2,"phone":375292222222,"status":"NEW","status_time":"2024-10-16 22:52:43.379779"}]},
     {"message_id":2,"name":"c1-2","alphaname_id":1,"success":[{"phone":"375291111111","status":"UNDELIVERED"}]},
     {"errors":["c1-3: Content url is not valid"]},{"errors":["c1-4: Optimal image size 800x800 px"]}]
    """#

  @Test func statusBulkSmsTellsOfEachPhoneOfEachMailing() {
    let walk = ask(
      [
        tracked(1, "375291111111", "c1-1", "u"), tracked(2, "375292222222", "c1-1", "u"),
        tracked(3, "375291111111", "c1-2", "u"), tracked(4, "375293333333", "c1-3", "u"),
        tracked(5, "375294444444", "c1-1", "u"),
      ], ok(Self.bulk))
    #expect(walk.requests.map(\.golden) == ["POST http://h/api/v1/statusBulkSms?token=t&uuid=u"])
    let reports = walk.outcome?.reports ?? []
    #expect(reports.map(\.id.rawValue) == [1, 2, 3, 4])
    #expect(reports.map(\.state) == [.delivered, .enroute, .undeliverable, .rejected])
    #expect(reports.first?.at == Timestamp(seconds: 1_729_108_362))
    #expect(reports.last?.error == ProviderError(words: "Content url is not valid"))
  }

  @Test func statusBulkViberIsAskedForViber() {
    let walk = ask([tracked(1, "375291111111", "c1-4", "u", .viber)], ok(Self.bulk))
    #expect(walk.requests.map(\.golden) == ["POST http://h/api/v1/statusBulkViber?token=t&uuid=u"])
    // The phone stands in two other mailings, so its own mailing's error counts.
    #expect(walk.outcome?.reports.map(\.state) == [.rejected])
  }

  @Test(
    arguments: [
      (#"{"sms_id":2637396,"sent":1616407661,"delivered":1616407673}"#, MessageState.delivered, 1_616_407_673),
      (#"{"sms_id":2637396,"sent":1616407661}"#, .enroute, 1_616_407_661),
      (#"{"sms_id":2637396,"sent":"1616407661","delivered":"0"}"#, .enroute, 1_616_407_661),
      (#"{"sms_id":1,"status":"UNDELIVERED","sent":1616407661,"delivered":null}"#, .undeliverable, 1_616_407_661),
    ] as [(String, MessageState, Int64)])
  func checkSMS(body: String, state: MessageState, at: Int64) {
    let walk = ask([tracked(1, "375291111111", "2637396", nil)], ok(body))
    #expect(walk.requests.map(\.golden) == ["GET http://h/api/v1/checkSMS?token=t&sms_id=2637396"])
    #expect(walk.outcome?.reports.map(\.state) == [state])
    #expect(walk.outcome?.reports.first?.at == Timestamp(seconds: at))
  }

  @Test func checkSMSThatTellsNothingEndsNothing() {
    #expect(ask([tracked(1, "375291111111", "5", nil)], ok(#"{"sms_id":5}"#)).outcome?.reports == [])
    #expect(ask([tracked(1, "375291111111", "5", nil)], ok(#"{"error":"not found"}"#)).outcome?.reports == [])
  }

  @Test func getViberDeliveryDataTellsOfALoneViberMessage() {
    let walk = ask(
      [tracked(1, "375293332211", "8484", "viber", .viber)],
      ok(#"{"status":"OK","result":{"phone":"375293332211","status":"READ","error_code":0}}"#))
    #expect(walk.requests.map(\.golden) == ["POST http://h/api/v2/getViberDeliveryData\ntoken=t&message_id=8484"])
    #expect(walk.outcome?.reports.map(\.state) == [.delivered])
    #expect(walk.outcome?.reports.first?.error == nil)
  }

  @Test func aFailedViberMessageKeepsItsCode() {
    let walk = ask(
      [tracked(1, "375293332211", "8484", "viber", .viber)],
      ok(#"{"status":"OK","result":{"status":"undelivered","error_code":"17"}}"#))
    #expect(walk.outcome?.reports.map(\.state) == [.undeliverable])
    #expect(walk.outcome?.reports.first?.error?.code == 17)
  }

  @Test func getSmsDeliveryListTellsOfASettledMessage() {
    let walk = ask(
      [tracked(1, "375293332211", nil, "mailing/3"), tracked(2, "375299999999", nil, "mailing/3")],
      ok(#"{"result":[{"phone":375293332211,"status":"delivered","d_sent":"2021-03-22 11:32:32"}]}"#))
    #expect(walk.requests.count == 1)
    #expect(walk.outcome?.reports.map(\.state) == [.delivered])
  }

  @Test(
    arguments: [
      (#"{"result":[{"phone":1,"status":"delivered"},{"phone":2,"status":"sent"}]}"#, MessageState.enroute),
      (#"{"result":[{"phone":1,"status":"delivered"},{"phone":2,"status":"undelivered"}]}"#, .delivered),
      (#"{"result":[{"phone":1,"status":"expired"}]}"#, .undeliverable),
    ] as [(String, MessageState)])
  func aListEndsWhenEverybodyOnItHasAnEnd(body: String, state: MessageState) {
    let walk = ask([tracked(1, "0", nil, "list/9")], ok(body))
    #expect(walk.outcome?.reports.map(\.state) == [state])
    let viber = ask([tracked(1, "0", nil, "viber-list/9", .viber)], ok(body))
    #expect(viber.requests.map(\.golden) == ["POST http://h/api/v2/getViberDeliveryList\ntoken=t&message_id=9"])
    #expect(viber.outcome?.reports.map(\.state) == [state])
  }

  @Test func anEmptyListIsNotThereYet() {
    #expect(ask([tracked(1, "0", nil, "list/9")], ok(#"{"result":[]}"#)).outcome?.reports == [])
  }

  @Test(
    arguments: [
      ("NEW", MessageState.enroute), ("moderated", .enroute), ("SENT", .enroute), ("sent", .enroute),
      ("DELIVERED", .delivered), ("delivered", .delivered), ("Delivered", .delivered), ("READ", .delivered),
      ("UNDELIVERED", .undeliverable), ("EXPIRED", .expired), ("REJECTED", .rejected), ("DELETED", .deleted),
      ("ПОЛУЧЕНО", .enroute), ("", .enroute), ("delivered ", .enroute),
    ] as [(String, MessageState)])
  func everyWordHasItsStateAndAnUnknownOneEndsNothing(word: String, state: MessageState) {
    let body = "[{\"name\":\"c\",\"success\":[{\"phone\":\"3752\",\"status\":\"\(word)\"}]}]"
    let walk = ask([tracked(1, "3752", "c", "u")], ok(body))
    #expect(walk.outcome?.reports.map(\.state) == [state])
    #expect(walk.outcome?.reports.first?.raw == word)
  }

  @Test func aQuestionTakesTheMessagesOfOneCallFromTheFront() {
    let due = [
      tracked(1, "1", "c-1", "u"), tracked(2, "2", "c-2", "u"), tracked(3, "3", "77", nil), tracked(4, "4", "78", nil),
    ]
    #expect(provider.takeForStatus(from: due[...]) == 2)
    #expect(provider.takeForStatus(from: due[2...]) == 1)
    #expect(provider.takeForStatus(from: []) == 0)
  }

  @Test func aMessageThatIsNotThereDoesNotHoldTheLane() {
    let walk = ask(
      [tracked(1, "1", "77", nil), tracked(2, "2", "78", nil)], ok("", status: 404), ok(#"{"delivered":1616407673}"#))
    #expect(walk.outcome?.lane == .carryOn)
    #expect(walk.outcome?.reports.map(\.state) == [.delivered])
  }

  @Test func severalCallsAreAskedOneAfterTheOther() {
    let walk = ask(
      [tracked(1, "1", "77", nil), tracked(2, "2", "78", nil)], ok(#"{"delivered":1616407673}"#),
      ok("", status: 429, headers: ["Retry-After": "7"]))
    #expect(walk.requests.count == 2)
    #expect(walk.outcome?.reports.count == 1)
    #expect(walk.outcome?.lane == .slowDown(.seconds(7)))
  }

  @Test(arguments: [
    "", "<html>", "[]", "{}", "null", "7", "[null,1,{\"success\":7}]", "[{\"success\":[null,{}]}]",
    "[{\"errors\":\"c1-1\"}]", "[{\"errors\":[7,null]}]", "{\"result\":{\"phone\":[]}}",
  ])
  func nonsenseReportsNothingAndEndsNothing(body: String) {
    for message in [
      tracked(1, "1", "c1-1", "u"), tracked(1, "1", "5", nil), tracked(1, "1", "5", "viber", .viber),
      tracked(1, "1", nil, "mailing/5"), tracked(1, "1", nil, "list/5"), tracked(1, "1", nil, nil),
    ] {
      let reports = ask([message], ok(body)).outcome?.reports ?? []
      #expect(reports.allSatisfy { !$0.state.isFinal })
    }
  }

  @Test(arguments: [
    #"{"uuid":"cc9c","result":[]}"#, #"{"result":{"uuid":"cc9c"}}"#, "uuid=cc9c&x=1",
  ])
  func aCallbackIsAHintToLookAtTheCall(body: String) {
    let answer = provider.callback(HTTPRequest(.post, "/callback/x", body: Array(body.utf8)), now: Sample.now)
    #expect(answer.look == [ProviderReference(batch: "cc9c")])
    #expect(answer.reports == [])
    #expect(answer.response.status == 200)
  }

  @Test func anUnreadableCallbackIsAnsweredAndForgotten() {
    let answer = provider.callback(HTTPRequest(.post, "/callback/x", body: Array("<a>".utf8)), now: Sample.now)
    #expect(answer == CallbackAnswer())
  }
}
