import Admin
import HTTP
import Testing

/// A session and its clock, spoken to in text.
private struct Line {
  var session: AdminSession
  var now = Duration.zero

  init(_ change: (inout AdminSession.Limits) -> Void = { _ in }) {
    var limits = AdminSession.Limits()
    change(&limits)
    session = AdminSession(limits: limits, now: .zero)
  }

  mutating func receive(_ text: String) -> [AdminSession.Action] {
    session.handle(.received(Array(text.utf8)), now: now)
  }
  mutating func answer(_ token: UInt64, _ text: String = "ok") -> [AdminSession.Action] {
    session.handle(.answered(token, HTTPResponse(status: 200, body: Array(text.utf8))), now: now)
  }
  mutating func handle(_ event: AdminSession.Event) -> [AdminSession.Action] { session.handle(event, now: now) }

  /// Moves the clock to the deadline.
  mutating func passDeadline() -> [AdminSession.Action] {
    now = session.deadline ?? now
    return handle(.deadlinePassed)
  }
}

/// Actions in short: what is served, the first line of what is written, and the rest by name.
private func short(_ actions: [AdminSession.Action]) -> [String] {
  actions.map { action in
    switch action {
    case .serve(let token, let request): "serve \(token) \(request.method.rawValue) \(request.target)"
    case .write(let bytes): "write " + String(decoding: bytes.prefix { $0 != 0x0D }, as: UTF8.self)
    case .pauseReading: "pause"
    case .resumeReading: "resume"
    case .close: "close"
    case .abort: "abort"
    }
  }
}

private func get(_ target: String, _ fields: String = "") -> String {
  "GET \(target) HTTP/1.1\r\nHost: h\r\n\(fields)\r\n"
}

@Suite struct SessionTests {
  @Test func `a request is served, answered, and another may follow`() {
    var line = Line()
    #expect(short(line.receive(get("/a"))) == ["serve 1 GET /a", "pause"])
    #expect(short(line.answer(1)) == ["write HTTP/1.1 200 OK"])
    #expect(short(line.handle(.writable)) == ["resume"])
    #expect(short(line.receive(get("/b"))) == ["serve 2 GET /b", "pause"])
  }

  @Test func `pipelined requests are answered one after the other, each when there is room`() {
    var line = Line()
    #expect(short(line.receive(get("/a") + get("/b") + "GET /c")) == ["serve 1 GET /a", "pause"])
    #expect(short(line.answer(1)) == ["write HTTP/1.1 200 OK"])
    #expect(short(line.handle(.writable)) == ["serve 2 GET /b"])
    #expect(short(line.answer(2)) == ["write HTTP/1.1 200 OK"])
    #expect(short(line.handle(.writable)) == ["resume"])
    #expect(short(line.receive(" HTTP/1.1\r\nHost: h\r\n\r\n")) == ["serve 3 GET /c", "pause"])
  }

  @Test(arguments: [(31, true), (32, false), (33, false)])
  func `a burst is served up to its limit, then the connection ends`(_ count: Int, _ stays: Bool) {
    var line = Line()
    _ = line.receive((1...count).map { get("/\($0)") }.joined())
    var served = 0
    var closed = false
    while !closed, served < 100 {
      served += 1
      let actions = line.answer(UInt64(served))
      closed = actions.contains(.close)
      if !closed, short(line.handle(.writable)) == ["resume"] { break }
    }
    #expect(closed == !stays)
    #expect(served == min(count, 32))
  }

  @Test func `a HEAD gets the length and no body`() {
    var line = Line()
    _ = line.receive("HEAD / HTTP/1.1\r\nHost: h\r\n\r\n")
    guard case .write(let bytes)? = line.answer(1, "four").first else {
      Issue.record("nothing was written")
      return
    }
    let text = String(decoding: bytes, as: UTF8.self)
    #expect(text.contains("Content-Length: 4\r\n"))
    #expect(text.hasSuffix("\r\n\r\n"))
  }

  @Test(arguments: ["Connection: close\r\n", "Connection: x, CLOSE\r\n"])
  func `a client that wants to close is closed after its answer`(_ field: String) {
    var line = Line()
    _ = line.receive(get("/a", field))
    #expect(short(line.answer(1)) == ["write HTTP/1.1 200 OK", "close"])
    #expect(line.receive(get("/b")) == [])
    #expect(line.session.deadline == nil)
  }

  @Test func `a client that has ended its side still gets its answer`() {
    var line = Line()
    _ = line.receive(get("/a"))
    #expect(line.handle(.readEnded) == [])
    _ = line.answer(1)
    #expect(short(line.handle(.writable)) == ["close"])
    var idle = Line()
    #expect(short(idle.handle(.readEnded)) == ["close"])
  }

  @Test(arguments: [
    ("GET / HTTP/2.0\r\n", 505), ("GET / HTTP/1.1\r\n\r\n", 400), ("BREW / HTTP/1.1\r\n", 501), ("GET /\r\n", 400),
    ("GET / HTTP/1.1\nHost: h\n\n", 400), ("\u{0}\u{1}\r\n", 400),
    ("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n", 400),
  ])
  func `what is no request is refused and the connection ends`(_ text: String, _ status: Int) {
    var line = Line()
    let actions = short(line.receive(text))
    #expect(actions.count == 2)
    #expect(actions.first?.hasPrefix("write HTTP/1.1 \(status) ") == true)
    #expect(actions.last == "close")
  }

  @Test func `a refusal waits for the answers before it`() {
    var line = Line()
    #expect(short(line.receive(get("/a") + "nonsense\r\n")) == ["serve 1 GET /a", "pause"])
    _ = line.answer(1)
    #expect(short(line.handle(.writable)) == ["write HTTP/1.1 400 Bad Request", "close"])
  }

  @Test(arguments: [(8, 200), (9, 414)])
  func `the request line has a limit`(_ length: Int, _ status: Int) {
    // "GET " and " HTTP/1.1" stand around the target.
    var line = Line { $0.request.requestLine = 4 + 8 + 9 }
    let actions = short(line.receive(get("/" + String(repeating: "a", count: length - 1))))
    #expect(actions.first?.hasPrefix(status == 200 ? "serve" : "write HTTP/1.1 \(status)") == true)
  }

  @Test(arguments: [(10, "serve"), (11, "write HTTP/1.1 413")])
  func `the body has a limit, counted or chunked`(_ length: Int, _ expected: String) {
    let body = String(repeating: "b", count: length)
    var line = Line { $0.request.body = 10 }
    let counted = short(line.receive("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: \(length)\r\n\r\n\(body)"))
    #expect(counted.first?.hasPrefix(expected) == true)
    var other = Line { $0.request.body = 10 }
    let chunk = "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nbbbb\r\n"
    let rest = String(length - 4, radix: 16) + "\r\n\(body.dropFirst(4))\r\n0\r\n\r\n"
    #expect(short(other.receive(chunk + rest)).first?.hasPrefix(expected) == true)
  }

  @Test func `a client that waits for leave to send its body gets it`() {
    var line = Line()
    let head = "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 2\r\nExpect: 100-continue\r\n\r\n"
    #expect(short(line.receive(head)) == ["write HTTP/1.1 100 Continue"])
    #expect(short(line.receive("hi")) == ["serve 1 POST /", "pause"])
  }

  // MARK: Time

  @Test func `a request that dribbles in is ended by its own deadline, whatever comes`() {
    var line = Line()
    for second in stride(from: 0, to: 30, by: 3) {
      line.now = .seconds(second)
      #expect(line.receive("G") == [])
      #expect(line.session.deadline == .seconds(30))
    }
    #expect(short(line.passDeadline()) == ["write HTTP/1.1 408 Request Timeout", "close"])
  }

  @Test func `empty lines do not keep a connection alive`() {
    var line = Line()
    _ = line.receive(get("/a"))
    _ = line.answer(1)
    _ = line.handle(.writable)
    line.now = .seconds(50)
    _ = line.receive("\r\n\r\n")
    #expect(line.session.deadline == .seconds(60))
    #expect(short(line.passDeadline()) == ["close"])
  }

  @Test func `a second request has a deadline of its own, from its first octet`() {
    var line = Line()
    _ = line.receive(get("/a"))
    _ = line.answer(1)
    _ = line.handle(.writable)
    line.now = .seconds(40)
    _ = line.receive("GET")
    #expect(line.session.deadline == .seconds(70))
  }

  @Test func `a connection that says nothing is closed without a word`() {
    var line = Line()
    #expect(short(line.passDeadline()) == ["close"])
  }

  @Test func `an answer that does not come is given up, and comes too late`() {
    var line = Line()
    _ = line.receive(get("/a"))
    line.now = .seconds(1)
    #expect(line.handle(.deadlinePassed) == [])
    #expect(short(line.passDeadline()) == ["write HTTP/1.1 504 Gateway Timeout", "close"])
    #expect(line.answer(1) == [])
  }

  @Test func `a client that does not take its response is dropped`() {
    var line = Line()
    _ = line.receive(get("/a"))
    _ = line.answer(1)
    #expect(short(line.passDeadline()) == ["abort"])
  }

  @Test func `an answer to another request changes nothing`() {
    var line = Line()
    _ = line.receive(get("/a"))
    #expect(line.answer(7) == [])
    #expect(short(line.answer(1)) == ["write HTTP/1.1 200 OK"])
    #expect(line.answer(1) == [])
  }

  @Test func `random octets in random pieces never break a session`() {
    var seed: UInt64 = 20_251_121
    func random(_ bound: UInt64) -> UInt64 {
      seed = seed &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return (seed >> 33) % bound
    }
    let words = [
      "GET ", "/", " HTTP/1.1", "\r\n", "Host: h\r\n", "Content-Length: 3\r\n", "abc", "\u{0}", "%2e", "0\r\n",
      "Transfer-Encoding: chunked\r\n",
    ]
    for _ in 0..<2_000 {
      var line = Line()
      var token: UInt64 = 1
      for _ in 0..<random(30) {
        for action in line.receive(words[Int(random(UInt64(words.count)))]) {
          if case .serve(let given, _) = action { token = given }
        }
        if random(3) == 0 { _ = line.answer(token) }
        if random(3) == 0 { _ = line.handle(.writable) }
        line.now += .seconds(Int(random(20)))
        if let deadline = line.session.deadline { #expect(deadline <= line.now + .seconds(120)) }
      }
    }
  }
}
