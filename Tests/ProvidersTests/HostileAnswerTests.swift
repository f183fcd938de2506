import HTTP
import Messages
import Providers
import Testing

/// Whatever a provider answers, every chain ends, every message has an outcome, and nothing traps.
struct HostileAnswerTests {
  static let answers = [
    #"{"sms_id":2197871,"status":"NEW","parts":1,"uuid":"cc9c","id":7,"cnt":2,"message_id":5,"bearer":"a.b.c"}"#,
    #"[{"message_id":1,"name":"c-1","success":[{"phone":"375290000000","status":"DELIVERED"}]},{"errors":["c-1: x"]}]"#,
    #"{"status":"OK","result":[{"id":"1234","phone":375290000000,"message":"Yes","status":"READ","error_code":0}]}"#,
    #"{"status":"success","data":[{"id":1,"name":"c-1","count_phones":2,"campaign_id":9,"reference_id":"1"}]}"#,
    #"[{"id":"c","phone":"375290000000","status":20,"err":"6","last_date":"14.11.2023 22:13:20","last_timestamp":1}]"#,
    #"{"message":"The given data was invalid.","errors":{"messages.1.phone":["bad"],"messages2reference_id":["x"]}}"#,
    #"{"error":"The same message exists with ID=3","error_code":9,"results":[{"id":"1","status":"accepted"}]}"#,
  ]

  /// A generator of its own, so that a failure comes again.
  struct Dice {
    var state: UInt64

    mutating func roll(_ sides: Int) -> Int {
      state ^= state << 13
      state ^= state >> 7
      state ^= state << 17
      return Int(state % UInt64(max(1, sides)))
    }
  }

  static func spoiled(_ dice: inout Dice) -> Exchanged {
    var body = Array(answers[dice.roll(answers.count)].utf8)
    for _ in 0..<dice.roll(4) {
      let at = dice.roll(body.count)
      switch dice.roll(5) {
      case 0: body.removeLast(min(body.count, at))
      case 1: if !body.isEmpty { body[at] = UInt8(dice.roll(256)) }
      case 2: body.insert(contentsOf: Array(#"null"#.utf8), at: at)
      case 3: body.insert(contentsOf: Array("99999999999999999999".utf8), at: at)
      default: body.insert(UInt8(ascii: "{"), at: at)
      }
    }
    let statuses = [200, 200, 200, 200, 201, 400, 401, 403, 404, 422, 429, 500, 503]
    let answer = HTTPResponse(status: statuses[dice.roll(statuses.count)], body: body)
    switch dice.roll(20) {
    case 0: return noAnswer
    case 1: return notSent
    default: return .success(answer)
    }
  }

  static let providers: [any Provider] = [
    Sample.smsby(), Sample.smsby { $0.isCheckable = true }, Sample.bsg(),
    SMSCProvider(name: "smsc", settings: SMSCSettings(login: "a", password: "b")), SimulatorProvider(name: "sim"),
  ]

  @Test(arguments: 1...40)
  func everythingEndsAndNothingIsForgotten(seed: UInt64) {
    var dice = Dice(state: seed &* 0x9E37_79B9_7F4A_7C15)
    for provider in Self.providers {
      for batch in [Sample.messages(1), Sample.messages(5), [Sample.message(providerList: "7")]] {
        let note = provider.note(for: batch, call: "c")
        let sent = Walk(provider.send(batch, note: note, context: Sample.context)) { _ in Self.spoiled(&dice) }
        #expect(Set(sent.outcome?.outcomes.keys.map { $0 } ?? []) == Set(batch.map(\.id)))
        let last = sent.journals.compactMap { $0 }.last ?? note
        if let step = provider.settle(batch, note: last, context: Sample.context) {
          let settled = Walk(step) { _ in Self.spoiled(&dice) }.outcome
          #expect(settled?.notSent.isDisjoint(with: settled?.sent.keys.map { $0 } ?? []) == true)
        }
        let references = sent.outcome?.outcomes.values.compactMap { outcome -> ProviderReference? in
          if case .accepted(let reference) = outcome { reference } else { nil }
        }
        let tracked = zip(batch, references ?? []).map { Sample.tracked($0, $1) }
        #expect(
          Walk(provider.status(of: tracked, context: Sample.context)) { _ in Self.spoiled(&dice) }.outcome != nil)
        for message in tracked {
          if let step = provider.cancel(message, context: Sample.context) {
            #expect(Walk(step) { _ in Self.spoiled(&dice) }.outcome != nil)
          }
        }
      }
      if let step = provider.incoming(cursor: "x", context: Sample.context) {
        #expect(Walk(step) { _ in Self.spoiled(&dice) }.outcome != nil)
      }
      if let step = provider.authorize(context: Sample.authorized) {
        #expect(Walk(step) { _ in Self.spoiled(&dice) }.outcome != nil)
      }
      if let step = provider.ask("balance", arguments: [:], context: Sample.context) {
        #expect(Walk(step) { _ in Self.spoiled(&dice) }.outcome != nil)
      }
      if case .success(let response) = Self.spoiled(&dice) {
        #expect(provider.callback(HTTPRequest(.post, "/c", body: response.body), now: Sample.now).response.status < 500)
      }
    }
  }
}
