import HTTP
import Testing

struct HTTPServerParserTests {
  private static let post = "POST /a?b=1 HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\n\r\nabc"
  private static let chunked =
    "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n3;x=y\r\nabc\r\nA\r\n0123456789\r\n0\r\nT: 1\r\n\r\n"

  private func events(_ text: String, limits: HTTPServerLimits = HTTPServerLimits()) -> [HTTPServerParser.Event] {
    var parser = HTTPServerParser(limits: limits)
    return parser.receive(Array(text.utf8))
  }

  private func status(_ text: String, limits: HTTPServerLimits = HTTPServerLimits()) -> Int? {
    guard case .refused(let refusal) = events(text, limits: limits).last else { return nil }
    return refusal.status
  }

  @Test func `A request with a body is read whole`() {
    let expected = HTTPRequest(
      .post, "/a?b=1", headers: ["Host": "h", "Content-Length": "3"], body: Array("abc".utf8))
    #expect(events(Self.post) == [.request(expected, keepAlive: true)])
  }

  @Test func `Chunks are joined and trailers dropped`() {
    guard case .request(let request, true) = events(Self.chunked).first else {
      Issue.record("not read")
      return
    }
    #expect(request.body == Array("abc0123456789".utf8))
    #expect(request.headers["T"] == nil)
  }

  @Test(arguments: [post, chunked, post + chunked + post])
  func `Pieces of any size give the same requests`(text: String) {
    let whole = events(text)
    let bytes = Array(text.utf8)
    for size in 1...min(7, bytes.count) {
      var parser = HTTPServerParser()
      var pieces: [HTTPServerParser.Event] = []
      for start in stride(from: 0, to: bytes.count, by: size) {
        pieces += parser.receive(Array(bytes[start..<min(start + size, bytes.count)]))
      }
      #expect(pieces == whole)
      #expect(parser.isIdle)
    }
  }

  @Test(arguments: [post, chunked])
  func `The beginning of a request is no request`(text: String) {
    let bytes = Array(text.utf8)
    for count in 0..<bytes.count {
      var parser = HTTPServerParser()
      #expect(parser.receive(Array(bytes[..<count])).isEmpty)
      #expect(parser.isIdle == (count == 0))
    }
  }

  @Test(arguments: [
    ("GET / HTTP/1.1\r\nHost: h\r\n\r\n", true),
    ("GET / HTTP/1.1\r\nHost: h\r\nConnection: Close\r\n\r\n", false),
    ("GET / HTTP/1.1\r\nHost: h\r\nConnection: x, close\r\n\r\n", false),
    ("GET / HTTP/1.0\r\n\r\n", false),
    ("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n", true),
  ])
  func `Version and Connection decide about the next request`(text: String, expected: Bool) {
    guard case .request(_, let keepAlive) = events(text).first else {
      Issue.record("not read")
      return
    }
    #expect(keepAlive == expected)
    #expect(events(text + text).count == (expected ? 2 : 1))
  }

  @Test(arguments: [
    ("* ", "OPTIONS", "*"), ("http://h:1/a?b ", "GET", "/a?b"), ("https://h ", "GET", "/"),
    ("http://h?x ", "GET", "/?x"),
  ])
  func `Every form of target becomes origin form`(raw: String, method: String, expected: String) {
    guard case .request(let request, _) = events("\(method) \(raw)HTTP/1.1\r\nHost: h\r\n\r\n").first else {
      Issue.record("not read")
      return
    }
    #expect(request.target == expected)
  }

  @Test(arguments: [
    // Two readers could see two different requests (RFC 9112 §11.2).
    ("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n", 400),
    ("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\nContent-Length: 3\r\n\r\n", 400),
    ("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 3, 3\r\n\r\n", 400),
    ("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: +3\r\n\r\n", 400),
    ("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: \r\n\r\n", 400),
    ("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 9999999999999999999\r\n\r\n", 400),
    ("POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: gzip, chunked\r\n\r\n", 501),
    ("POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n", 400),
    ("POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n", 400),
    ("POST / HTTP/1.1\r\nHost: h\r\nX: 1\r\n folded\r\n\r\n", 400),
    ("POST / HTTP/1.1\r\nHost : h\r\n\r\n", 400),
    ("POST / HTTP/1.1\r\nHost: h\n\r\n", 400),
    ("POST / HTTP/1.1\r\nHost: h\rX: 1\r\n\r\n", 400),
    ("POST / HTTP/1.1\r\n\r\n", 400),
    ("POST / HTTP/1.1\r\nHost: h\r\nHost: i\r\n\r\n", 400),
    ("POST / HTTP/1.1\r\nHost: h\u{1}\r\n\r\n", 400),
    ("POST / HTTP/1.1\r\n: h\r\n\r\n", 400),
    ("POST  / HTTP/1.1\r\nHost: h\r\n\r\n", 400),
    ("POST a HTTP/1.1\r\nHost: h\r\n\r\n", 400),
    ("POST /é HTTP/1.1\r\nHost: h\r\n\r\n", 400),
    ("POST / http/1.1\r\nHost: h\r\n\r\n", 400),
    ("POST / HTTP/2.0\r\nHost: h\r\n\r\n", 505),
    ("TRACE / HTTP/1.1\r\nHost: h\r\n\r\n", 501),
    ("post / HTTP/1.1\r\nHost: h\r\n\r\n", 501),
    ("POST / HTTP/1.1\r\nHost: h\r\nExpect: x\r\nContent-Length: 1\r\n\r\n", 417),
    ("POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\nx\r\n", 400),
    ("POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nabcd", 400),
    ("POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n123456789\r\n", 400),
    ("POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n-1\r\n", 400),
    ("\u{16}\u{3}\u{1}\n", 400),
  ])
  func `What is malformed or ambiguous is refused`(text: String, expected: Int) {
    #expect(status(text) == expected)
    #expect(events(text + Self.post).count == 1)
  }

  @Test func `A client that waits is told once that it may go on`() {
    let text = "POST / HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\nContent-Length: 1\r\n\r\n"
    #expect(events(text) == [.continueExpected])
    #expect(events(text + "a").count == 2)
  }

  @Test func `Limits hold at the last octet and are passed by the next`() {
    var limits = HTTPServerLimits()
    limits.requestLine = 20
    limits.headerBytes = 30
    limits.headerCount = 2
    limits.body = 5
    limits.chunkLine = 4
    func request(path: Int = 1, value: Int = 1, more: String = "", body: String = "") -> String {
      let target = "/" + String(repeating: "p", count: path - 1)
      return "POST \(target) HTTP/1.1\r\nHost: \(String(repeating: "h", count: value))\r\n\(more)\r\n\(body)"
    }
    #expect(status(request(path: 6), limits: limits) == nil)
    #expect(status(request(path: 7), limits: limits) == 414)
    #expect(status(request(value: 22), limits: limits) == nil)
    #expect(status(request(value: 23), limits: limits) == 431)
    #expect(status(request(more: "A: 1\r\n"), limits: limits) == nil)
    #expect(status(request(more: "A: 1\r\nB: 2\r\n"), limits: limits) == 431)
    limits.headerBytes = 100
    #expect(status(request(more: "Content-Length: 5\r\n"), limits: limits) == nil)
    #expect(status(request(more: "Content-Length: 6\r\n"), limits: limits) == 413)
    let chunked = "Transfer-Encoding: chunked\r\n"
    #expect(status(request(more: chunked, body: "3\r\nabc\r\n2\r\nde\r\n"), limits: limits) == nil)
    #expect(status(request(more: chunked, body: "3\r\nabc\r\n3\r\n"), limits: limits) == 413)
    #expect(status(request(more: chunked, body: "3;ab\r\n"), limits: limits) == nil)
    #expect(status(request(more: chunked, body: "3;abc\r\n"), limits: limits) == 400)
  }

  @Test func `A line without end is refused at its limit and not kept`() {
    var parser = HTTPServerParser()
    var refused = false
    for _ in 0..<100 where !refused {
      refused = parser.receive([UInt8](repeating: 0x41, count: 100)).isEmpty == false
    }
    #expect(refused)
  }
}
