import Admin
import HTTP
import Loopback
import Testing
import Transport

/// A service behind a real port.
private struct Port {
  let desk: Desk
  let listener: Listener
  let socket: RawSocket

  init(_ change: (inout AdminTerms) -> Void = { _ in }) throws {
    let desk = Desk(terms: change)
    let listener = try Listener(at: Endpoint(host: "127.0.0.1", port: 0), on: EventLoopGroup(count: 1)) { connection in
      desk.service.handler(for: connection)
    }
    self.desk = desk
    self.listener = listener
    socket = try #require(RawSocket(listener.address.port))
  }

  /// All that comes until the server ends the stream.
  func exchange(_ text: String) -> String {
    socket.send(Array(text.utf8))
    defer { socket.finish() }
    return String(decoding: socket.receive(.max), as: UTF8.self)
  }
}

private let last = "GET /readyz HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n"

@Suite struct ListenerTests {
  @Test func `pipelined requests are answered in order on one connection`() throws {
    let text = try Port().exchange(
      "GET /readyz HTTP/1.1\r\nHost: h\r\n\r\nHEAD /readyz HTTP/1.1\r\nHost: h\r\n\r\nGET /nothing HTTP/1.1\r\nHost: h\r\n\r\n"
        + last)
    let statuses = text.components("HTTP/1.1 ").map { String($0.prefix(3)) }
    #expect(statuses == ["200", "200", "404", "200"])
    #expect(text.components("ready\n").count == 2, "the HEAD has no body")
  }

  @Test func `a chunked body is one body`() throws {
    let port = try Port()
    let head =
      "POST /api/v1/messages HTTP/1.1\r\nHost: h\r\nAuthorization: Bearer act-token\r\nContent-Type: application/json\r\n"
    let body = #"{"account":"shop","to":"375291234567","text":"hi"}"#
    let (first, second) = (body.prefix(10), body.dropFirst(10))
    let chunks =
      "\(String(first.utf8.count, radix: 16))\r\n\(first)\r\n\(String(second.utf8.count, radix: 16));x=y\r\n\(second)\r\n0\r\n\r\n"
    let text = port.exchange(head + "Transfer-Encoding: chunked\r\n\r\n" + chunks + last)
    #expect(text.hasPrefix("HTTP/1.1 202 Accepted\r\n"))
    #expect(port.desk.done == ["send shop +375291234567 sms hi"])
  }

  @Test func `a body past the limit is refused before it is sent`() throws {
    let text = try Port { $0.limits.request.body = 100 }.exchange(
      "POST /api/v1/messages HTTP/1.1\r\nHost: h\r\nContent-Length: 101\r\n\r\n")
    #expect(text.hasPrefix("HTTP/1.1 413 Content Too Large\r\n"))
    #expect(text.contains("Connection: close\r\n"))
    #expect(text.contains("X-Content-Type-Options: nosniff\r\n"))
  }

  @Test func `a request that never ends is answered 408`() throws {
    let text = try Port { $0.limits.requestTimeout = .milliseconds(50) }.exchange("GET / HT")
    #expect(text.hasPrefix("HTTP/1.1 408 "))
  }

  @Test(arguments: [(2, true), (1, false)])
  func `connections past the limit are closed at once`(_ limit: Int, _ served: Bool) throws {
    let port = try Port { $0.maxConnections = limit }
    port.socket.send(Array("GET /readyz HTTP/1.1\r\nHost: h\r\n\r\n".utf8))
    #expect(!port.socket.receive(1).isEmpty)
    let second = try #require(RawSocket(port.listener.address.port))
    second.send(Array(last.utf8))
    #expect(second.receive(1).isEmpty == !served)
    second.finish()
    port.socket.finish()
  }

  @Test func `another network is closed at once`() throws {
    let other = try #require(IPNetwork("192.0.2.0/24"))
    #expect(try Port { $0.networks = [other] }.exchange(last).isEmpty)
  }
}

extension String {
  fileprivate func components(_ separator: String) -> [Substring] { split(separator: separator) }
}
