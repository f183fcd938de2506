/// The server's side of one SMPP connection as a value: no socket, no clock, no log.
///
/// The rules:
/// - Bytes come in as events, actions go out in the order in which they must be carried out; all PDUs that one call
///   writes are one `send`.
/// - Which operation is allowed when stands in `OperationRule.table`, what can be wrong with values in `RequestFault`.
/// - Nothing is written between a bind and its response: what comes in meanwhile is kept, bounded, and read after it.
/// - A fault in a PDU costs an error response; only lost framing, silence and timers end the connection.
/// - Responses are never answered.
package struct ServerSession: Sendable {
  package typealias Event = ServerEvent
  package typealias Action = ServerAction

  enum State: Sendable {
    /// Connected. Leads to `binding` and, when the timer ends, `closed`.
    case open
    /// A bind waits for its decision. Leads to `bound`, `open`, `closed`.
    case binding(BindToken, sequence: UInt32, Bind, until: Duration)
    /// Leads to `draining`, `unbinding`, `closed`.
    case bound
    /// The unbind is agreed; answers in flight are waited for. `sequence` is the client's unbind, `nil` when the unbind
    /// was ours. Leads to `closed`.
    case draining(sequence: UInt32?, until: Duration)
    /// We sent unbind. Leads to `draining`, `closed`.
    case unbinding(sequence: UInt32, until: Duration)
    case closed
  }

  let settings: ServerSettings
  var state = State.open
  var frames: FrameReader
  var out = PDUWriter()

  /// What the bind agreed on; `nil` before.
  var mode: BindMode?
  var limits = BindLimits(systemID: "", window: 1, hardCap: 1, receiptWindow: 0)
  /// The version of the rules in force.
  package internal(set) var version = InterfaceVersion.v33

  var pending = PendingRequests()
  var deliveries = OutstandingDeliveries()
  var sequences: SequenceNumbers
  var bindCount = 0
  var refusedBinds = 0
  /// Bytes that came behind a bind which is not decided.
  var heldBack: [UInt8] = []

  let sessionInitDeadline: Duration
  var lastReceived: Duration
  /// Since when a PDU is incomplete.
  var partialSince: Duration?
  /// Our `enquire_link` without an answer.
  var enquiry: (sequence: UInt32, deadline: Duration)?
  /// Whether a delivery timed out and the link is being tested.
  var isProbing = false

  var isOverWindow = false
  var unflushed = 0
  /// Since when the client does not read what we send.
  var stalledSince: Duration?
  /// Since when we do not read.
  var stoppedSince: Duration?
  var areOffersPaused = false

  /// What has been counted so far.
  package internal(set) var counters = SessionCounters()

  /// A connection that was accepted at `now`.
  package init(settings: ServerSettings = ServerSettings(), now: Duration, sequences: SequenceNumbers = .init()) {
    self.settings = settings
    self.sequences = sequences
    frames = FrameReader(maximum: settings.unboundFrame)
    sessionInitDeadline = now + settings.sessionInit
    lastReceived = now
  }

  /// Takes an event and returns what to do.
  package mutating func handle(_ event: Event, now: Duration) -> [Action] {
    var actions: [Action] = []
    handle(event, now: now, into: &actions)
    return actions
  }

  /// Takes bytes and returns what to do.
  package mutating func receive(_ bytes: [UInt8], now: Duration) -> [Action] {
    bytes.withUnsafeBytes { handle(.received($0), now: now) }
  }

  /// Takes an event and appends what to do.
  package mutating func handle(_ event: Event, now: Duration, into actions: inout [Action]) {
    if isClosed { return ignore(event, &actions) }
    switch event {
    case .received(let bytes): receive(bytes, now, &actions)
    case .flushed(let count): unflushed = max(0, unflushed - max(0, count))
    case .peerClosed: close(.peerClosed, &actions)
    case .deadlinePassed: checkTimers(now, &actions)
    case .bindDecided(let token, let outcome): decide(token, outcome, now, &actions)
    case .answered(let answers): answer(answers, now, &actions)
    case .offered(let offered): for delivery in offered { offer(delivery, now, &actions) }
    case .linkCheckRequested: if isBound, enquiry == nil { enquire(now) }
    case .unbindRequested: requestUnbind(now, &actions)
    }
    finish(now, &actions)
  }

  package var isClosed: Bool {
    if case .closed = state { true } else { false }
  }

  package var isBound: Bool {
    if case .bound = state { true } else { false }
  }

  /// How the client is bound; `nil` before.
  package var bindMode: BindMode? { mode }

  /// Whether the client owes an answer to our `enquire_link`.
  package var awaitsLinkCheck: Bool { enquiry != nil }

  /// Requests of the client that wait for `answered`.
  package var pendingRequests: Int { pending.count }

  /// Deliveries that wait for the client.
  package var deliveriesInFlight: Int { deliveries.count }

  /// How many deliveries would be sent if they were offered now.
  package var deliveryCapacity: Int {
    guard isBound, mode?.receives == true, !isProbing, !isCongested else { return 0 }
    return max(0, limits.receiptWindow - deliveries.count)
  }

  /// Too much of what we wrote has not left.
  var isCongested: Bool { unflushed > settings.maximumUnflushed }

  /// After the end: offers come back, everything else is late.
  private mutating func ignore(_ event: Event, _ actions: inout [Action]) {
    switch event {
    case .offered(let offered): actions += offered.map { .delivered($0.token, .notSent(.notBound)) }
    case .answered(let answers): counters.lateAnswers += answers.count
    // Whoever accepted the bind counts it, and must learn that it is over.
    case .bindDecided(_, .accepted): actions.append(.unbound)
    case .received, .flushed, .peerClosed, .deadlinePassed, .bindDecided, .linkCheckRequested, .unbindRequested: break
    }
  }

  /// Hands out what was written and turns reading and offers on or off.
  private mutating func finish(_ now: Duration, _ actions: inout [Action]) {
    flush(&actions)
    if isClosed { return }
    if frames.pending == 0 { partialSince = nil }
    updateReading(now, &actions)
    let paused = isProbing || isCongested
    if isBound, mode?.receives == true, paused != areOffersPaused {
      areOffersPaused = paused
      actions.append(paused ? .offersPaused : .offersResumed)
    }
  }

  private mutating func flush(_ actions: inout [Action]) {
    guard !out.isEmpty else { return }
    let bytes = out.take()
    unflushed += bytes.count
    actions.append(.send(bytes))
  }

  private mutating func updateReading(_ now: Duration, _ actions: inout [Action]) {
    if pending.count > limits.window {
      isOverWindow = mode != nil
    } else if pending.count <= limits.window - limits.window / 4 {
      isOverWindow = false
    }
    stalledSince = isCongested ? stalledSince ?? now : nil
    let stops = isOverWindow || isCongested || !acceptsBytes
    if stops, stoppedSince == nil {
      stoppedSince = now
      actions.append(.stopReading)
    } else if !stops, let since = stoppedSince {
      stoppedSince = nil
      postpone(by: now - since, now)
      actions.append(.resumeReading)
    }
  }

  /// Whether the state has use for more bytes.
  private var acceptsBytes: Bool {
    switch state {
    case .open, .bound, .unbinding: true
    case .binding, .draining, .closed: false
    }
  }

  /// The client could not be heard meanwhile, so its silence does not count.
  private mutating func postpone(by duration: Duration, _ now: Duration) {
    lastReceived = now
    deliveries.postpone(by: duration)
    enquiry?.deadline += duration
    if partialSince != nil { partialSince = now }
  }

  /// Ends the session: every open delivery comes back, what was written goes out.
  mutating func close(_ reason: CloseReason, _ actions: inout [Action]) {
    for token in deliveries.removeAll() { actions.append(.delivered(token, .disconnected)) }
    flush(&actions)
    if mode != nil { actions.append(.unbound) }
    actions.append(.close(reason))
    state = .closed
    pending.removeAll()
    heldBack = []
    enquiry = nil
  }
}
