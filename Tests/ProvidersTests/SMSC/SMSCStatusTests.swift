import HTTP
import Messages
import Providers
import Testing

struct SMSCStatusTests {
  let provider = SMSCProvider(
    name: "smsc", settings: SMSCSettings(url: "http://h", login: "alex", password: "123"))
  let messages = (0..<3).map {
    Sample.tracked(Sample.messages(3)[$0], ProviderReference(message: "own"))
  }

  func ask(_ messages: [TrackedReference], _ answer: Exchanged) -> Walk<StatusAnswer> {
    Walk(provider.status(of: messages, context: Sample.context), [answer])
  }

  @Test func manyAreAskedInParallelLists() {
    let walk = ask(
      messages,
      ok(
        #"[{"id":"own","phone":"375290000002","status":20,"err":"6","last_timestamp":1700000001},{"id":"own","phone":"375290000000","status":1,"err":0,"last_date":"15.11.2023 01:13:20"}]"#
      ))
    #expect(
      walk.requests.map(\.golden) == [
        """
        POST http://h/sys/status.php
        login=alex&psw=123&fmt=3&charset=utf-8&phone=375290000000%2C375290000001%2C375290000002%2C&id=own%2Cown%2Cown%2C
        """
      ])
    let reports = walk.outcome?.reports ?? []
    #expect(reports.map(\.id) == [messages[0].id, messages[2].id])
    #expect(reports.map(\.state) == [.delivered, .undeliverable])
    #expect(reports.map(\.at) == [Sample.now, Timestamp(seconds: 1_700_000_001)])
    #expect(reports[1].error == ProviderError(code: 6, words: "not in the network"))
  }

  @Test func aLoneQuestionIsNoMassQuestion() {
    let walk = ask([messages[0]], ok(#"{"status":2,"err":0,"last_timestamp":1700000000}"#))
    #expect(walk.requests[0].fields["phone"] == "375290000000")
    #expect(walk.outcome?.reports.map(\.state) == [.delivered])
    #expect(provider.polling.loneSpacing < provider.polling.spacing)
    #expect(provider.polling.spacing >= .seconds(60))
    #expect(provider.polling.concurrency < 5)
    // Five questions a minute about one message: never six within 61 seconds.
    var asked: [Duration] = []
    for delay in provider.polling.delays { asked.append((asked.last ?? .zero) + delay) }
    for (first, sixth) in zip(asked, asked.dropFirst(5)) { #expect(sixth - first >= .seconds(60)) }
  }

  @Test(
    arguments: [
      (-2, MessageState.deleted), (-1, .enroute), (0, .enroute), (1, .delivered), (2, .delivered), (3, .expired),
      (4, .delivered), (20, .undeliverable), (22, .undeliverable), (23, .rejected), (24, .rejected),
      (25, .undeliverable), (99, .enroute), (-9, .enroute),
    ] as [(Int, MessageState)])
  func everyNumberHasItsStateAndAnUnknownOneEndsNothing(number: Int, state: MessageState) {
    let walk = ask([messages[0]], ok("{\"status\":\"\(number)\"}"))
    #expect(walk.outcome?.reports.map(\.state) == [state])
    #expect(walk.outcome?.reports.first?.raw == String(number))
  }

  @Test func withTheCostAsEverythingIsAskedForAFewAtATime() {
    var settings = provider.settings
    settings.showsCost = true
    let asking = SMSCProvider(name: "smsc", settings: settings)
    let walk = Walk(
      asking.status(of: [messages[0]], context: Sample.context),
      [ok(#"{"status":1,"err":0,"cost":"1.40","message":"text 0","mccmnc":"25701"}"#)])
    #expect(walk.requests[0].fields["all"] == "1")
    #expect(walk.outcome?.reports.map(\.cost) == ["1.40"])
    let many = (0..<1_001).map { Sample.tracked(Sample.message(UInt64($0) + 1), ProviderReference(message: "own")) }
    #expect(asking.takeForStatus(from: many[...]) == 1_000)
    #expect(provider.takeForStatus(from: many[...]) == 1_001)
    #expect(ask([messages[0]], ok(#"{"status":1}"#)).requests[0].fields["all"] == nil)
  }

  @Test func whatIsNotFoundIsAskedAboutAgain() {
    #expect(ask([messages[0]], ok(#"{"status":-3}"#)).outcome == StatusAnswer())
  }

  @Test func anHLRAnswerStandsInTheDetails() {
    let walk = ask(
      [messages[0]],
      ok(#"{"status":1,"err":0,"imsi":"257010000000000","mcc":"257","mnc":"01","cn":"Belarus","net":"A1 BY"}"#))
    #expect(walk.outcome?.reports.first?.details == "imsi:257010000000000 mcc:257 mnc:01 cn:Belarus net:A1%20BY")
  }

  @Test func tooManyQuestionsAreSlowedDown() {
    let walk = ask(messages, ok(#"{"error":"wait a minute","error_code":9}"#))
    #expect(walk.outcome == StatusAnswer(lane: .slowDown(.seconds(60))))
    #expect(ask(messages, noAnswer).outcome == StatusAnswer())
  }

  @Test(arguments: [
    "", "<html>", "null", "[]", "[null]", "{}", "[[],{},7]", #"[{"id":"own"},{"phone":7},{"status":{}}]"#,
  ])
  func nonsenseReportsNothing(body: String) {
    #expect(ask(messages, ok(body)).outcome?.reports == [])
    #expect(ask([messages[0]], ok(body)).outcome?.reports == [])
  }

  // MARK: The handler push

  /// Stands in for a digest: the algorithm's name and the length of what is signed.
  static func digest(_ algorithm: SMSCSignature.Algorithm, _ bytes: [UInt8]) -> [UInt8]? {
    Array(algorithm.rawValue.utf8) + [UInt8(bytes.count)] + bytes.suffix(1)
  }

  func push(
    _ body: String, secret: String? = "word", algorithm: SMSCSignature.Algorithm = .md5
  ) -> CallbackAnswer {
    var settings = provider.settings
    settings.callbackSecret = secret
    settings.callbackAlgorithm = algorithm
    settings.digest = { Self.digest($0, $1) }
    return SMSCProvider(name: "smsc", settings: settings)
      .callback(HTTPRequest(.post, "/callback/x", body: Array(body.utf8)), now: Sample.now)
  }

  /// Lower-case hex of the stand-in digest.
  func signature(_ algorithm: SMSCSignature.Algorithm, _ signed: String) -> String {
    (Self.digest(algorithm, Array(signed.utf8)) ?? []).map { byte in
      let digits = String(byte, radix: 16)
      return digits.utf8.count == 1 ? "0" + digits : digits
    }.joined()
  }

  @Test(arguments: [SMSCSignature.Algorithm.md5, .sha1])
  func aSignedStateIsTrusted(algorithm: SMSCSignature.Algorithm) {
    let hash = signature(algorithm, "own:375291234567:1:word").uppercased()
    let answer = push(
      "id=own&phone=375291234567&status=1&ts=1700000000&err=0&\(algorithm.rawValue)=\(hash)", algorithm: algorithm)
    #expect(answer.reports.map(\.state) == [.delivered])
    #expect(answer.reports.first?.reference == ProviderReference(message: "own"))
    #expect(answer.reports.first?.recipient?.digits == "375291234567")
    #expect(answer.reports.first?.at == Sample.now)
    #expect(answer.response.status == 200)
  }

  @Test func theChecksumOfTheStandardIsKnown() {
    // CRC-32 of "id:7:1:word" by an independent implementation.
    let answer = push("id=id&phone=7&status=1&crc32=\(Self.crc)", algorithm: .crc32)
    #expect(push("id=id&phone=7&status=1&crc32=\(Self.crc)", algorithm: .sha1).response.status == 403)
    #expect(answer.reports.count == 1)
  }

  static let crc = "6614894d"

  @Test(arguments: ["", "&md5=00", "&md5=", "&sha1=zz", "&crc32=00000000"])
  func aForgedStateIsRefused(signature: String) {
    let answer = push("id=own&phone=375291234567&status=1" + signature)
    #expect(answer.reports == [])
    #expect(answer.look == [])
    #expect(answer.response.status == 403)
  }

  @Test func withoutASecretAStateIsOnlyAHint() {
    let answer = push("id=own&phone=375291234567&status=1", secret: nil)
    #expect(answer.look == [ProviderReference(message: "own")])
    #expect(answer.reports == [])
    #expect(push("phone=375291234567&mes=Hi&to=375447770000&id=5", secret: nil).incoming == [])
  }

  @Test func aSignedIncomingMessageIsTakenAtOnce() {
    let hash = signature(.md5, "+375291234567:Hi there:375447770000:word")
    let answer = push("phone=%2B375291234567&mes=Hi+there&to=375447770000&id=5&ts=1700000000&md5=\(hash)")
    #expect(
      answer.incoming == [
        IncomingAnswer.Item(
          providerID: "5", from: "375291234567", to: "375447770000", text: "Hi there", at: Sample.now)
      ])
  }

  @Test func statesMayComeAsJSON() {
    let hash = signature(.md5, "own:3752:20:word")
    let answer = push("[{\"id\":\"own\",\"phone\":3752,\"status\":20,\"err\":6,\"md5\":\"\(hash)\"},{\"x\":1},null]")
    #expect(answer.reports.map(\.state) == [.undeliverable])
    #expect(answer.reports.first?.error?.code == 6)
  }

  @Test(arguments: ["", "x", "<a>", "{", "phone=1", "id=1&status=1", "phone=1&id=1&status=x", "[[]]", "phone=1&mes=a"])
  func nonsenseIsAnsweredAndForgotten(body: String) {
    let answer = push(body, secret: nil)
    #expect(answer.look == [] && answer.reports == [] && answer.incoming == [])
    #expect(answer.response.status == 200)
  }
}
