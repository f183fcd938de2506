import Admin
import HTTP
import Testing
import Transport

@Suite struct WriteGuardTests {
  private func write(_ fields: KeyValuePairs<String, String>, type: String? = "application/json") async -> (
    Int, [String]
  ) {
    let desk = Desk()
    var headers: HTTPHeaders = ["Host": "gw.example.test:8080", "Authorization": "Bearer act-token"]
    if let type { headers.add("Content-Type", type) }
    for (name, value) in fields { headers.add(name, value) }
    let response = await desk.ask(HTTPRequest(.post, "/api/v1/providers/sim/resume", headers: headers))
    return (response.status, desk.done)
  }

  @Test(arguments: ["application/json", "application/json; charset=utf-8", "Application/JSON"])
  func `JSON is taken`(_ type: String) async {
    #expect(await write([:], type: type) == (200, ["resume sim"]))
  }

  @Test(arguments: [nil, "text/plain", "application/x-www-form-urlencoded", "application/jsonp", "multipart/form-data"])
  func `what a form of another site can send is not taken`(_ type: String?) async {
    #expect(await write([:], type: type) == (415, []))
  }

  @Test(arguments: [
    ("http://gw.example.test:8080", 200), ("https://GW.example.test:8080", 200), ("https://evil.test", 403),
    ("http://gw.example.test", 403), ("http://gw.example.test:8080.evil.test", 403), ("null", 403), ("", 403),
    ("gw.example.test:8080", 403),
  ])
  func `an origin must be our own`(_ origin: String, _ status: Int) async {
    #expect(await write(["Origin": origin]).0 == status)
  }

  @Test(arguments: [("same-origin", 200), ("none", 200), ("cross-site", 403), ("same-site", 403)])
  func `a browser that tells of another site is believed`(_ site: String, _ status: Int) async {
    #expect(await write(["Sec-Fetch-Site": site]).0 == status)
  }

  @Test func `two origins or two authorizations are one too many`() async {
    #expect(await write(["Origin": "http://gw.example.test:8080", "origin": "https://evil.test"]).0 == 403)
    #expect(await write(["authorization": "Bearer act-token"]).0 == 401)
  }

  @Test(arguments: ["act-token", "Basic act-token", "Bearer", "Bearer  ", "Beareract-token", "Bearer act-token x"])
  func `only a bearer token counts`(_ value: String) async {
    let request = HTTPRequest(.get, "/api/v1/tally", headers: ["Authorization": value])
    #expect(await Desk().ask(request).status == 401)
  }

  @Test func `the scheme may be written in any case`() async {
    let request = HTTPRequest(.get, "/api/v1/tally", headers: ["Authorization": "bEARER read-token"])
    #expect(await Desk().ask(request).status == 200)
  }

  @Test func `a wrong token leaves a line with the peer and without the token`() async {
    let desk = Desk()
    _ = await desk.get("/api/v1/tally", token: "guess")
    #expect(desk.logged.filter { $0.contains("event=admin-refused") && $0.contains("peer=127.0.0.1") }.count == 1)
    #expect(!desk.logged.joined().contains("guess"))
  }

  @Test func `what an operator did leaves a line`() async {
    let desk = Desk()
    _ = await desk.post("/api/v1/providers/sim/resume")
    #expect(desk.logged.contains { $0.contains("event=operator-acted") && $0.contains("what=resumeProvider") })
  }

  @Test func `other networks are turned away, and a trusted proxy speaks for its client`() async throws {
    let networks = [try #require(IPNetwork("10.0.0.0/8"))]
    let desk = Desk {
      $0.networks = networks
      $0.proxyNetworks = [IPNetwork("127.0.0.1")].compactMap(\.self)
    }
    let inside = try #require(IPAddress("10.1.2.3"))
    let outside = try #require(IPAddress("192.0.2.1"))
    func ask(_ peer: IPAddress, _ forwarded: String?) async -> Int {
      let fields: KeyValuePairs<String, String> = forwarded.map { ["X-Forwarded-For": $0] } ?? [:]
      return await desk.ask(Desk.request(.get, "/api/v1/tally", token: "read-token", fields: fields), peer: peer).status
    }
    #expect(await ask(inside, nil) == 200)
    #expect(await ask(outside, nil) == 403)
    #expect(await ask(outside, "10.1.2.3") == 403)
    #expect(await ask(Desk.home, "10.1.2.3") == 200)
    #expect(await ask(Desk.home, "10.1.2.3, 192.0.2.1") == 403)
    #expect(await ask(Desk.home, "192.0.2.1 , 10.1.2.3") == 200)
  }
}
