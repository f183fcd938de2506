import Loopback
import Testing
import Transport

@Suite(.timeLimit(.minutes(1)))
struct ProxyHeaderTests {
  private static let signature: [UInt8] = [13, 10, 13, 10, 0, 13, 10, 81, 85, 73, 84, 10]

  private static func binary(_ command: UInt8, _ family: UInt8, _ rest: [UInt8], length: Int? = nil) -> [UInt8] {
    let length = length ?? rest.count
    return signature + [command, family, UInt8(length >> 8), UInt8(length & 255)] + rest
  }

  private static let v4: [UInt8] = [192, 0, 2, 1, 192, 0, 2, 2, 0x1F, 0x90, 0, 25]

  private func address(_ ip: String, _ port: UInt16) throws -> SocketAddress {
    SocketAddress(try #require(IPAddress(ip)), port: port)
  }

  @Test func `Both versions name the client`() throws {
    let expected = ProxyHeader(source: try address("192.0.2.1", 8080), destination: try address("192.0.2.2", 25))
    let line = Array("PROXY TCP4 192.0.2.1 192.0.2.2 8080 25\r\n".utf8)
    #expect(ProxyHeader.read(line + [1, 2]) == .header(expected, length: line.count))
    let binary = Self.binary(0x21, 0x11, Self.v4 + [1, 0, 1, 9])
    #expect(ProxyHeader.read(binary + [1, 2]) == .header(expected, length: binary.count))
  }

  @Test func `IPv6 is read in both versions`() throws {
    let expected = ProxyHeader(source: try address("2001:db8::1", 1), destination: try address("::1", 2))
    let line = Array("PROXY TCP6 2001:db8::1 ::1 1 2\r\n".utf8)
    #expect(ProxyHeader.read(line) == .header(expected, length: line.count))
    let source: [UInt8] = [0x20, 1, 0x0D, 0xB8] + [UInt8](repeating: 0, count: 11) + [1]
    let destination = [UInt8](repeating: 0, count: 15) + [1]
    let binary = Self.binary(0x21, 0x21, source + destination + [0, 1, 0, 2])
    #expect(ProxyHeader.read(binary) == .header(expected, length: binary.count))
  }

  @Test(arguments: [
    Array("PROXY UNKNOWN\r\n".utf8), Array("PROXY UNKNOWN what ever\r\n".utf8),
    binary(0x20, 0x00, []), binary(0x20, 0x11, v4), binary(0x21, 0x00, [1, 2, 3]), binary(0x21, 0x31, [1]),
  ])
  func `Health checks and unknown families keep the address of the connection`(bytes: [UInt8]) {
    #expect(ProxyHeader.read(bytes) == .header(ProxyHeader(), length: bytes.count))
  }

  @Test(arguments: [Array("PROXY TCP4 192.0.2.1 192.0.2.2 8080 25\r\n".utf8), binary(0x21, 0x11, v4)])
  func `Each beginning of a header waits for more`(bytes: [UInt8]) {
    for count in 0..<bytes.count { #expect(ProxyHeader.read(Array(bytes[..<count])) == .incomplete) }
  }

  @Test(arguments: [
    "PROXY TCP4 192.0.2.1 192.0.2.2 8080\r\n", "PROXY TCP4 192.0.2.1 192.0.2.2 8080 25 1\r\n",
    "PROXY TCP4 192.0.2.1 192.0.2.2 8080 65536\r\n", "PROXY TCP4 192.0.2.1 192.0.2.2 08 25\r\n",
    "PROXY TCP4 ::1 ::1 1 2\r\n", "PROXY TCP6 192.0.2.1 192.0.2.2 1 2\r\n", "PROXY  TCP4 192.0.2.1 192.0.2.2 1 2\r\n",
    "PROXY TCP4 192.0.2.1 192.0.2.2 8080 25\n", "PROXY\r\n", "PROXY \r\n", "EHLO x\r\n", "proxy TCP4", "\n",
  ])
  func `A malformed line is invalid`(text: String) {
    #expect(ProxyHeader.read(Array(text.utf8)) == .invalid)
  }

  @Test(arguments: [
    binary(0x11, 0x11, v4), binary(0x22, 0x11, v4), binary(0x21, 0x11, Array(v4.dropLast())), binary(0x21, 0x21, v4),
  ])
  func `A malformed binary header is invalid`(bytes: [UInt8]) {
    #expect(ProxyHeader.read(bytes) == .invalid)
  }

  @Test func `The limits are 107 octets and four kilobytes`() {
    let full = "PROXY UNKNOWN " + String(repeating: "f", count: 91) + "\r\n"
    #expect(full.utf8.count == ProxyHeader.longestLine)
    #expect(ProxyHeader.read(Array(full.utf8)) == .header(ProxyHeader(), length: 107))
    let over = "PROXY UNKNOWN " + String(repeating: "f", count: 92) + "\r\n"
    #expect(ProxyHeader.read(Array(over.utf8)) == .invalid)
    let room = ProxyHeader.longestBinary - 16
    let atLimit = Self.binary(0x20, 0, [UInt8](repeating: 0, count: room))
    #expect(ProxyHeader.read(atLimit) == .header(ProxyHeader(), length: 4096))
    #expect(ProxyHeader.read(Self.binary(0x20, 0, [], length: room + 1)) == .invalid)
  }

  @Test func `A trusted peer names its client and bytes behind the header are kept`() async throws {
    let peers = Inbox()
    let listener = try listen(trusting: "127.0.0.0/8") { connection in
      peers.add(.received(Array(connection.peer.description.utf8)))
      return Echo()
    }
    let socket = try #require(RawSocket(listener.address.port))
    socket.send(Array("PROXY TCP4 192.0.2.1 192.0.2.2 8080 25\r\nhello".utf8))
    #expect(socket.receive(5) == Array("hello".utf8))
    #expect(await peers.next() == .received(Array("192.0.2.1:8080".utf8)))
    socket.finish()
  }

  @Test func `A trusted peer without header is dropped and a stranger's header is plain bytes`() throws {
    let strict = try listen(trusting: "127.0.0.0/8") { _ in Echo() }
    let first = try #require(RawSocket(strict.address.port))
    first.send(Array("EHLO x\r\n".utf8))
    #expect(first.receive(1) == [])
    first.finish()
    let open = try listen(trusting: "10.0.0.0/8") { _ in Echo() }
    let second = try #require(RawSocket(open.address.port))
    second.send(Array("PROXY".utf8))
    #expect(second.receive(5) == Array("PROXY".utf8))
    second.finish()
  }

  @Test func `A header that does not come in time ends the connection`() throws {
    let listener = try listen(trusting: "127.0.0.0/8", timeout: .milliseconds(20)) { _ in Echo() }
    let socket = try #require(RawSocket(listener.address.port))
    socket.send(Array("PRO".utf8))
    #expect(socket.receive(1) == [])
    socket.finish()
  }

  private func listen(
    trusting network: String, timeout: Duration = .seconds(10),
    _ makeHandler: @escaping @Sendable (Connection) -> (any ConnectionHandler)?
  ) throws -> Listener {
    var options = ListenerOptions()
    options.proxyNetworks = [try #require(IPNetwork(network))]
    options.openingTimeout = timeout
    return try Listener(
      at: Endpoint(host: "127.0.0.1", port: 0), on: EventLoopGroup(count: 1), options: options,
      makeHandler: makeHandler)
  }
}
