import Admin
import HTTP
import Messages
import Synchronization
import Testing

/// What operators do is written down.
@Suite struct AuditTests {
  private func entry(_ what: String) -> AuditTrail.Entry {
    AuditTrail.Entry(at: Desk.now, who: "token", peer: "127.0.0.1", what: what, target: "/x", status: 200)
  }

  @Test func `who did what, when, from where and with which result is shown newest first`() async throws {
    let desk = Desk()
    try desk.accept(42)
    _ = await desk.ask(
      Desk.request(
        .post, "/api/v1/messages/42/cancel", token: "act-token", body: "{}", fields: ["User-Agent": "curl/7.88"]))
    _ = await desk.post(
      "/api/v1/messages", #"{"account":"shop","to":"375291234567","text":"the secret text"}"#)
    _ = await desk.post("/api/v1/providers/sim/ask", #"{"inquiry":"balance"}"#)
    let text = await desk.get("/api/v1/audit").text
    let order = ["askProvider", "sendMessage", "cancelMessage"].compactMap { text.firstRange(of: $0)?.lowerBound }
    #expect(order.count == 3 && order == order.sorted())
    #expect(text.contains(#""who":"token","agent":"curl/7.88","peer":"127.0.0.1","what":"cancelMessage""#))
    #expect(text.contains("/api/v1/messages for shop"))
    #expect(text.contains("/api/v1/providers/sim/ask balance"))
    #expect(!text.contains("secret text") && !text.contains("375291234567"))
    #expect(desk.logged.filter { $0.contains("event=operator-acted") }.count == 3)
  }

  @Test func `what only reads, and what was not let in, is no deed`() async {
    let desk = Desk()
    _ = await desk.get("/api/v1/tally")
    _ = await desk.post("/api/v1/providers/sim/stop", token: "read-token")
    _ = await desk.post("/api/v1/providers/sim/stop", token: "wrong")
    #expect(await desk.get("/api/v1/audit").text == #"{"audit":[]}"#)
  }

  @Test func `a later run finds the last deeds and no more`() {
    let store = Mutex<[Int: String]>([:])
    let first = AuditTrail { place, text, done in
      store.withLock { $0[place] = text }
      done()
    }
    for number in 1...(AuditTrail.capacity + 7) { first.add(entry("\(number)")) }
    #expect(first.all.count == AuditTrail.capacity)
    #expect(store.withLock { $0.count } == AuditTrail.capacity)
    let second = AuditTrail(kept: store.withLock { Array($0.values) } + ["no JSON"])
    #expect(second.all == first.all)
    #expect(second.all.first?.what == "\(AuditTrail.capacity + 7)")
    second.add(entry("more"))
    #expect(second.all.first?.number == AuditTrail.capacity + 8)
    #expect(second.all.count == AuditTrail.capacity)
  }

  @Test func `a deed is answered when its line is kept, and without it when that takes too long`() async {
    let waiting = Mutex<[@Sendable () -> Void]>([])
    let desk = Desk(sources: { sources in
      sources.trail = AuditTrail { _, _, done in waiting.withLock { $0.append(done) } }
      sources.reload = { $0(.done(live: [], restart: [])) }
    })
    let answered = Mutex(false)
    desk.service.answer(
      Desk.request(.post, "/api/v1/reload", token: "act-token", body: "{}"), peer: Desk.home
    ) { _ in answered.withLock { $0 = true } }
    #expect(!answered.withLock { $0 })
    for done in waiting.withLock({ $0 }) { done() }
    #expect(answered.withLock { $0 })
    // Nobody says that this one is kept.
    #expect(await desk.post("/api/v1/reload").status == 200)
    #expect(waiting.withLock { $0.count } == 2)
  }

  @Test func `a reload tells what changed, and a bad file what is wrong with it`() async {
    let good = Desk(sources: { sources in
      sources.reload = { $0(.done(live: ["account[shop].rate: 1 -> 2"], restart: ["smpp.listen: a -> b"])) }
    })
    #expect(
      await good.post("/api/v1/reload").text
        == #"{"live":["account[shop].rate: 1 -> 2"],"restart":["smpp.listen: a -> b"]}"#)
    let bad = Desk(sources: { $0.reload = { $0(.refused(["c.toml:3: log.level: unknown", "c.toml:4: x"])) } })
    let response = await bad.post("/api/v1/reload")
    #expect(response.status == 409)
    #expect(response.text.contains("c.toml:3: log.level: unknown\\nc.toml:4: x"))
    #expect(await Desk(offers: false).post("/api/v1/reload").status == 501)
    #expect(await good.post("/api/v1/reload", token: "read-token").status == 403)
  }
}
