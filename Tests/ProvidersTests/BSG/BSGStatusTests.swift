import HTTP
import Messages
import Providers
import Testing

struct BSGStatusTests {
  let provider = Sample.bsg()

  func tracked(_ id: UInt64, _ batch: String?) -> TrackedReference {
    TrackedReference(
      id: MessageID(rawValue: id), channel: .sms, reference: ProviderReference(message: String(id), batch: batch),
      recipient: PhoneNumber(trusted: "375291234567"))
  }

  func ask(_ messages: [TrackedReference], _ answers: Exchanged...) -> Walk<StatusAnswer> {
    Walk(provider.status(of: messages, context: Sample.authorized), answers)
  }

  /// A page of rows with these references.
  func page(_ references: [UInt64], _ status: String = "delivered", campaign: Int = 7) -> Exchanged {
    let rows = references.map {
      "{\"id\":\($0),\"campaign_id\":\(campaign),\"reference_id\":\"\($0)\",\"status\":\"\(status)\","
        + "\"delivered_at\":\"2023-11-14 22:13:20\"}"
    }
    return ok("{\"data\":[\(rows.joined(separator: ","))],\"meta\":{\"page\":{\"total\":1}}}")
  }

  @Test func aCampaignIsAskedPageByPage() {
    let walk = ask([tracked(1, "7/600"), tracked(600, "7/600")], page(Array(1...500)), page(Array(501...600)))
    #expect(
      walk.requests.map(\.golden) == [
        "GET http://h/api/messages?filter%5Bcampaign_id%5D=7&page%5Blimit%5D=500&page%5Boffset%5D=0",
        "GET http://h/api/messages?filter%5Bcampaign_id%5D=7&page%5Blimit%5D=500&page%5Boffset%5D=500",
      ])
    #expect(walk.outcome?.reports.map(\.state) == [.delivered, .delivered])
    #expect(walk.outcome?.reports.first?.at == Sample.now)
  }

  @Test func whatAMessageCostsIsToldWithItsState() {
    func row(_ amount: String) -> Exchanged {
      ok("{\"data\":[{\"id\":1,\"campaign_id\":7,\"reference_id\":\"1\",\"status\":\"sent\"\(amount)}]}")
    }
    func cost(_ amount: String) -> String? { ask([tracked(1, "7/1")], row(amount)).outcome?.reports.first?.cost }
    #expect(cost(",\"amount\":{\"value\":\"0.0100\",\"currency\":\"EUR\"}") == "0.0100 EUR")
    #expect(cost(",\"amount\":{\"value\":0.01}") == "0.01")
    for none in ["", ",\"amount\":null", ",\"amount\":5", ",\"amount\":{}"] { #expect(cost(none) == nil) }
  }

  @Test func aProviderThatGoesOnForeverIsLeftAfterFortyPages() {
    let full = page(Array(1...500))
    let walk = Walk(provider.status(of: [tracked(1, "7/2")], context: Sample.authorized)) { _ in full }
    #expect(walk.requests.count == 40)
    #expect(walk.outcome?.reports.count == 1)
  }

  @Test func aReferenceAloneIsAskedByItself() {
    let walk = ask([tracked(5, nil)], page([5], "expired"))
    #expect(
      walk.requests.map(\.golden) == [
        "GET http://h/api/messages?filter%5Breference_id%5D=5&page%5Blimit%5D=15&page%5Boffset%5D=0"
      ])
    #expect(walk.outcome?.reports.map(\.state) == [.expired])
  }

  @Test(
    arguments: [
      ("done", MessageState.delivered), ("sending", .enroute), ("stopped", .deleted), ("spam", .rejected),
      ("paused", .enroute), ("scheduled", .scheduled), ("else", .enroute),
    ] as [(String, MessageState)])
  func aCampaignToGroupsIsAskedAsAWhole(word: String, state: MessageState) {
    let walk = ask(
      [tracked(5, "7/groups")],
      ok("{\"data\":{\"id\":7,\"status\":\"\(word)\",\"statistics\":{\"delivered\":2,\"sent\":3}}}"))
    #expect(walk.requests.map(\.golden) == ["GET http://h/api/campaigns/7"])
    #expect(walk.outcome?.reports.map(\.state) == [state])
    #expect(walk.outcome?.reports.first?.details == "sent 3 delivered 2")
  }

  @Test(
    arguments: [
      ("scheduled", MessageState.scheduled), ("moderation", .enroute), ("accepted", .enroute), ("sending", .enroute),
      ("sent", .enroute), ("delivered", .delivered), ("read", .delivered), ("expired", .expired),
      ("undelivered", .undeliverable), ("not_viber_user", .undeliverable), ("not_service_user", .undeliverable),
      ("failed", .rejected), ("unknown", .enroute), ("DELIVERED", .delivered), ("pondering", .enroute), ("", .enroute),
    ] as [(String, MessageState)])
  func everyWordHasItsStateAndAnUnknownOneEndsNothing(word: String, state: MessageState) {
    #expect(ask([tracked(5, "7/1")], page([5], word)).outcome?.reports.map(\.state) == [state])
  }

  @Test(arguments: ["", "<html>", "null", "[]", "{}", #"{"data":null}"#, #"{"data":[null,7,{"status":[]}]}"#])
  func nonsenseReportsNothing(body: String) {
    #expect(ask([tracked(5, "7/1")], ok(body)).outcome?.reports == [])
    #expect(ask([tracked(5, "7/groups")], ok(body)).outcome?.reports == [])
    #expect(ask([tracked(5, "")], ok(body)).outcome?.reports == [])
  }

  @Test func anOldTokenIsRenewed() {
    let walk = ask([tracked(5, "7/1"), tracked(6, "8/1")], ok("", status: 401))
    #expect(walk.requests.count == 1)
    #expect(walk.outcome?.lane == .renewCredential)
  }

  @Test func aQuestionTakesTheMessagesOfOneCampaignFromTheFront() {
    let due = [tracked(1, "7/2"), tracked(2, "7/2"), tracked(3, "8/1"), tracked(4, nil)]
    #expect(provider.takeForStatus(from: due[...]) == 2)
    #expect(provider.takeForStatus(from: due[2...]) == 1)
    #expect(provider.takeForStatus(from: []) == 0)
  }

  // MARK: Settling

  @Test func aReferenceLeadsToTheCampaignAndTheCampaignToTheRest() {
    let batch = Sample.messages(3)
    let walk = Walk(
      provider.settle(batch, note: "n", context: Sample.authorized),
      [page([batch[0].id.rawValue]), page([batch[0].id.rawValue, batch[2].id.rawValue])])
    #expect(walk.requests.count == 2)
    #expect(
      walk.outcome
        == SettleReport(
          sent: [
            batch[0].id: ProviderReference(message: batch[0].id.description, batch: "7/3"),
            batch[2].id: ProviderReference(message: batch[2].id.description, batch: "7/3"),
          ], notSent: [batch[1].id]))
  }

  @Test func threeReferencesThatAreNotThereSpeakForAll() {
    let batch = Sample.messages(10)
    let walk = Walk(provider.settle(batch, note: "n", context: Sample.authorized)) { _ in page([]) }
    #expect(walk.requests.count == 3)
    #expect(walk.outcome == SettleReport(notSent: Set(batch.map(\.id))))
    let lone = Walk(provider.settle([batch[0]], note: "n", context: Sample.authorized)) { _ in page([]) }
    #expect(lone.requests.count == 1)
    #expect(lone.outcome == SettleReport(notSent: [batch[0].id]))
  }

  @Test(arguments: [noAnswer, notSent, ok("", status: 500), ok("<html>"), ok("", status: 401), ok("", status: 429)])
  func whenTheQuestionFailsNothingIsDecided(answer: Exchanged) {
    let batch = Sample.messages(2)
    #expect(
      Walk(provider.settle(batch, note: "n", context: Sample.authorized)) { _ in answer }.outcome == SettleReport())
    let found = page([batch[0].id.rawValue])
    let walk = Walk(provider.settle(batch, note: "n", context: Sample.authorized), [found, answer])
    #expect(walk.outcome == SettleReport())
  }

  // MARK: Stopping

  @Test func onlyACampaignOfOneIsStopped() {
    let step = provider.cancel(tracked(5, "7/1"), context: Sample.authorized)
    let walk = Walk(step, [ok(#"{"data":{"id":7,"status":"stopped"}}"#)])
    #expect(walk.requests.map(\.golden) == ["PATCH http://h/api/campaigns/7/stop"])
    #expect(walk.outcome == true)
    #expect(Walk(step, [ok(#"{"message":"Invalid campaign status"}"#, status: 422)]).outcome == false)
    #expect(Walk(step, [noAnswer]).outcome == false)
    #expect(isNone(provider.cancel(tracked(5, "7/2"), context: Sample.authorized)))
    #expect(isNone(provider.cancel(tracked(5, nil), context: Sample.authorized)))
    #expect(!isNone(provider.cancel(tracked(5, "7/groups"), context: Sample.authorized)))
  }

  @Test func aCallbackIsAHintToLook() {
    let body = #"{"error":0,"id":"9","msisdn":"375","reference":"100000000000000001","status":"delivered"}"#
    let answer = provider.callback(HTTPRequest(.post, "/callback", body: Array(body.utf8)), now: Sample.now)
    #expect(answer.look == [ProviderReference(message: "100000000000000001")])
    #expect(answer.reports == [])
    #expect(
      provider.callback(HTTPRequest(.post, "/callback", body: Array("x".utf8)), now: Sample.now) == CallbackAnswer())
  }
}
