import HTTP
import Messages
import Providers
import Testing

extension Sample {
  static func bsg(_ change: (inout BSGSettings) -> Void = { _ in }) -> BSGProvider {
    var settings = BSGSettings(url: "http://h", apiKey: "live_KEY")
    change(&settings)
    return BSGProvider(name: "bsg", settings: settings)
  }

  static let authorized = ProviderContext(now: now, credential: "JWT")
}

struct BSGSendTests {
  let provider = Sample.bsg()
  static let created = #"""
    {"data":{"id":7,"name":"string","sender":"SHOP","status":"creation","message_type":"sms",
    "start_at":"2021-04-27 19:44:06","statistics":{"delivered":0,"sent":0}}}
    """#

  func send(_ batch: [Message], _ answers: Exchanged...) -> Walk<SendReport> {
    Walk(provider.send(batch, note: "n", context: Sample.authorized), answers)
  }

  @Test func aLoneMessageIsACampaignOfOne() {
    let message = Sample.message()
    let walk = send([message], ok(Self.created))
    #expect(
      walk.requests.map(\.golden) == [
        """
        POST http://h/api/campaigns/sms/send
        {"phones":[{"number":375291234567,"reference_id":"100000000000000001"}],"sender":"SHOP","text":"Hello",\
        "tariff_code":0,"validity":72}
        """
      ])
    #expect(walk.requests[0].headers["Authorization"] == "Bearer JWT")
    #expect(
      walk.outcome?.outcomes == [
        message.id: .accepted(ProviderReference(message: "100000000000000001", batch: "7/1"))
      ])
  }

  @Test func aTextForEachIsAPersonalCampaign() {
    let batch = Sample.messages(2)
    let walk = send(batch, ok(Self.created, status: 201))
    #expect(
      walk.requests.map(\.golden) == [
        """
        POST http://h/api/campaigns/sms/send-individual
        {"messages":[{"phone":375290000000,"text":"text 0","sender":"SHOP","reference_id":"100000000000000000"},\
        {"phone":375290000001,"text":"text 1","sender":"SHOP","reference_id":"100000000000000001"}],\
        "tariff_code":0,"validity":72}
        """
      ])
    #expect(
      walk.outcome?.outcomes[batch[1].id]
        == .accepted(ProviderReference(message: "100000000000000001", batch: "7/2")))
  }

  @Test func listsAreACampaignToGroups() {
    var context = Sample.authorized
    context.callbackURL = "https://gw/cb"
    let message = Sample.message("Dear {12}", providerList: "1,4")
    let walk = Walk(provider.send([message], note: "n", context: context), [ok(Self.created)])
    #expect(
      walk.requests.map(\.golden) == [
        """
        POST http://h/api/campaigns/sms/send-groups
        {"groups":[1,4],"sender":"SHOP","text":"Dear {12}","tariff_code":0,"validity":72,"callback_url":"https://gw/cb"}
        """
      ])
    #expect(walk.outcome?.outcomes[message.id] == .accepted(ProviderReference(batch: "7/groups")))
    #expect(isNone(provider.settle([message], note: "n", context: Sample.authorized)))
  }

  @Test(
    arguments: [
      (Duration.seconds(1), 1), (.seconds(3_600), 1), (.seconds(3_601), 2), (.seconds(72 * 3_600), 72),
      (.seconds(72 * 3_600 + 1), 72), (.seconds(-1), 1),
    ] as [(Duration, Int64)])
  func validityIsOneTo72Hours(left: Duration, hours: Int64) {
    let walk = send([Sample.message(validFor: left)])
    #expect(JSON(walk.requests[0].body)?["validity"]?.integer == hours)
  }

  @Test func tenThousandAreOneCampaignAndOneMoreIsNot() {
    let batch = Sample.messages(10_001)
    #expect(provider.take(from: batch[...]) == 10_000)
    #expect(Sample.bsg { $0.batch = 20_000 }.take(from: batch[...]) == 10_000)
    #expect(provider.offer(for: .sms)?.batch == 10_000)
    var mixed = Sample.messages(4)
    mixed[2].validUntil = Sample.now + .seconds(60)
    #expect(provider.take(from: mixed[...]) == 2)
    mixed[1].providerList = "1"
    #expect(provider.take(from: mixed[...]) == 1)
    #expect(provider.take(from: mixed[1...]) == 1)
    #expect(provider.take(from: []) == 0)
  }

  @Test func theKeyItselfMayBeTheBearer() {
    let keyed = Sample.bsg { $0.usesKeyAsBearer = true }
    let walk = Walk(keyed.send([Sample.message()], note: "n", context: Sample.context), [ok("", status: 401)])
    #expect(walk.requests[0].headers["Authorization"] == "Bearer live_KEY")
    #expect(isNone(keyed.authorize(context: Sample.context)))
    #expect(walk.outcome?.lane == .stop(reason: "HTTP 401"))
  }

  // MARK: Faults

  @Test(
    arguments: [
      (notSent, SMSByFaultTests.Fate.retry), (noAnswer, .unknown), (ok("", status: 500), .unknown),
      (ok("", status: 503), .retry), (ok("", status: 429), .retry), (ok("", status: 401), .retry),
      (ok("", status: 402), .retry), (ok("", status: 404), .retry), (ok("", status: 422), .refused),
      (ok(#"{"message":"Tariff was not found","errors":{"tariff_code":["x"]}}"#, status: 422), .refused),
      (ok(""), .unknown), (ok("<html>"), .unknown), (ok("{\"data\":{\"id\":"), .unknown), (ok("{}"), .unknown),
      (ok("null"), .unknown), (ok(#"{"data":[]}"#), .unknown), (ok(#"{"data":{"id":null}}"#), .unknown),
      (ok(#"{"error":"40","errorDescription":"x"}"#), .refused), (ok(#"{"data":{"id":"9"}}"#), .accepted),
    ] as [(Exchanged, SMSByFaultTests.Fate)])
  func aFaultMeansTheSameForOneAndForMany(answer: Exchanged, fate: SMSByFaultTests.Fate) {
    for batch in [Sample.messages(1), Sample.messages(3)] {
      let outcomes = send(batch, answer).outcome?.outcomes ?? [:]
      #expect(outcomes.count == batch.count)
      for message in batch { #expect(SMSByFaultTests.Fate(outcomes[message.id]) == fate) }
    }
  }

  @Test(
    arguments: [
      (ok("", status: 401), LaneAdvice.renewCredential), (ok("", status: 403), .stop(reason: "HTTP 403")),
      (ok("", status: 402), .noMoney(reason: "HTTP 402")),
      (ok(#"{"message":"Too many duplicate request detected"}"#, status: 429), .slowDown(.seconds(5))),
      (ok("", status: 429, headers: ["Retry-After": "30"]), .slowDown(.seconds(30))), (noAnswer, .carryOn),
    ] as [(Exchanged, LaneAdvice)])
  func aFaultAdvisesTheLane(answer: Exchanged, lane: LaneAdvice) {
    #expect(send([Sample.message()], answer).outcome?.lane == lane)
  }

  @Test(arguments: ["messages.1.phone", "messages1phone", "phones[1].number", "messages.1.reference_id"])
  func aNamedMessageIsRefusedAndTheOthersGoAgain(name: String) {
    let batch = Sample.messages(3)
    let answer = ok("{\"message\":\"The given data was invalid.\",\"errors\":{\"\(name)\":[\"bad\"]}}", status: 422)
    let outcomes = send(batch, answer).outcome?.outcomes ?? [:]
    let fate: SMSByFaultTests.Fate = name.hasSuffix("reference_id") ? .unknown : .refused
    #expect(batch.map { SMSByFaultTests.Fate(outcomes[$0.id]) } == [.retry, fate, .retry])
  }

  @Test func aPlaceThatIsNotThereRefusesAll() {
    let batch = Sample.messages(2)
    for place in ["99", "99999999999999999999"] {
      let answer = ok("{\"errors\":{\"messages.\(place).phone\":[\"bad\"]}}", status: 422)
      let outcomes = send(batch, answer).outcome?.outcomes ?? [:]
      #expect(batch.allSatisfy { SMSByFaultTests.Fate(outcomes[$0.id]) == .refused })
    }
  }
}
