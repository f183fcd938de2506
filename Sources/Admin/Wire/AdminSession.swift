import HTTP

/// One connection of the admin listener as a value: octets in, requests and responses out, one request at a time and in
/// order (RFC 9112 §9.3). It reads no clock and touches no socket.
package struct AdminSession: Sendable {
  /// Times and sizes of one connection.
  package struct Limits: Equatable, Sendable {
    package var request = HTTPServerLimits()
    /// From the first octet of a request to its last.
    package var requestTimeout = Duration.seconds(30)
    /// Between requests, and for a client that does not take its response.
    package var idleTimeout = Duration.seconds(60)
    /// For making a response.
    package var answerTimeout = Duration.seconds(120)
    /// Requests that may come in one burst without waiting for answers; the connection ends behind the last of so many.
    package var pipeline = 32

    package init() {}
  }

  package enum Event: Sendable {
    case received([UInt8])
    /// The response to a `serve`; one with another token comes too late and is dropped.
    case answered(UInt64, HTTPResponse)
    /// What was written has left, or nearly so.
    case writable
    /// The client sends no more.
    case readEnded
    case deadlinePassed
  }

  package enum Action: Equatable, Sendable {
    /// Have the request answered, and say so with the token.
    case serve(UInt64, HTTPRequest)
    /// Send; `writable` is to follow when the output is not congested any more.
    case write([UInt8])
    case pauseReading
    case resumeReading
    /// Send what is left and close.
    case close
    /// Drop the connection and what is left.
    case abort
  }

  private enum Pending: Sendable {
    case request(HTTPRequest, keepAlive: Bool)
    case refused(HTTPRefusal)
  }

  private enum Phase: Equatable {
    /// Waits for octets. Can transition to: serving, closed.
    case reading
    /// A request is with whoever answers it. Can transition to: writing, closed.
    case serving(isHead: Bool, keepAlive: Bool)
    /// A response is on its way out. Can transition to: reading, serving, closed.
    case writing
    /// Final.
    case closed
  }

  private let limits: Limits
  private var parser: HTTPServerParser
  private var phase = Phase.reading
  private var pending: [Pending] = []
  private var token: UInt64 = 0
  private var isPaused = false
  private var readEnded = false
  private var lastMoved: Duration
  private var requestBegan: Duration?

  package init(limits: Limits = Limits(), now: Duration) {
    self.limits = limits
    parser = HTTPServerParser(limits: limits.request)
    lastMoved = now
    // A connection that never says anything is held to the time of one request.
    requestBegan = now
  }

  /// When the session wants `deadlinePassed`.
  package var deadline: Duration? {
    switch phase {
    case .reading: requestBegan.map { $0 + limits.requestTimeout } ?? lastMoved + limits.idleTimeout
    case .serving: lastMoved + limits.answerTimeout
    case .writing: lastMoved + limits.idleTimeout
    case .closed: nil
    }
  }

  package mutating func handle(_ event: Event, now: Duration) -> [Action] {
    guard phase != .closed else { return [] }
    var actions: [Action] = []
    switch event {
    case .received(let bytes): receive(bytes, now, &actions)
    case .answered(let token, let response): answer(token, response, now, &actions)
    case .writable:
      guard phase == .writing else { return [] }
      phase = .reading
      lastMoved = now
      next(now, &actions)
    case .readEnded:
      readEnded = true
      if phase == .reading { end(&actions) }
    case .deadlinePassed: deadlinePassed(now, &actions)
    }
    return actions
  }

  // MARK: Requests

  private mutating func receive(_ bytes: [UInt8], _ now: Duration, _ actions: inout [Action]) {
    for event in parser.receive(bytes) {
      switch event {
      case .request(let request, let keepAlive): enqueue(request, keepAlive)
      case .refused(let refusal): pending.append(.refused(refusal))
      case .continueExpected:
        // Behind requests that wait for their answers it would look like the answer to one of them.
        if pending.isEmpty, phase == .reading { actions.append(.write(HTTPResponse.continueLine)) }
      }
    }
    if phase == .reading { next(now, &actions) }
    if phase != .closed, phase != .reading, !isPaused {
      isPaused = true
      actions.append(.pauseReading)
    }
  }

  private mutating func enqueue(_ request: HTTPRequest, _ keepAlive: Bool) {
    guard pending.count < limits.pipeline else { return }
    // The last that has room is answered as the last of the connection, so that the client knows what was not taken.
    pending.append(.request(request, keepAlive: keepAlive && pending.count + 1 < limits.pipeline))
  }

  private mutating func next(_ now: Duration, _ actions: inout [Action]) {
    guard !pending.isEmpty else { return rest(now, &actions) }
    requestBegan = nil
    lastMoved = now
    switch pending.removeFirst() {
    case .refused(let refusal):
      let response = AdminAnswer.problem(AdminRefusal(refusal.status, refusal.reason))
      actions.append(.write(response.encoded(keepAlive: false)))
      end(&actions)
    case .request(let request, let keepAlive):
      token &+= 1
      phase = .serving(isHead: request.method == .head, keepAlive: keepAlive)
      actions.append(.serve(token, request))
    }
  }

  /// Nothing waits: reads on.
  private mutating func rest(_ now: Duration, _ actions: inout [Action]) {
    if readEnded { return end(&actions) }
    if !parser.isIdle, requestBegan == nil { requestBegan = now }
    if isPaused {
      isPaused = false
      actions.append(.resumeReading)
    }
  }

  // MARK: Responses

  private mutating func answer(
    _ token: UInt64, _ response: HTTPResponse, _ now: Duration, _ actions: inout [Action]
  ) {
    guard case .serving(let isHead, let keepAlive) = phase, token == self.token else { return }
    lastMoved = now
    actions.append(.write(response.encoded(keepAlive: keepAlive, isHead: isHead)))
    guard keepAlive else { return end(&actions) }
    phase = .writing
  }

  private mutating func end(_ actions: inout [Action]) {
    phase = .closed
    pending = []
    actions.append(.close)
  }

  // MARK: Time

  private mutating func deadlinePassed(_ now: Duration, _ actions: inout [Action]) {
    guard let deadline, now >= deadline else { return }
    switch phase {
    case .reading:
      if !parser.isIdle { refuse(408, "the request took too long", &actions) }
      end(&actions)
    case .serving:
      refuse(504, "the answer took too long", &actions)
      end(&actions)
    case .writing:
      phase = .closed
      pending = []
      actions.append(.abort)
    case .closed: break
    }
  }

  private func refuse(_ status: Int, _ reason: String, _ actions: inout [Action]) {
    actions.append(.write(AdminAnswer.problem(AdminRefusal(status, reason)).encoded(keepAlive: false)))
  }
}
