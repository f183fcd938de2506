import Loopback
import Testing
import Transport

@Suite(.timeLimit(.minutes(1)))
final class TLSTests {
  let group = EventLoopGroup(count: 2)
  let certificates = TestCertificates()

  deinit { certificates.remove() }

  private func server(_ change: (inout ServerTLS) -> Void = { _ in }) throws -> TLSContext {
    var server = ServerTLS(certificate: certificate("server"))
    change(&server)
    return try TLSContext(server: server)
  }

  private func certificate(_ name: String) -> ServerTLS.Certificate {
    let pair = certificates.pair(name)
    return ServerTLS.Certificate(certificateFile: pair.certificate, keyFile: pair.key)
  }

  private func trusting(name: String? = nil, certificate: ServerTLS.Certificate? = nil) throws -> TLSContext {
    try TLSContext(
      client: ClientTLS(trust: .file(certificates.authority), serverName: name, certificate: certificate))
  }

  private func listen(
    _ tls: ListenerTLS, _ makeHandler: @escaping @Sendable (Connection) -> (any ConnectionHandler)? = { _ in Echo() }
  ) throws -> Listener {
    var options = ListenerOptions()
    options.tls = tls
    return try Listener(
      at: Endpoint(host: "127.0.0.1", port: 0), on: group, options: options, makeHandler: makeHandler)
  }

  @Test(arguments: [1, 16_384, 2_000_000])
  func `What goes in comes back whole under TLS`(count: Int) async throws {
    let listener = try listen(.implicit(server()))
    let client = Client(to: listener.address.port, on: group.next(), tls: try trusting())
    #expect(await client.inbox.next() == .opened)
    let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 31) }
    client.write(bytes)
    #expect(await client.inbox.bytes(count) == bytes)
    client.run { $0.close() }
    #expect(await client.inbox.closed() == .closed)
  }

  @Test func `One port serves TLS and plain clients that speak first`() async throws {
    let listener = try listen(.detected(server()))
    let secure = Client(to: listener.address.port, on: group.next(), tls: try trusting())
    #expect(await secure.inbox.next() == .opened)
    secure.write([0x16, 1, 2])
    #expect(await secure.inbox.bytes(3) == [0x16, 1, 2])
    let plain = Client(to: listener.address.port, on: group.next())
    #expect(await plain.inbox.next() == .opened)
    plain.write([1, 2, 3])
    #expect(await plain.inbox.bytes(3) == [1, 2, 3])
  }

  @Test func `Garbage on a TLS port ends that connection only`() async throws {
    let listener = try listen(.implicit(server()))
    let socket = try #require(RawSocket(listener.address.port))
    socket.send(Array("EHLO not.tls\r\n".utf8))
    _ = socket.receive(1000)
    socket.finish()
    let client = Client(to: listener.address.port, on: group.next(), tls: try trusting())
    #expect(await client.inbox.next() == .opened)
  }

  @Test func `A certificate of another name or authority is refused by the client`() async throws {
    let listener = try listen(.implicit(server()))
    for context in [try trusting(name: "wrong.example.test"), try TLSContext(client: ClientTLS())] {
      let client = Client(to: listener.address.port, on: group.next(), tls: context)
      guard case .notConnected(.tls) = await client.inbox.next() else {
        Issue.record("connected")
        continue
      }
    }
  }

  @Test func `The name that the client asks for chooses the certificate`() async throws {
    let other = certificate("other")
    let listener = try listen(.implicit(server { $0.named["other.example.test"] = other }))
    for name in ["other.example.test", "OTHER.example.test", "localhost"] {
      let client = Client(to: listener.address.port, on: group.next(), tls: try trusting(name: name))
      #expect(await client.inbox.next() == .opened)
    }
  }

  @Test func `A required client certificate is checked and its name told`() async throws {
    let authority = certificates.authority
    let names = Inbox()
    let listener = try listen(.implicit(server { $0.clients = .required(authorities: authority) })) { connection in
      names.add(.received(Array((connection.tlsFacts?.peerName ?? "").utf8)))
      return Echo()
    }
    let known = Client(
      to: listener.address.port, on: group.next(), tls: try trusting(certificate: certificate("client")))
    #expect(await known.inbox.next() == .opened)
    #expect(await names.next() == .received(Array("client-one".utf8)))
    // Under TLS 1.3 the client is done before the server refuses it, so the refusal comes as an end.
    let stranger = Client(to: listener.address.port, on: group.next(), tls: try trusting())
    #expect(await stranger.inbox.closed() != .closed)
  }

  @Test func `Both ends derive the same channel binding`() async throws {
    let inbox = Inbox()
    let listener = try listen(.implicit(server())) { connection in
      for type in [ChannelBinding.tlsExporter, .tlsServerEndPoint] {
        inbox.add(.received(connection.channelBinding(type) ?? []))
      }
      #expect(connection.channelBinding(.tlsUnique) == nil)
      return Echo()
    }
    let client = Client(to: listener.address.port, on: group.next(), tls: try trusting())
    #expect(await client.inbox.next() == .opened)
    let mine = Inbox()
    client.run { connection in
      for type in [ChannelBinding.tlsExporter, .tlsServerEndPoint] {
        mine.add(.received(connection.channelBinding(type) ?? []))
      }
    }
    for _ in 0..<2 {
      let binding = await mine.bytes(1)
      #expect(binding.count == 32)
      #expect(await inbox.bytes(1) == binding)
    }
  }

  @Test func `STARTTLS sends its go-ahead in the clear and all after it protected`() async throws {
    let context = try server()
    let listener = try listen(.none) { _ in
      Probe(Inbox()) { connection, bytes in
        guard connection.tlsFacts == nil else { return connection.write(bytes) }
        connection.write(Array("220\n".utf8))
        try? connection.startTLS(context, leftover: 0)
        connection.write(Array("hidden".utf8))
      }
    }
    let client = Client(to: listener.address.port, on: group.next())
    #expect(await client.inbox.next() == .opened)
    client.write(Array("STARTTLS\n".utf8))
    #expect(await client.inbox.bytes(4) == Array("220\n".utf8))
    let trusted = try trusting()
    client.run { try? $0.startTLS(trusted, leftover: 0, serverName: "localhost") }
    #expect(await client.inbox.next() == .secured)
    #expect(await client.inbox.bytes(6) == Array("hidden".utf8))
    client.write([9])
    #expect(await client.inbox.bytes(1) == [9])
  }

  @Test(arguments: [true, false])
  func `Plaintext behind STARTTLS is refused, in the caller's hands or in the socket`(inHand: Bool) async throws {
    let context = try server()
    let (server, refusals, holder) = (Inbox(), Inbox(), Holder())
    let listener = try listen(.none) { connection in
      holder.bound = LoopBound(connection, to: connection.loop)
      return Probe(server) { connection, _ in connection.pauseReading() }
    }
    let socket = try #require(RawSocket(listener.address.port))
    socket.send(Array("STARTTLS\r\n".utf8))
    #expect(await server.next() == .opened)
    #expect(await server.bytes(10).count == 10)
    if !inHand { socket.send(Array("RSET\r\n".utf8)) }
    holder.bound?.post { connection in
      do throws(Connection.StartTLSRefusal) {
        try connection.startTLS(context, leftover: inHand ? 6 : 0)
        refusals.add(.secured)
      } catch {
        refusals.add(.received(error == .plaintextPending ? [1] : [0]))
      }
    }
    #expect(await refusals.next() == .received([1]))
    socket.finish()
  }

  @Test func `A paused reader under TLS loses nothing`() async throws {
    let server = try server()
    let inbox = Inbox()
    let listener = try listen(.implicit(server)) { _ in
      Probe(inbox) { connection, _ in
        connection.pauseReading()
        connection.loop.schedule(at: connection.loop.now) { connection.resumeReading() }
      }
    }
    let client = Client(to: listener.address.port, on: group.next(), tls: try trusting())
    #expect(await client.inbox.next() == .opened)
    let bytes = (0..<1_000_000).map { UInt8(truncatingIfNeeded: $0 &* 7) }
    client.run {
      $0.write(bytes)
      $0.close()
    }
    #expect(await inbox.next() == .opened)
    #expect(await inbox.bytes(bytes.count) == bytes)
    #expect(await inbox.next() == .readEnded)
  }

  @Test func `Files that are missing or do not belong together are named`() {
    let (server, other) = (certificate("server"), certificate("other"))
    let mixed = ServerTLS.Certificate(certificateFile: server.certificateFile, keyFile: other.keyFile)
    #expect { try TLSContext(server: ServerTLS(certificate: mixed)) } throws: {
      ($0 as? TLSFailure)?.file == other.keyFile
    }
    let missing = ServerTLS.Certificate(certificateFile: "/missing.pem", keyFile: other.keyFile)
    #expect { try TLSContext(server: ServerTLS(certificate: missing)) } throws: {
      ($0 as? TLSFailure)?.file == "/missing.pem"
    }
  }

  @Test func `Other certificates are in use from when they are put in force`() async throws {
    let context = try server()
    let listener = try listen(.implicit(context))
    func isServed(_ name: String) async throws -> Bool {
      let client = Client(to: listener.address.port, on: group.next(), tls: try trusting(name: name))
      return await client.inbox.next() == .opened
    }
    let replacement = try context.replacement(server: ServerTLS(certificate: certificate("other")))
    #expect(try await isServed("localhost"))
    TLSContext.putInForce([replacement])
    #expect(try await isServed("other.example.test"))
    #expect(try await !isServed("localhost"))
  }

  @Test func `A reload that fails leaves the old certificate in use`() async throws {
    let context = try server()
    let listener = try listen(.implicit(context))
    let file = certificate("server").certificateFile
    TestCertificates.write("nonsense", to: file)
    #expect(throws: TLSFailure.self) { try context.reload() }
    let client = Client(to: listener.address.port, on: group.next(), tls: try trusting())
    #expect(await client.inbox.next() == .opened)
  }
}
