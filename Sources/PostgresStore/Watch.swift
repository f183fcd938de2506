import CPostgres
import Glibc
import Messages
import Store
import Synchronization

/// Renews this node's lease, hears what the other nodes say, and takes over from those that are dead: on a thread and a
/// connection of its own, so that a long commit does not cost the lease.
final class Watch: Sendable {
  private let thread: pthread_t
  /// The thread sleeps in a poll of this pipe and of its connection: an octet wakes it, the end of the pipe ends it.
  private let wakeUp: Int32
  private let work: Work

  final class Work: Sendable {
    let target: ServerTarget
    let registration: Registration
    let company: Company
    let sleep: Int32
    let handler = Mutex<(@Sendable (StoreNotice) -> Void)?>(nil)

    init(target: ServerTarget, registration: Registration, company: Company, sleep: Int32) {
      self.target = target
      self.registration = registration
      self.company = company
      self.sleep = sleep
    }
  }

  init(target: ServerTarget, registration: Registration, company: Company) throws(StoreError) {
    var ends: [Int32] = [-1, -1]
    guard pipe(&ends) == 0 else { throw .unavailable(String(cString: strerror(errno))) }
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    work = Work(target: target, registration: registration, company: company, sleep: ends[0])
    wakeUp = ends[1]
    var thread = pthread_t()
    let box = Unmanaged.passRetained(work)
    let code = pthread_create(
      &thread, nil,
      { box in
        guard let box else { return nil }
        var round = WatchRound(Unmanaged<Work>.fromOpaque(box).takeRetainedValue())
        round.run()
        return nil
      }, box.toOpaque())
    self.thread = thread
    guard code == 0 else {
      box.release()
      ends.forEach { close($0) }
      throw .unavailable(String(cString: strerror(code)))
    }
  }

  /// Ends the thread when its present round is over.
  deinit {
    close(wakeUp)
    pthread_join(thread, nil)
    close(work.sleep)
  }

  /// Sets who is told what other nodes do; on the thread of the watch, which must not be kept. From then on this node
  /// takes over from dead ones.
  func tell(_ handler: @escaping @Sendable (StoreNotice) -> Void) {
    work.handler.withLock { $0 = handler }
    var octet: UInt8 = 1
    _ = write(wakeUp, &octet, 1)
  }
}

/// What the thread of a ``Watch`` does.
private struct WatchRound {
  private let work: Watch.Work
  private var connection: Connection?
  private var beat = ContinuousClock.now
  /// Whether what was said may have been missed.
  private var missed = false
  /// Whether calls may have been taken over that nobody has been handed.
  private var unhanded = false
  private var handed: Set<CallID> = []
  /// Parts that were taken over and that nobody has been handed.
  private var parts: [HeldPart] = []
  private var connectedAt = ContinuousClock.now

  init(_ work: Watch.Work) { self.work = work }

  /// Well within the lease, so that one beat may fail.
  private var rhythm: Duration { work.registration.lease / 4 }

  mutating func run() {
    while true {
      do throws(Fault) {
        try step()
      } catch {
        if connection != nil { missed = true }
        connection = nil
        work.company.isReachable = false
      }
      guard sleep() else { return }
    }
  }

  private mutating func step() throws(Fault) {
    let connection = try connected()
    let handler = work.handler.withLock { $0 }
    if missed, let handler {
      missed = false
      handler(.missed)
      handler(.waiting(try queues(connection)))
    }
    for notice in try connection.notices() {
      guard let channel = NoticeChannel(rawValue: notice.channel) else { continue }
      if channel == .nodes { beat = .now }
      if let handler, let news = channel.notice(notice.payload, to: work.registration.number) { handler(news) }
    }
    guard ContinuousClock.now >= beat else { return }
    beat = .now + rhythm
    let hasDead = try renew(connection)
    guard let handler else { return }
    // One who was cut off himself cannot tell who is dead: whoever lives gets the time to say so.
    if unhanded || hasDead && .now - connectedAt > work.registration.lease { try takeOver(connection, handler) }
    // News may be lost, or too many to be told.
    if work.company.otherNodes > 0 { handler(.waiting(try queues(connection))) }
  }

  private func queues(_ connection: Connection) throws(Fault) -> [LaneQueue] {
    try Recoverer(connection: connection, node: work.registration.number).queues()
  }

  private mutating func connected() throws(Fault) -> Connection {
    if let connection { return connection }
    let listening = NoticeChannel.allCases.map { "LISTEN \($0.rawValue);" }.joined()
    let made = try Connection(work.target, session: listening)
    var joined = Parameters()
    joined.add(NoticeChannel.nodes.rawValue)
    joined.add(String(work.registration.number))
    _ = try made.run("SELECT pg_notify($1::text, $2::text)", joined)
    beat = .now
    connectedAt = .now
    connection = made
    work.company.isReachable = true
    return made
  }

  /// Renews the lease. Answers whether there are dead nodes that nobody has taken over from.
  private func renew(_ connection: Connection) throws(Fault) -> Bool {
    var own = Parameters()
    own.add(work.registration.incarnation)
    own.add(work.registration.lease.milliseconds)
    let asked = Tenure.clock
    let renewed = try connection.run(
      """
      UPDATE nodes SET standing = 0, lease = greatest(lease,
      clock_timestamp() + ($2::bigint)::float8 * interval '1 millisecond') WHERE incarnation = $1::bigint
      AND standing < 2
      """, own
    ).changed
    if renewed == 1 { work.company.renewed(at: asked) }
    var others = Parameters()
    others.add(work.registration.incarnation)
    let row = try connection.run(
      """
      SELECT count(*) FILTER (WHERE lease >= clock_timestamp()),
      count(*) FILTER (WHERE standing = 0 AND lease < clock_timestamp())
      FROM nodes WHERE standing < 2 AND incarnation <> $1::bigint
      """, others
    ).first
    work.company.otherNodes = Int(row?.number(0) ?? 1)
    return (row?.number(1) ?? 0) > 0
  }

  /// Hands over what was left: calls once, whatever fails in between.
  private mutating func takeOver(_ connection: Connection, _ handler: @Sendable (StoreNotice) -> Void) throws(Fault) {
    unhanded = true
    parts += try Takeover.run(connection, work.registration, now: Self.now)
    let recoverer = Recoverer(connection: connection, node: work.registration.number)
    let calls = try recoverer.openCalls(adopted: true).filter { !handed.contains($0.call.id) }
    let recovery = Recovery(
      queues: try recoverer.queues(), openCalls: calls, parts: parts, owed: try recoverer.owed(),
      remembered: try recoverer.remembered(now: Self.now, under: Recovery.cascadePrefix))
    handed.formUnion(calls.map(\.call.id))
    unhanded = false
    parts = []
    handler(.tookOver(recovery))
  }

  private static var now: Timestamp { Timestamp(milliseconds: passerelle_realtime_nanoseconds() / 1_000_000) }

  /// Sleeps until the next beat or until something comes; false when the store is closed.
  private func sleep() -> Bool {
    var watched = [
      pollfd(fd: work.sleep, events: Int16(POLLIN), revents: 0),
      pollfd(fd: connection?.socket ?? -1, events: Int16(POLLIN), revents: 0),
    ]
    let patience = connection == nil ? min(rhythm, .milliseconds(500)) : max(.zero, beat - .now)
    _ = poll(&watched, nfds_t(watched.count), Int32(clamping: patience.milliseconds + 1))
    guard watched[0].revents != 0 else { return true }
    var octet: UInt8 = 0
    while true {
      let count = read(work.sleep, &octet, 1)
      if count < 0, errno == EINTR { continue }
      return count == 1
    }
  }
}
