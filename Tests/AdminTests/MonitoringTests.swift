import Admin
import Dispatch
import FoundationEssentials
import HTTP
import Messages
import Store
import Synchronization
import Telemetry
import Testing

@Suite struct MonitoringTests {
  @Test func `metrics are in the text format with our own among them`() async {
    let desk = Desk()
    _ = await desk.get("/api/v1/tally", token: nil)
    let response = await desk.get("/metrics", token: nil)
    #expect(response.headers["Content-Type"] == "text/plain; version=0.0.4; charset=utf-8")
    #expect(response.text.contains("\npasserelle_admin_unauthorized_total 1\n"))
    #expect(response.text.contains("passerelle_admin_requests_total{status=\"4xx\"} 1\n"))
  }

  @Test(arguments: [(true, 200), (false, 503)])
  func `health is whether the store can be written`(_ writable: Bool, _ status: Int) async {
    #expect(await Desk(writable: writable).get("/healthz", token: nil).status == status)
  }

  @Test func `readiness names what is missing`() async {
    #expect(await Desk().get("/readyz", token: nil).text == "ready\n")
    let response = await Desk(notReady: ["smpp does not listen"]).get("/readyz", token: nil)
    #expect(response.status == 503)
    #expect(response.text == "smpp does not listen\n")
  }

  @Test func `one write serves all who ask for health at once, and for a while after`() {
    let writes = Mutex<[@Sendable (Bool) -> Void]>([])
    let clock = Mutex(Duration.zero)
    let answers = Mutex<[Bool]>([])
    let probe = HealthProbe({ done in writes.withLock { $0.append(done) } }, now: { clock.withLock { $0 } })
    func ask() { probe.ask { answer in answers.withLock { $0.append(answer) } } }
    func count() -> Int { writes.withLock { $0.count } }
    ask()
    ask()
    #expect(count() == 1)
    writes.withLock { $0[0] }(true)
    #expect(answers.withLock { $0 } == [true, true])
    clock.withLock { $0 = .milliseconds(1_999) }
    ask()
    #expect(count() == 1)
    #expect(answers.withLock { $0 } == [true, true, true])
    clock.withLock { $0 = .seconds(2) }
    ask()
    #expect(count() == 2)
    writes.withLock { $0[0] }(true)
    #expect(answers.withLock { $0.count } == 3, "the first write's second answer is nobody's")
    writes.withLock { $0[1] }(false)
    #expect(answers.withLock { $0 } == [true, true, true, false])
  }

  @Test func `a sample sets the levels of the store and joins the flow`() async throws {
    let desk = Desk()
    try desk.accept(1)
    try desk.accept(2)
    try desk.send(2, as: "p")
    desk.metrics.counter("passerelle_messages_accepted_total", "").add(5)
    desk.metrics.counter("passerelle_provider_outcomes_total", "", [("provider", "a"), ("outcome", "accepted")]).add(3)
    desk.metrics.counter("passerelle_provider_outcomes_total", "", [("provider", "b"), ("outcome", "accepted")]).add(4)
    desk.metrics.counter("passerelle_provider_outcomes_total", "", [("provider", "b"), ("outcome", "refused")]).add(9)
    desk.service.sample()
    // Behind the sample on the ledger's queue.
    #expect(await desk.get("/api/v1/tally").text.contains(#""claimed":1,"calling":0,"sent":1"#))
    let flow = await desk.get("/api/v1/flow").text
    #expect(flow.contains(#""at":["2025-11-21T12:41:13.007Z"]"#))
    #expect(flow.contains(#""waiting":[1]"#) && flow.contains(#""at_provider":[1]"#))
    #expect(flow.contains(#""accepted_total":[5]"#) && flow.contains(#""handed_over_total":[7]"#))
    let exposition = await desk.get("/metrics").text
    #expect(exposition.contains("passerelle_messages{stage=\"sent\"} 1\n"))
  }

  @Test(arguments: [(240, 240), (241, 240)])
  func `the flow keeps an hour`(_ samples: Int, _ kept: Int) async {
    let desk = Desk()
    for sample in 1...samples {
      desk.metrics.counter("passerelle_messages_accepted_total", "").add()
      desk.service.sample()
      // So that the queue of the ledger has room for the next.
      if sample % 50 == 0 { _ = await desk.get("/api/v1/tally") }
    }
    _ = await desk.get("/api/v1/tally")
    let flow = await desk.get("/api/v1/flow").text
    let column = flow.split(separator: "\"accepted_total\":[").last?.prefix { $0 != "]" } ?? ""
    #expect(column.split(separator: ",").count == kept)
    #expect(column.hasSuffix(",\(samples)"))
  }

  @Test func `past the room of the ledger's queue questions are refused`() {
    let gate = DispatchSemaphore(value: 0)
    let queue = LedgerQueue(MemoryStore())
    let taken = (0..<LedgerQueue.room + 8).map { _ in queue.run { _ in gate.wait() } }
    // The one that has begun waits no more.
    #expect((LedgerQueue.room...LedgerQueue.room + 1).contains(taken.count { $0 }))
    #expect(taken.last == false)
    for isTaken in taken where isTaken { gate.signal() }
  }

  @Test func `every metric that the sources register is documented, and no other`() throws {
    let documented = try names(in: read("docs/monitoring.md"), of: /`(passerelle_[a-z0-9_]+)`/)
    var registered: Set<String> = []
    // Its tables and channels begin like metrics.
    for file in try swiftFiles("Sources")
    where !file.path.contains("/PostgresStore/") {
      registered.formUnion(try names(in: String(contentsOf: file, encoding: .utf8), of: /"(passerelle_[a-z0-9_]+)"/))
    }
    // Histograms are read by their parts.
    let parts = registered.filter { name in
      ["_sum", "_count"].contains { name.hasSuffix($0) && registered.contains(String(name.dropLast($0.count))) }
    }
    #expect(registered.subtracting(parts).subtracting(documented) == [])
    #expect(documented.subtracting(registered) == [])
  }

  private func names(in text: String, of pattern: Regex<(Substring, Substring)>) -> Set<String> {
    Set(text.matches(of: pattern).map { String($0.output.1) })
  }
}
