import Glibc
import Messages
import Transport

/// A connection between a client and the gateway and the network between them: octets come late, in pieces, or never.
///
/// What the gateway has written counts as acknowledged once it has come to the client.
final class Line: @unchecked Sendable {  // a world runs one job at a time
  private enum Piece {
    case octets([UInt8])
    case end
  }

  private unowned let world: World
  private let life: Int
  private let socket: MemorySocket
  private(set) var connection: Connection?
  private var up: [Piece] = []
  private var down: [Piece] = []
  private var upAt = Duration.zero
  private var downAt = Duration.zero
  /// The client reads nothing before.
  private var deafUntil = Duration.zero
  /// Half open: nothing arrives on either side any more, and nobody is told.
  private(set) var isMute = false
  /// The gateway has ended its side.
  private var isEndedByGateway = false
  private(set) var isOver = false
  private var received: ([UInt8]) -> Void
  private var ended: () -> Void

  /// - Parameters:
  ///   - received: octets have come to the client.
  ///   - ended: the client sees the end of the connection; the last call.
  init(
    _ world: World, received: @escaping ([UInt8]) -> Void, ended: @escaping () -> Void
  ) {
    self.world = world
    life = world.life
    self.received = received
    self.ended = ended
    socket = MemorySocket(room: [400, 4_000, 64_000][world.random.below(3)])
  }

  func open(on loop: EventLoop, _ makeHandler: @escaping (Connection) -> (any ConnectionHandler)?) {
    socket.written = { [weak self] bytes in self?.carryDown(bytes) }
    socket.ended = { [weak self] _ in
      self?.isEndedByGateway = true
      self?.push(.end)
    }
    let peer = SocketAddress(IPAddress(v4: 0x7F00_0001), port: UInt16(1_024 + world.random.below(60_000)))
    connection = .simulate(socket, peer: peer, on: loop, makeHandler: makeHandler)
    world.lines.append(self)
  }

  /// Whether the connection stands and nothing that the gateway has let go of is on its way: what the client has not seen
  /// has not been sent.
  var isSilent: Bool { isServed && !isMute && !isOver && !isEndedByGateway && down.isEmpty }

  private var isServed: Bool { life == world.life }

  private func delay() -> Duration {
    if world.isCalm { return world.random.milliseconds(0...3) }
    return world.random.chance(92) ? world.random.milliseconds(0...40) : world.random.milliseconds(0...4_000)
  }

  /// Octets as the network may cut them.
  private func pieces(_ bytes: [UInt8]) -> [[UInt8]] {
    guard bytes.count > 1, world.random.chance(50) else { return [bytes] }
    var cuts = Set<Int>()
    for _ in 0...world.random.below(3) { cuts.insert(1 + world.random.below(bytes.count - 1)) }
    let ends = cuts.sorted() + [bytes.count]
    return zip([0] + ends, ends).map { Array(bytes[$0..<$1]) }
  }

  // MARK: To the gateway

  func send(_ bytes: [UInt8]) {
    guard !isOver else { return }
    for piece in pieces(bytes) { pushUp(.octets(piece)) }
  }

  /// The client ends its stream, and hears nothing more.
  func close() {
    guard !isOver else { return }
    isOver = true
    pushUp(.end)
  }

  private func pushUp(_ piece: Piece) {
    up.append(piece)
    upAt = max(upAt, world.executor.now + delay())
    world.executor.scheduleWorld(after: upAt - world.executor.now) { self.arriveUp() }
  }

  private func arriveUp() {
    guard !up.isEmpty else { return }
    let piece = up.removeFirst()
    guard isServed, !isMute, let connection else { return }
    switch piece {
    case .octets(let octets): socket.arrived += octets
    case .end: socket.hasPeerEnded = true
    }
    connection.socketChanged()
  }

  // MARK: To the client

  private func carryDown(_ bytes: [UInt8]) {
    for piece in pieces(bytes) { push(.octets(piece)) }
  }

  private func push(_ piece: Piece) {
    down.append(piece)
    downAt = max(downAt, world.executor.now + delay())
    world.executor.scheduleWorld(after: downAt - world.executor.now) { self.arriveDown() }
  }

  private func arriveDown() {
    guard !down.isEmpty, !isMute else { return }
    if deafUntil > world.executor.now {
      return world.executor.scheduleWorld(after: deafUntil - world.executor.now) { self.arriveDown() }
    }
    switch down.removeFirst() {
    case .octets(let octets):
      socket.unacknowledged -= octets.count
      socket.room += octets.count
      if !isOver { received(octets) }
      if isServed { connection?.socketChanged() }
    case .end: end()
    }
  }

  private func end() {
    guard !isOver else { return }
    isOver = true
    ended()
  }

  // MARK: What goes wrong

  /// The process at the other end is gone; what its kernel had may still come.
  func serverDied() {
    if world.random.chance(50) { down = [] }
    connection = nil
    push(.end)
  }

  /// Breaks down: with a word to both sides, or without.
  func breakDown() {
    guard !isOver else { return }
    guard world.random.chance(60) else {
      isMute = true
      return
    }
    up = []
    down = []
    isMute = true
    if isServed {
      socket.failure = ECONNRESET
      connection?.socketChanged()
    }
    end()
  }

  /// The story is over.
  func letGo() {
    isOver = true
    (received, ended) = ({ _ in }, {})
    (socket.written, socket.ended) = ({ _ in }, { _ in })
    connection = nil
  }

  func goDeaf() { deafUntil = world.executor.now + world.random.milliseconds(100...40_000) }
  func hearAgain() { deafUntil = .zero }
}
