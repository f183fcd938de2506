import Glibc
import Loopback
import Testing
import Transport

@Suite(.timeLimit(.minutes(1)))
struct ConnectionTests {
  let group = EventLoopGroup(count: 2)

  private func listen(
    _ options: ListenerOptions = ListenerOptions(),
    _ makeHandler: @escaping @Sendable (Connection) -> (any ConnectionHandler)?
  ) throws -> Listener {
    try Listener(at: Endpoint(host: "127.0.0.1", port: 0), on: group, options: options, makeHandler: makeHandler)
  }

  @Test(arguments: [1, 100, 65_536, 3_000_000])
  func `What goes in comes back whole`(count: Int) async throws {
    let listener = try listen { _ in Echo() }
    let client = Client(to: listener.address.port, on: group.next())
    #expect(await client.inbox.next() == .opened)
    let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 31) }
    client.write(bytes)
    #expect(await client.inbox.bytes(count) == bytes)
    client.run { $0.close() }
    #expect(await client.inbox.closed() == .closed)
    await listener.stop()
  }

  @Test func `Bytes that come one by one come back in order`() throws {
    let listener = try listen { _ in Echo() }
    let socket = try #require(RawSocket(listener.address.port))
    for byte in UInt8.min...UInt8.max {
      socket.send([byte])
      #expect(socket.receive(1) == [byte])
    }
    socket.finish()
  }

  @Test func `Writes of one event leave in order`() throws {
    let listener = try listen { _ in
      Probe(Inbox()) { connection, _ in
        for byte in 0..<UInt8(200) { connection.write([byte]) }
      }
    }
    let socket = try #require(RawSocket(listener.address.port))
    socket.send([1])
    #expect(socket.receive(200) == Array(0..<200))
    socket.finish()
  }

  @Test func `A reset right behind a frame ends the connection`() async throws {
    let inbox = Inbox()
    let listener = try listen { _ in Probe(inbox) }
    for _ in 0..<50 {
      let socket = try #require(RawSocket(listener.address.port))
      socket.send([1, 2, 3])
      socket.reset()
      // The bytes may be lost to the reset; the end must not be.
      #expect(await inbox.closed() == .failed(errno: ECONNRESET))
    }
  }

  @Test func `Closing sends what was written and then the end of the stream`() throws {
    let bytes = [UInt8](repeating: 7, count: 1_000_000)
    let listener = try listen { _ in
      Probe(Inbox()) { connection, _ in
        connection.write(bytes)
        connection.close()
        connection.write([9])
      }
    }
    let socket = try #require(RawSocket(listener.address.port))
    // What is sent behind the first byte stays unread over there and must not turn the close into a reset.
    socket.send([1])
    socket.send([2, 3])
    #expect(socket.receive(bytes.count) == bytes)
    #expect(socket.isAtEnd)
    socket.finish()
  }

  @Test func `A peer that takes nothing is dropped at the end of a close`() async throws {
    let inbox = Inbox()
    let listener = try listen { _ in
      Probe(inbox) { connection, _ in
        connection.write([UInt8](repeating: 0, count: 4 << 20))
        connection.close(timeout: .milliseconds(50))
      }
    }
    let socket = try #require(RawSocket(listener.address.port))
    // The receive window fills long before four million bytes, since nobody reads.
    SocketWindow.shrink(socket.descriptor)
    socket.send([1])
    #expect(await inbox.closed() == .closeTimedOut)
    socket.finish()
  }

  @Test func `Aborting shows the peer a reset`() throws {
    let listener = try listen { _ in Probe(Inbox()) { connection, _ in connection.abort() } }
    let socket = try #require(RawSocket(listener.address.port))
    socket.send([1])
    var byte: UInt8 = 0
    #expect(recv(socket.descriptor, &byte, 1, 0) == -1)
    #expect(errno == ECONNRESET)
    socket.finish()
  }

  @Test(arguments: [0, 1])
  func `Output up to the limit is kept and one byte more drops the connection`(excess: Int) async throws {
    let inbox = Inbox()
    var options = ListenerOptions()
    options.connection.outputLimit = 8 << 20
    let limit = options.connection.outputLimit
    let listener = try listen(options) { _ in
      Probe(inbox) { connection, _ in
        connection.write([UInt8](repeating: 1, count: limit))
        if excess > 0 { connection.write([1]) }
      }
    }
    let socket = try #require(RawSocket(listener.address.port))
    socket.send([1])
    if excess > 0 {
      #expect(await inbox.closed() == .outputLimit)
    } else {
      #expect(socket.receive(limit).count == limit)
    }
    socket.finish()
  }

  @Test func `A slow reader congests the connection and taking it away drains it`() async throws {
    let inbox = Inbox()
    let listener = try listen { _ in
      Probe(inbox) { connection, _ in
        connection.write([UInt8](repeating: 1, count: 4 << 20))
        #expect(connection.isCongested)
        #expect(connection.unsentBytes >= 4 << 20)
      }
    }
    let socket = try #require(RawSocket(listener.address.port))
    socket.send([1])
    #expect(await inbox.next() == .opened)
    #expect(await inbox.next() == .received([1]))
    #expect(socket.receive(4 << 20).count == 4 << 20)
    #expect(await inbox.next() == .drained)
    socket.finish()
  }

  @Test func `A paused reader holds the sender back and loses nothing`() async throws {
    let (server, holder) = (Inbox(), Holder())
    let total = 16 << 20
    let listener = try listen { connection in
      connection.pauseReading()
      holder.bound = LoopBound(connection, to: connection.loop)
      return Probe(server)
    }
    let socket = try #require(RawSocket(listener.address.port))
    var flags = fcntl(socket.descriptor, F_GETFL)
    flags |= O_NONBLOCK
    _ = fcntl(socket.descriptor, F_SETFL, flags)
    let chunk = [UInt8](repeating: 5, count: 1 << 20)
    var sent = 0
    // Ends when both kernel buffers are full, which is far below the total only if nobody reads.
    while sent < total {
      let count = Glibc.send(socket.descriptor, chunk, chunk.count, Int32(MSG_NOSIGNAL))
      if count <= 0 { break }
      sent += count
    }
    #expect(sent < total)
    #expect(await server.next() == .opened)
    holder.bound?.post { $0.resumeReading() }
    #expect(await server.bytes(sent).count == sent)
    socket.reset()
    #expect(await server.closed() == .failed(errno: ECONNRESET))
  }

  @Test func `A reset while reading is paused shows when reading is resumed`() async throws {
    let server = Inbox()
    let holder = Holder()
    let listener = try listen { connection in
      connection.pauseReading()
      holder.bound = LoopBound(connection, to: connection.loop)
      return Probe(server)
    }
    let socket = try #require(RawSocket(listener.address.port))
    socket.send([1, 2, 3])
    #expect(await server.next() == .opened)
    socket.reset()
    for _ in 0..<3 {
      holder.bound?.post {
        $0.resumeReading()
        $0.pauseReading()
      }
    }
    holder.bound?.post { $0.resumeReading() }
    #expect(await server.closed() == .failed(errno: ECONNRESET))
  }

  @Test func `After the peer's end of stream the other direction still works`() async throws {
    let server = Inbox()
    let holder = Holder()
    let listener = try listen { connection in
      holder.bound = LoopBound(connection, to: connection.loop)
      return Probe(server, closesAtEnd: false)
    }
    let socket = try #require(RawSocket(listener.address.port))
    socket.send([1])
    socket.endWriting()
    #expect(await server.next() == .opened)
    #expect(await server.next() == .received([1]))
    #expect(await server.next() == .readEnded)
    holder.bound?.post {
      $0.write([4, 5])
      $0.close()
    }
    #expect(socket.receive(2) == [4, 5])
    #expect(socket.isAtEnd)
    #expect(await server.closed() == .closed)
    socket.finish()
  }

  @Test func `A refused connection is told as such`() async throws {
    let listener = try listen { _ in Echo() }
    let port = listener.address.port
    await listener.stop()
    let client = Client(to: port, on: group.next())
    #expect(await client.inbox.next() == .notConnected(.failed(errno: ECONNREFUSED)))
  }

  @Test func `A name that cannot exist is told as such`() async {
    let client = Client(to: 1, host: "host.invalid", on: group.next())
    guard case .notConnected(.notResolved) = await client.inbox.next() else {
      Issue.record("resolved")
      return
    }
  }

  @Test func `A handler that is not made drops the connection`() throws {
    let listener = try listen { _ in nil }
    let socket = try #require(RawSocket(listener.address.port))
    #expect(socket.receive(1) == [])
    socket.finish()
  }

  @Test func `A port in use and an address that is not ours are refused with a reason`() throws {
    let listener = try listen { _ in Echo() }
    #expect(throws: ListenFailure.self) {
      try Listener(at: Endpoint(host: "127.0.0.1", port: listener.address.port), on: group) { _ in Echo() }
    }
    #expect(throws: ListenFailure.self) {
      try Listener(at: Endpoint(host: "192.0.2.1", port: 0), on: group) { _ in Echo() }
    }
  }

  @Test func `A stopped listener frees its port at once`() async throws {
    let first = try listen { _ in Echo() }
    await first.stop()
    await first.stop()
    let second = try Listener(at: Endpoint(host: "127.0.0.1", port: first.address.port), on: group) { _ in Echo() }
    #expect(second.address == first.address)
  }

  @Test func `IPv6 and IPv4 clients reach a listener on every address`() async throws {
    let listener = try Listener(at: Endpoint(host: "::", port: 0), on: group) { _ in Echo() }
    for host in ["127.0.0.1", "::1"] {
      let client = Client(to: listener.address.port, host: host, on: group.next())
      #expect(await client.inbox.next() == .opened)
    }
  }
}

/// Where a listener's closure leaves a connection for the test.
final class Holder: @unchecked Sendable {  // written before the event that the test waits for
  var bound: LoopBound<Connection>?
}

enum SocketWindow {
  static func shrink(_ descriptor: Int32) {
    var size: Int32 = 4096
    setsockopt(descriptor, SOL_SOCKET, SO_RCVBUF, &size, socklen_t(MemoryLayout<Int32>.size))
  }
}
