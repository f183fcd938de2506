import Admin
import HTTP
import Messages
import Store
import Testing

@Suite struct MessageAPITests {
  @Test func `a message is shown with its life and a summary`() async throws {
    let desk = Desk()
    try desk.accept(42)
    try desk.send(42, as: "abc-1")
    let report = StatusReport(
      id: MessageID(rawValue: 42), state: .delivered, at: Desk.now + .milliseconds(3_250), raw: "DELIVRD")
    _ = try desk.store.commit([.settle([report], at: Desk.now + .seconds(5), lease: nil)])
    let text = await desk.get("/api/v1/messages/42").text
    #expect(text.contains(#""id":"42","account":"shop","to":"+375291234567""#))
    #expect(text.contains(#""state":"delivered""#))
    #expect(text.contains(#""ended_at":"2025-11-21T12:41:16.257Z""#))
    #expect(text.contains("3.2 s after it was taken in."))
    #expect(text.contains(#""sim had it.","Its id there: abc-1.""#))
    #expect(text.contains("Receipts still owed to the client: 1."))
    let accepted = #"{"at":"2025-11-21T12:41:13.007Z","kind":"accepted","text":"account shop, route 0","told":"#
    let told = #"{"form":"account {0}, {1:clauses}","values":["shop","route 0"]}}"#
    #expect(text.contains(accepted + told))
    #expect(text.contains(#""kind":"sent""#))
  }

  @Test(arguments: ["43", "0", "abc", "9999999999999999999", "-1", "%D0%B6"])
  func `an id that is nobody's is not found`(_ id: String) async throws {
    let desk = Desk()
    try desk.accept(42)
    #expect(await desk.get("/api/v1/messages/\(id)").status == 404)
    #expect(await desk.post("/api/v1/messages/\(id)/cancel").status == 404)
    #expect(desk.done == [])
  }

  @Test func `a client's own id is found within its account only`() async throws {
    let desk = Desk()
    try desk.accept(42, clientID: "0000002A")
    #expect(await desk.get("/api/v1/messages/0000002A?account=shop").status == 200)
    #expect(await desk.get("/api/v1/messages/0000002A?account=bank").status == 404)
    #expect(await desk.get("/api/v1/messages/0000002A").status == 404)
  }

  @Test func `text of a message is data, never markup`() async throws {
    let desk = Desk()
    try desk.accept(42, text: "<script>\"\u{8}</script>")
    let response = await desk.get("/api/v1/messages/42")
    #expect(!response.text.contains("<"))
    #expect(response.text.contains(#"\u003Cscript>\"\u0008"#))
    #expect(response.headers["Content-Type"] == "application/json")
  }

  @Test func `a list cuts texts short and the message itself does not`() async throws {
    let desk = Desk()
    try desk.accept(41, text: String(repeating: "ж", count: 160))
    try desk.accept(42, text: String(repeating: "я", count: 161))
    let list = await desk.get("/api/v1/messages").text
    #expect(list.contains("\"" + String(repeating: "ж", count: 160) + "\""))
    #expect(list.contains("\"" + String(repeating: "я", count: 160) + "…\""))
    #expect(await desk.get("/api/v1/messages/42").text.contains("\"" + String(repeating: "я", count: 161) + "\""))
  }

  @Test func `pages follow each other newest first`() async throws {
    let desk = Desk()
    for id in 1...5 { try desk.accept(UInt64(id)) }
    let first = await desk.get("/api/v1/messages?limit=2").text
    #expect(first.contains(#""id":"5""#) && first.contains(#""id":"4""#) && first.contains(#""next":"4""#))
    let last = await desk.get("/api/v1/messages?limit=4&before=4").text
    #expect(last.contains(#""id":"3""#) && !last.contains(#""id":"4""#) && !last.contains("next"))
  }

  @Test(arguments: ["42", "+375 29 1234567", "p-9", "<m@x.test>", "m@x.test"])
  func `whatever an operator has in hand finds the message`(_ words: String) async throws {
    let desk = Desk()
    let mail = MailOrigin(envelopeSender: "a@x.test", recipient: "b@y.test", messageID: "<m@x.test>")
    try desk.accept(42, origin: .mail(mail))
    try desk.accept(43, to: "375290000000")
    try desk.send(42, as: "p-9")
    let text = await desk.get("/api/v1/messages?find=\(PercentCoding.encode(words))").text
    #expect(text.contains(#""id":"42""#))
    #expect(!text.contains(#""id":"43""#))
  }

  @Test func `conditions narrow what is listed`() async throws {
    let desk = Desk()
    try desk.accept(1, account: "shop")
    try desk.accept(2, account: "bank")
    try desk.send(2, as: "p-2")
    for (query, ids) in [
      ("account=bank", ["2"]), ("stage=sent", ["2"]), ("stage=claimed", ["1"]), ("provider_id=p-2", ["2"]),
      ("provider=sim", ["2", "1"]), ("to=375291234567&account=shop", ["1"]), ("state=delivered", []),
      ("find=p-2&account=shop", []),
    ] {
      let text = await desk.get("/api/v1/messages?\(query)").text
      #expect(["1", "2"].filter { text.contains("\"id\":\"\($0)\"") } == ids.sorted(), "\(query)")
    }
  }

  @Test(arguments: [("cancel", 200), ("hold", 200), ("release", 200), ("replay", 409)])
  func `deeds are done to messages that exist`(_ deed: String, _ status: Int) async throws {
    let desk = Desk()
    try desk.accept(42)
    #expect(await desk.post("/api/v1/messages/42/\(deed)").status == status)
    #expect(desk.done == ["\(deed) 42"])
  }

  @Test(arguments: [
    (#"{"account":"shop","to":"375291234567","text":"hi"}"#, 202),
    (#"{"account":"bank","to":"375291234567","text":"hi"}"#, 422),
    (#"{"account":"shop","to":"x","text":"hi"}"#, 422),
    (#"{"account":"shop","to":"375291234567","text":"hi","channel":"fax"}"#, 422),
    (#"{"account":"shop","to":"375291234567"}"#, 400), (#"{"account":1,"to":"375291234567","text":"hi"}"#, 400),
    ("", 400), ("[]", 400), ("{", 400), ("\u{FEFF}nonsense", 400), (String(repeating: "[", count: 100_000), 400),
  ])
  func `a message to send is of its form`(_ body: String, _ status: Int) async {
    #expect(await Desk().post("/api/v1/messages", body).status == status)
  }

  @Test(arguments: [(10_000, 202), (10_001, 422)])
  func `a text to send has a limit`(_ length: Int, _ status: Int) async {
    let text = String(repeating: "x", count: length)
    let body = #"{"account":"shop","to":"375291234567","text":"\#(text)"}"#
    #expect(await Desk().post("/api/v1/messages", body).status == status)
  }

  @Test(arguments: [
    ("/api/v1/messages", #"{"account":"shop","to":"375291234567","text":"hi"}"#), ("/api/v1/messages/42/hold", "{}"),
    ("/api/v1/providers/sim/stop", "{}"),
  ])
  func `what is not wired says so`(_ target: String, _ body: String) async throws {
    let desk = Desk(offers: false)
    try desk.accept(42)
    #expect(await desk.post(target, body).status == 501)
  }

  @Test func `a message whose provider an operator holds says so`() async throws {
    var provider = AdminViews.Provider(name: "sim", kind: "simulator")
    provider.operatorHold = AdminViews.Provider.Hold.byHand.rawValue
    let held = provider
    let desk = Desk(sources: { $0.providers = { $0([held]) } })
    try desk.accept(42)
    let words =
      "Nothing goes to sim: an operator has stopped it. It is kept, and goes when somebody resumes the provider."
    #expect(await desk.get("/api/v1/messages/42").text.contains(words))
    let shown = await desk.get("/api/v1/providers").text
    #expect(shown.contains(#""held":true,"stopped":false,"operator_hold":"an operator has stopped it""#))
  }

  @Test(
    arguments: [
      (
        AdminViews.Lane(channel: .sms, waiting: 1, calls: 0, hold: "wrong token", isStopped: true),
        "Nothing goes to sim over sms: wrong token. It is kept;"
      ),
      (
        AdminViews.Lane(channel: .sms, waiting: 1, calls: 0, hold: "no money"),
        "Nothing goes to sim over sms for now: no money. It is tried again"
      ),
      (AdminViews.Lane(channel: .viber, waiting: 1, calls: 0, hold: "no money"), nil),
      (AdminViews.Lane(channel: .sms, waiting: 1, calls: 0), nil),
    ] as [(AdminViews.Lane, String?)])
  func `a message that waits says what it waits for`(_ lane: AdminViews.Lane, _ words: String?) async throws {
    let desk = Desk(sources: {
      $0.providers = { $0([AdminViews.Provider(name: "sim", kind: "simulator", lanes: [lane])]) }
    })
    try desk.accept(42)
    let waits = await desk.get("/api/v1/messages/42").text
    #expect(waits.contains(words ?? "It waits for a call to sim."))
    #expect(waits.contains("Nothing goes to") == (words != nil))
    try desk.send(42, as: "p1")
    #expect(!(await desk.get("/api/v1/messages/42").text.contains("Nothing goes to")))
  }
}
