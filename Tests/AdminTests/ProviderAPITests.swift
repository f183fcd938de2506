import Admin
import HTTP
import Testing

@Suite struct ProviderAPITests {
  @Test func `providers are shown with their lanes`() async {
    let text = await Desk().get("/api/v1/providers").text
    #expect(text.contains(#""name":"sim","kind":"simulator""#))
    #expect(text.contains(#"{"channel":"sms","waiting":4,"calls":1,"hold":"no money","stopped":true}"#))
    #expect(text.contains(#""held":true,"stopped":true,"undecided_calls":2"#))
  }

  @Test func `money and errors by class are shown where they are known`() async {
    var provider = Desk.provider
    let start = #""errors_since":"1970-01-01T00:00:00.000Z"}"#
    #expect(await Desk().get("/api/v1/providers").text.contains(#""undecided_calls":2,"errors":[],"# + start))
    provider.balance = 12.5
    provider.balanceAlarm = 50
    provider.errors = [AdminViews.ErrorClass(name: "login", messages: 3, words: "<wrong> token", at: Desk.now)]
    let shown = provider
    let text = await Desk(sources: { $0.providers = { $0([shown]) } }).get("/api/v1/providers").text
    #expect(text.contains(#""balance":12.5,"balance_alarm":50.0,"errors":[{"class":"login","messages":3,"#))
    #expect(text.contains(#""words":"\u003Cwrong> token","at":"2025-11-21T12:41:13.007Z"}]"#))
  }

  @Test(arguments: [
    (
      "shop", "sms",
      #"{"encoding":"gsm","segments":1,"used":2,"left":158,"provider":"sim","channel":"sms","#
        + #""route":"route 0","cost":{"sum":"1.40","currency":"BYN","by":"provider"}}"#
    ),
    (
      "shop", "viber",
      #"{"encoding":"gsm","segments":1,"used":2,"left":158,"provider":"sim","channel":"viber","#
        + #""route":"route 0","cost":{"reason":"it tells none"}}"#
    ),
    ("none", "sms", #"{"error":{"status":422,"reason":"there is no such account"}}"#),
  ])
  func `a quote says what a message would take, and is no deed`(
    _ account: String, _ channel: String, _ answer: String
  ) async {
    let desk = Desk()
    let body = #"{"account":"\#(account)","to":"375291234567","text":"hi","channel":"\#(channel)"}"#
    #expect(await desk.post("/api/v1/quote", body).text == answer)
    #expect(desk.done == [])
    #expect(await desk.get("/api/v1/audit").text == #"{"audit":[]}"#)
  }

  @Test func `lists and texts are shown, a long list with its first members`() async {
    let numbers = (0..<250).map { "37529\(1_000_000 + $0)" }
    let desk = Desk(sources: {
      $0.lists = {
        [
          AdminViews.DistributionList(name: "staff", members: numbers, provider: nil, listID: nil, accounts: ["shop"]),
          AdminViews.DistributionList(name: "customers", members: [], provider: "sim", listID: 17, accounts: []),
        ]
      }
      $0.texts = { [AdminViews.CannedText(id: 1, text: "Your order is ready.", accounts: [])] }
    })
    let text = await desk.get("/api/v1/lists").text
    #expect(text.contains(#"{"name":"staff","accounts":["shop"],"size":250,"members":["375291000000","#))
    #expect(text.contains("375291000199") && !text.contains("375291000200"))
    #expect(text.contains(#"{"name":"customers","provider":"sim","list_id":17,"accounts":[],"members":[]}"#))
    #expect(text.hasSuffix(#""texts":[{"id":1,"text":"Your order is ready.","accounts":[]}]}"#))
  }

  @Test(arguments: [
    ("sim", #"{"inquiry":"balance"}"#, 200), ("sim", #"{"inquiry":"hlr","arguments":{"number":"375"}}"#, 502),
    ("sim", #"{"inquiry":"hlr"}"#, 422), ("sim", #"{"inquiry":"hlr","arguments":{"number":""}}"#, 422),
    ("sim", #"{"inquiry":"weather"}"#, 422), ("nobody", #"{"inquiry":"balance"}"#, 404), ("sim", "{}", 400),
  ])
  func `questions are checked before they are asked`(_ provider: String, _ body: String, _ status: Int) async {
    let desk = Desk()
    #expect(await desk.post("/api/v1/providers/\(provider)/ask", body).status == status)
    #expect(desk.done.isEmpty == (status != 200 && status != 502))
  }

  @Test func `an answer comes as rows`() async {
    let text = await Desk().post("/api/v1/providers/sim/ask", #"{"inquiry":"balance"}"#).text
    #expect(text == #"{"rows":[{"\u003Cb>":"x","amount":"12.5"}]}"#)
  }

  @Test func `a provider that is not there is not stopped`() async {
    let desk = Desk()
    #expect(await desk.post("/api/v1/providers/nobody/stop").status == 404)
    #expect(await desk.get("/api/v1/providers/nobody/inquiries").status == 404)
    #expect(desk.done == [])
  }

  @Test func `sessions and what was rejected are shown`() async {
    let desk = Desk()
    #expect(await desk.get("/api/v1/sessions").text.contains(#""version":"3.4","tls":true"#))
    #expect(await desk.get("/api/v1/rejected").text.contains(#""offset":3,"reason":"too short","hex":"00ff3c""#))
  }

  @Test(arguments: [
    ("sim", "s3cret", 200), ("sim", "s3creT", 404), ("sim", "s3cre", 404), ("nobody", "s3cret", 404),
    ("bare", "%20", 404),
  ])
  func `a callback counts with its secret only`(_ provider: String, _ secret: String, _ status: Int) async {
    let desk = Desk()
    let request = HTTPRequest(
      .post, "/callback/\(provider)/\(secret)?x=%zz%2", headers: ["Host": "h"], body: Array("a=1".utf8))
    let plain = HTTPRequest(.post, "/callback/\(provider)/\(secret)", headers: ["Host": "h"], body: Array("a=1".utf8))
    #expect(await desk.ask(plain).status == status)
    #expect(desk.done == (status == 200 ? ["callback sim POST a=1"] : []))
    #expect(await desk.ask(request).status >= 400)
  }

  @Test func `the door for callbacks serves nothing else`() async {
    let desk = Desk()
    let callback = HTTPRequest(.get, "/callback/sim/s3cret", headers: ["Host": "h"])
    #expect(await desk.ask(callback, door: .callbacks).status == 200)
    for path in ["/", "/metrics", "/healthz", "/api/v1/tally", "/console/app.js"] {
      let response = await desk.ask(Desk.request(.get, path, token: "act-token"), door: .callbacks)
      #expect(response.status == 404)
    }
  }
}
