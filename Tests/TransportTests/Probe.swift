import Transport

/// A handler that writes down what happens and does what the test says.
final class Probe: ConnectionHandler {
  typealias Reaction = @Sendable (Connection, [UInt8]) -> Void

  let inbox: Inbox
  private let opened: @Sendable (Connection) -> Void
  private let reaction: Reaction
  private let closesAtEnd: Bool

  init(_ inbox: Inbox, closesAtEnd: Bool = true, reaction: @escaping Reaction = { _, _ in }) {
    self.inbox = inbox
    self.closesAtEnd = closesAtEnd
    self.reaction = reaction
    opened = { _ in }
  }

  init(_ inbox: Inbox, closesAtEnd: Bool = true, opened: @escaping @Sendable (Connection) -> Void) {
    self.inbox = inbox
    self.closesAtEnd = closesAtEnd
    self.opened = opened
    reaction = { _, _ in }
  }

  func connectionOpened(_ connection: Connection) {
    inbox.add(.opened)
    opened(connection)
  }

  func connection(_ connection: Connection, received bytes: UnsafeRawBufferPointer) {
    let copy = Array(bytes)
    inbox.add(.received(copy))
    reaction(connection, copy)
  }

  func connectionSecured(_ connection: Connection) { inbox.add(.secured) }
  func connectionDrained(_ connection: Connection) { inbox.add(.drained) }

  func connectionReadEnded(_ connection: Connection) {
    inbox.add(.readEnded)
    if closesAtEnd { connection.close() }
  }

  func connectionClosed(_ connection: Connection, reason: CloseReason) { inbox.add(.closed(reason)) }
}

/// The smallest handler: what comes in goes out.
final class Echo: ConnectionHandler {
  func connection(_ connection: Connection, received bytes: UnsafeRawBufferPointer) {
    connection.write(bytes)
  }

  func connectionClosed(_ connection: Connection, reason: CloseReason) {}
}

/// A client made of `Connection`, used from a test.
struct Client: Sendable {
  let inbox = Inbox()
  let loop: EventLoop
  private let held = Held()

  /// The connection while it is open; touched on its loop only.
  private final class Held: @unchecked Sendable {  // touched on its loop only
    // Sendable because both ways to it run on the loop.
    var connection: Connection?
  }

  init(
    to port: UInt16, host: String = "127.0.0.1", on loop: EventLoop, tls: TLSContext? = nil,
    closesAtEnd: Bool = true
  ) {
    self.loop = loop
    let (inbox, held) = (inbox, held)
    Connection.connect(
      to: Endpoint(host: host, port: port), on: loop, tls: tls,
      handler: { _ in Probe(inbox, closesAtEnd: closesAtEnd, opened: { held.connection = $0 }) },
      failure: { inbox.add(.notConnected($0)) })
  }

  func run(_ work: @escaping @Sendable (Connection) -> Void) {
    let held = held
    loop.post { if let connection = held.connection { work(connection) } }
  }

  func write(_ bytes: [UInt8]) { run { $0.write(bytes) } }
}
