import HTTP
import Messages
import Synchronization
import Telemetry
import Transport

/// Answers whatever the admin listener is asked. One for the process; used from every loop.
package final class AdminService: Sendable {
  let sources: AdminSources
  let metrics: Metrics
  let own: AdminMetrics
  let log: Log
  let reads: LedgerQueue
  let health: HealthProbe
  let flow: FlowRing
  private let state: Mutex<State>

  private struct State {
    var terms: AdminTerms
    var connections = 0
  }

  package init(sources: AdminSources, terms: AdminTerms, metrics: Metrics, log: Log) {
    self.sources = sources
    self.metrics = metrics
    self.log = log
    own = AdminMetrics(metrics)
    reads = LedgerQueue(sources.ledger)
    health = HealthProbe(sources.storeWritable)
    flow = FlowRing()
    state = Mutex(State(terms: terms))
  }

  package var terms: AdminTerms { state.withLock { $0.terms } }

  /// Puts other terms in force; connections that are open keep their limits.
  package func update(_ terms: AdminTerms) { state.withLock { $0.terms = terms } }

  // MARK: Connections

  /// The handler of a new connection behind a door; nil drops it: a network that may not connect, or too many.
  package func handler(for connection: Connection, door: AdminDoor = .everything) -> (any ConnectionHandler)? {
    guard admit(connection.peer.ip) else {
      own.refusedConnections.add()
      return nil
    }
    own.connections.add(1)
    return AdminConnection(connection, service: self, door: door)
  }

  private func admit(_ peer: IPAddress) -> Bool {
    state.withLock { state in
      let isProxy = state.terms.proxyNetworks.contains { $0.contains(peer) }
      guard isProxy || Self.mayConnect(peer, state.terms), state.connections < state.terms.maxConnections else {
        return false
      }
      state.connections += 1
      return true
    }
  }

  func connectionClosed() {
    state.withLock { $0.connections -= 1 }
    own.connections.add(-1)
  }

  private static func mayConnect(_ client: IPAddress, _ terms: AdminTerms) -> Bool {
    terms.networks.isEmpty || terms.networks.contains { $0.contains(client) }
  }

  // MARK: Requests

  /// Answers a request, at once or later, on any thread.
  package func answer(
    _ request: HTTPRequest, peer: IPAddress, door: AdminDoor = .everything,
    done: @escaping @Sendable (HTTPResponse) -> Void
  ) {
    let terms = terms
    let client = AdminGuard.client(request, peer: peer, terms)
    let finish: AdminCall.Respond = { [self] response in done(finished(response)) }
    do throws(AdminRefusal) {
      guard Self.mayConnect(client, terms) else { throw AdminRefusal(403, "not from your network") }
      let (route, values) = try AdminPath.route(request, door: door)
      try AdminGuard.authorize(request, route, terms)
      if route.role == .act { try AdminGuard.checkWrite(request) }
      let call = try AdminCall(request, route, values: values, client: client)
      if !route.isDeed { return try dispatch(call, finish) }
      try dispatch(call) { [self] in audit(call, $0, finish) }
    } catch {
      noteRefusal(error, request, client)
      finish(AdminAnswer.problem(error))
    }
  }

  private func finished(_ response: HTTPResponse) -> HTTPResponse {
    own.answered(response.status)
    var response = response
    AdminAnswer.guarded(&response)
    response.headers.add("Date", HTTPDate.format(Int(sources.wallClock().seconds)))
    return response
  }

  private func noteRefusal(_ refusal: AdminRefusal, _ request: HTTPRequest, _ client: IPAddress) {
    guard refusal.status == 401 || refusal.status == 403 else { return }
    own.unauthorized.add()
    // Without any token it is a browser that has not asked for one yet; a wrong one is worth a line.
    guard request.headers["Authorization"] != nil else { return }
    log.warning(
      "admin-refused", ["peer": client.description, "status": String(refusal.status), "reason": refusal.reason])
  }

  /// Has a question to the ledger answered on its queue.
  func read(
    _ done: @escaping AdminCall.Respond, _ answer: @escaping LedgerAnswer
  ) throws(AdminRefusal) {
    let taken = reads.run { ledger in
      do throws(LedgerTrouble) {
        done(try answer(ledger))
      } catch {
        switch error {
        case .refused(let refusal): done(AdminAnswer.problem(refusal))
        case .store(let trouble): done(AdminAnswer.problem(AdminRefusal(503, "the store does not answer: \(trouble)")))
        }
      }
    }
    if !taken { throw .unavailable }
  }
}
