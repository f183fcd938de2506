import HTTP
import HTTPClient
import Synchronization
import Loopback
import Testing
import Transport

@Suite(.timeLimit(.minutes(1)))
struct CurlExchangeTests {
  private func exchange(_ change: (inout CurlSettings) -> Void = { _ in }) -> CurlExchange {
    var settings = CurlSettings()
    change(&settings)
    return CurlExchange(settings)
  }

  @Test(arguments: HTTPRequest.Method.allCases)
  func `A call carries method, target, headers and body and brings the whole response back`(
    method: HTTPRequest.Method
  ) async throws {
    let seen = Mutex<HTTPRequest?>(nil)
    let server = try WebServer { request, connection in
      seen.withLock { $0 = request }
      let response = HTTPResponse(status: 201, headers: ["X-Number": "7"], body: Array("done".utf8))
      connection.write(response.encoded(keepAlive: true, isHead: request.method == .head))
    }
    let carriesBody = method != .get && method != .head
    let body = carriesBody ? Array("a=1\u{0}b".utf8) : []
    let request = HTTPRequest(method, server.url("/p?q=1"), headers: ["X-Key": "k", "X-Empty": ""], body: body)
    let response = try await exchange().call(request).get()
    #expect(response.status == 201)
    #expect(response.headers["x-number"] == "7")
    #expect(response.body == (method == .head ? [] : Array("done".utf8)))
    let received = try #require(seen.withLock { $0 })
    #expect(received.method == method)
    #expect(received.target == "/p?q=1")
    #expect(received.headers["X-Key"] == "k")
    #expect(received.headers["X-Empty"] == "")
    #expect(received.headers["Content-Type"] == nil)
    #expect(received.headers["Expect"] == nil)
    #expect(received.body == body)
  }

  @Test func `A large body arrives whole`() async throws {
    let server = try WebServer { request, connection in
      connection.answer(200, [:], Array(String(request.body.count).utf8))
    }
    let body = [UInt8](repeating: 0x41, count: 900_000)
    let response = try await exchange().call(HTTPRequest(.post, server.url("/"), body: body)).get()
    #expect(response.body == Array("900000".utf8))
  }

  @Test func `Calls one after the other share a connection`() async throws {
    let server = try WebServer { _, connection in connection.answer(200) }
    let exchange = exchange()
    for _ in 0..<20 { #expect(await exchange.call(HTTPRequest(.get, server.url("/"))).response?.status == 200) }
    #expect(server.tally.connections.load(ordering: .relaxed) == 1)
    #expect(server.tally.requests.load(ordering: .relaxed) == 20)
  }

  @Test func `No more calls are in flight than the setting says and none is lost`() async throws {
    let server = try WebServer { _, connection in connection.answer(200) }
    let exchange = exchange { $0.maximumConcurrent = 3 }
    let answers = await withTaskGroup(of: Bool.self) { group in
      for _ in 0..<100 {
        group.addTask { await exchange.call(HTTPRequest(.get, server.url("/"))).response?.status == 200 }
      }
      return await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
    }
    #expect(answers == 100)
    #expect(server.tally.connections.load(ordering: .relaxed) <= 3)
  }

  @Test func `Too many waiting calls are refused as not sent`() async throws {
    let server = try WebServer { _, _ in }
    let exchange = exchange {
      $0.maximumConcurrent = 1
      $0.maximumWaiting = 0
    }
    let failure = try #require(await exchange.call(HTTPRequest(.get, server.url("/"))).failure)
    #expect(failure.certainty == .notSent)
  }

  @Test func `A call that may not be made when its turn comes is not sent`() async throws {
    let server = try WebServer { _, connection in connection.answer(200) }
    let exchange = exchange { $0.maximumConcurrent = 1 }
    for _ in 0..<2 {
      let failure = try #require(
        await exchange.call(HTTPRequest(.post, server.url("/"), body: [1]), mayBegin: { false }).failure)
      #expect(failure == .tooLate)
      #expect(failure.certainty == .notSent)
    }
    #expect(server.tally.requests.load(ordering: .relaxed) == 0)
    let answer = await exchange.call(HTTPRequest(.post, server.url("/"), body: [1]), mayBegin: { true })
    #expect(answer.response?.status == 200)
  }

  @Test func `A status is passed through with its headers, whatever it is`() async throws {
    let server = try WebServer { _, connection in connection.answer(429, ["Retry-After": "17"]) }
    let response = try await exchange().call(HTTPRequest(.post, server.url("/"))).get()
    #expect(response.status == 429)
    #expect(response.headers["retry-after"] == "17")
  }

  @Test func `A redirect is not followed`() async throws {
    let server = try WebServer { _, connection in connection.answer(302, ["Location": "/elsewhere"]) }
    #expect(await exchange().call(HTTPRequest(.get, server.url("/"))).response?.status == 302)
    #expect(server.tally.requests.load(ordering: .relaxed) == 1)
  }

  @Test func `A refused connection is not sent`() async throws {
    let server = try WebServer { _, _ in }
    await server.stop()
    let failure = try #require(await exchange().call(HTTPRequest(.post, server.url("/"), body: [1])).failure)
    #expect(failure.certainty == .notSent)
  }

  @Test func `A name that cannot exist is not sent`() async throws {
    let failure = try #require(await exchange().call(HTTPRequest(.get, "http://host.invalid/")).failure)
    #expect(failure.certainty == .notSent)
  }

  @Test(arguments: ["ftp://127.0.0.1/", "file:///etc/passwd", "nonsense", ""])
  func `Only HTTP URLs are called`(url: String) async throws {
    let failure = try #require(await exchange().call(HTTPRequest(.get, url)).failure)
    #expect(failure.certainty == .notSent)
  }

  @Test func `A header that would begin a new line is refused`() async throws {
    let server = try WebServer { _, connection in connection.answer(200) }
    let request = HTTPRequest(.get, server.url("/"), headers: ["X-A": "1\r\nX-B: 2"])
    #expect(await exchange().call(request).failure?.certainty == .notSent)
    #expect(server.tally.requests.load(ordering: .relaxed) == 0)
  }

  @Test(arguments: [HTTPRequest.Method.get, .post])
  func `A connection closed before the response is no answer`(method: HTTPRequest.Method) async throws {
    let server = try WebServer { _, connection in connection.close() }
    let failure = try #require(await exchange().call(HTTPRequest(method, server.url("/"))).failure)
    #expect(failure.certainty == .noAnswer)
  }

  @Test(arguments: [HTTPRequest.Method.get, .post], [true, false])
  func `A kept connection that dies behind the request is no answer and nothing is repeated`(
    method: HTTPRequest.Method, byReset: Bool
  ) async throws {
    let server = try WebServer { request, connection in
      guard request.target == "/dies" else { return connection.answer(200) }
      byReset ? connection.abort() : connection.close()
    }
    let exchange = exchange()
    #expect(await exchange.call(HTTPRequest(.get, server.url("/"))).response != nil)
    let body: [UInt8] = method == .post ? [1, 2, 3] : []
    let failure = try #require(await exchange.call(HTTPRequest(method, server.url("/dies"), body: body)).failure)
    #expect(failure.certainty == .noAnswer)
    #expect(server.tally.requests.load(ordering: .relaxed) == 2)
  }

  @Test func `A response that never comes is no answer when the time is over`() async throws {
    let server = try WebServer { _, _ in }
    let exchange = exchange { $0.callTimeout = .milliseconds(200) }
    let failure = try #require(await exchange.call(HTTPRequest(.post, server.url("/"))).failure)
    #expect(failure.certainty == .noAnswer)
  }

  @Test func `A server that accepts and does not shake hands is not sent`() async throws {
    // Nobody answers the handshake: the listener has no TLS and no handler that speaks.
    let server = try WebServer { _, _ in }
    let exchange = exchange { $0.connectTimeout = .milliseconds(200) }
    let failure = try #require(await exchange.call(HTTPRequest(.post, server.url("/", scheme: "https"))).failure)
    #expect(failure.certainty == .notSent)
  }

  @Test func `A response that stops in the middle has stalled`() async throws {
    let server = try WebServer { _, connection in
      connection.write(Array("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nabc".utf8))
    }
    let exchange = exchange { $0.stallTimeout = .seconds(1) }
    #expect(await exchange.call(HTTPRequest(.get, server.url("/"))).failure?.certainty == .noAnswer)
  }

  @Test func `A body shorter than announced is no answer`() async throws {
    let server = try WebServer { _, connection in
      connection.write(Array("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nabc".utf8))
      connection.close()
    }
    #expect(await exchange().call(HTTPRequest(.get, server.url("/"))).failure?.certainty == .noAnswer)
  }

  @Test(arguments: [1000, 1001])
  func `A body at the limit is taken and one octet more is no answer`(count: Int) async throws {
    let server = try WebServer { _, connection in
      connection.answer(200, [:], [UInt8](repeating: 1, count: count))
    }
    let result = await exchange { $0.bodyLimit = 1000 }.call(HTTPRequest(.get, server.url("/")))
    if count == 1000 {
      #expect(result.response?.body.count == 1000)
    } else {
      #expect(result.failure?.certainty == .noAnswer)
    }
  }

  @Test func `A failure names the host and none of the secrets`() async throws {
    let server = try WebServer { _, connection in connection.close() }
    let url = "http://user:pass@127.0.0.1:\(server.port)/path-secret?token=query-secret"
    let request = HTTPRequest(.get, url, headers: ["Authorization": "Bearer header-secret"])
    let failure = try #require(await exchange().call(request).failure)
    #expect(failure.reason.hasPrefix("127.0.0.1:\(server.port): "))
    for secret in ["pass", "secret", "user"] { #expect(!failure.reason.contains(secret)) }
  }

  @Test func `A stop refuses new calls and breaks off those under way`() async throws {
    let arrived = AsyncStream<Void>.makeStream()
    let server = try WebServer { _, _ in arrived.continuation.yield() }
    let exchange = exchange()
    async let broken = exchange.call(HTTPRequest(.post, server.url("/")))
    for await _ in arrived.stream { break }
    await exchange.stop(grace: .milliseconds(50))
    #expect(await broken.failure?.certainty == .noAnswer)
    #expect(await exchange.call(HTTPRequest(.get, server.url("/"))).failure?.certainty == .notSent)
    await exchange.stop(grace: .zero)
  }
}

@Suite(.timeLimit(.minutes(1)))
final class CurlTLSTests {
  let certificates = TestCertificates()

  deinit { certificates.remove() }

  private func server(requiringClients: Bool = false) throws -> WebServer {
    let pair = certificates.pair("server")
    var tls = ServerTLS(
      certificate: ServerTLS.Certificate(certificateFile: pair.certificate, keyFile: pair.key))
    if requiringClients { tls.clients = .required(authorities: certificates.authority) }
    tls.applicationProtocols = ["http/1.1"]
    return try WebServer(tls: .implicit(TLSContext(server: tls))) { _, connection in connection.answer(200) }
  }

  private func call(_ url: String, _ change: (inout CurlSettings) -> Void) async -> Result<HTTPResponse, HTTPFailure> {
    var settings = CurlSettings()
    change(&settings)
    return await CurlExchange(settings).call(HTTPRequest(.post, url, body: [1]))
  }

  @Test func `A certificate of a trusted authority is accepted`() async throws {
    let (server, file) = (try server(), certificates.authority)
    let result = await call(server.url("/", scheme: "https")) { $0.authoritiesFile = file }
    #expect(result.response?.status == 200)
  }

  @Test func `An unknown authority, another name or another key is not sent`() async throws {
    let (server, file) = (try server(), certificates.authority)
    let unknown = await call(server.url("/", scheme: "https")) { _ in }
    #expect(unknown.failure?.certainty == .notSent)
    let pinned = await call(server.url("/", scheme: "https")) {
      $0.authoritiesFile = file
      $0.pinnedPublicKey = "sha256//AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="
    }
    #expect(pinned.failure?.certainty == .notSent)
    let name = await call(server.url("/", scheme: "https", host: "127.0.0.2")) { $0.authoritiesFile = file }
    #expect(name.failure?.certainty == .notSent)
    #expect(server.tally.requests.load(ordering: .relaxed) == 0)
  }

  @Test func `A client certificate is shown where one is required`() async throws {
    let (server, file, pair) = (try server(requiringClients: true), certificates.authority, certificates.pair("client"))
    let known = await call(server.url("/", scheme: "https")) {
      $0.authoritiesFile = file
      $0.clientCertificate = (pair.certificate, pair.key)
    }
    #expect(known.response?.status == 200)
    let stranger = await call(server.url("/", scheme: "https")) { $0.authoritiesFile = file }
    #expect(stranger.failure != nil)
    #expect(server.tally.requests.load(ordering: .relaxed) == 1)
  }
}
