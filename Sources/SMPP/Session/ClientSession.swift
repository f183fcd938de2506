/// How a client binds and how long it waits.
package struct ClientSettings: Hashable, Sendable {
  package var bind: Bind
  /// Requests of ours in flight.
  package var window: Int
  /// Silence after which we send `enquire_link`; `nil` sends none.
  package var enquireLink: Duration? = .seconds(30)
  /// How long a request of ours may stay unanswered.
  package var response = Duration.seconds(30)
  /// What incoming messages are answered with; `nil` leaves it to `acknowledged`.
  package var acknowledgement: CommandStatus? = .ok

  package init(bind: Bind, window: Int = 100) {
    self.bind = bind
    self.window = max(1, window)
  }
}

/// Names a request of the client's user.
package struct SubmissionToken: Hashable, Sendable {
  package let rawValue: UInt64

  package init(rawValue: UInt64) {
    self.rawValue = rawValue
  }
}

/// Why a request has no response.
package enum SubmissionFailure: Hashable, Sendable {
  /// Nothing was sent: not bound, or ending.
  case notBound
  /// Nothing was sent: `window` requests are in flight.
  case windowFull
  /// Sent; no answer in time.
  case timedOut
  /// Sent; the connection ended before the answer.
  case disconnected
}

/// What a client session is told.
package enum ClientEvent {
  /// The connection is there: the bind goes out.
  case connected
  /// Bytes from the server, in any chunking. The memory is used during the call alone.
  case received(UnsafeRawBufferPointer)
  case peerClosed
  /// `deadline` has come. Harmless when early.
  case deadlinePassed
  /// Requests to send: `submit_sm`, `query_sm`, and so on. Each is reported as `responded` or `failed`.
  case submitted([(SubmissionToken, PDU)])
  /// The answer to an incoming message, when `acknowledgement` is `nil`.
  case acknowledged(CommandID, sequence: UInt32, CommandStatus)
  case unbindRequested
}

/// What a client session wants done, in this order.
package enum ClientAction: Hashable, Sendable {
  /// Write these octets, behind those of earlier actions.
  case send([UInt8])
  case bound(BindResp)
  case bindRefused(CommandStatus)
  case responded(SubmissionToken, CommandStatus, PDU)
  case failed(SubmissionToken, SubmissionFailure)
  /// A `deliver_sm`, `data_sm` or `alert_notification`.
  case incoming(PDU, sequence: UInt32)
  /// Write what is left and close. Nothing follows.
  case close(ClientCloseReason)
}

/// Why a client session ended.
package enum ClientCloseReason: Hashable, Sendable {
  case unboundByClient
  case unboundByServer
  case unbindUnanswered
  case bindUnanswered
  case bindRefused
  case enquireLinkUnanswered
  case peerClosed
  case framingLost(FramingError)
}

/// The client's side of one SMPP connection as a value: binds, submits within a window, answers what comes in.
package struct ClientSession: Sendable {
  enum State: Sendable {
    case idle
    case binding(sequence: UInt32, until: Duration)
    case bound
    case unbinding(sequence: UInt32, until: Duration)
    case closed
  }

  struct Submission: Sendable {
    var token: SubmissionToken
    var deadline: Duration
  }

  let settings: ClientSettings
  var state = State.idle
  var frames = FrameReader(maximum: FrameReader.boundMaximum)
  var out = PDUWriter()
  var sequences: SequenceNumbers
  var submissions: [UInt32: Submission] = [:]
  /// Sequence numbers in the order of their deadlines; those answered meanwhile are skipped.
  var order: [UInt32] = []
  var orderStart = 0
  var lastReceived = Duration.zero
  var enquiry: (sequence: UInt32, deadline: Duration)?

  package init(settings: ClientSettings, sequences: SequenceNumbers = .init()) {
    self.settings = settings
    self.sequences = sequences
    out.writesTLVs = settings.bind.interfaceVersion.allowsTLVs
  }

  package var isBound: Bool {
    if case .bound = state { true } else { false }
  }

  package var isClosed: Bool {
    if case .closed = state { true } else { false }
  }

  /// Requests in flight.
  package var inFlight: Int { submissions.count }

  /// How many requests would be sent if they were submitted now.
  package var capacity: Int { isBound ? max(0, settings.window - submissions.count) : 0 }

  /// Takes an event and returns what to do.
  package mutating func handle(_ event: ClientEvent, now: Duration) -> [ClientAction] {
    var actions: [ClientAction] = []
    handle(event, now: now, into: &actions)
    return actions
  }

  /// Takes bytes and returns what to do.
  package mutating func receive(_ bytes: [UInt8], now: Duration) -> [ClientAction] {
    bytes.withUnsafeBytes { handle(.received($0), now: now) }
  }

  /// Takes an event and appends what to do.
  package mutating func handle(_ event: ClientEvent, now: Duration, into actions: inout [ClientAction]) {
    switch event {
    case .submitted(let requests): for (token, pdu) in requests { submit(token, pdu, now, &actions) }
    case _ where isClosed: return
    case .connected: connect(now)
    case .received(let bytes): receive(bytes, now, &actions)
    case .peerClosed: close(.peerClosed, &actions)
    case .deadlinePassed: checkTimers(now, &actions)
    case .acknowledged(let id, let sequence, let status): acknowledge(id, sequence, status)
    case .unbindRequested: requestUnbind(now, &actions)
    }
    flush(&actions)
  }

  private mutating func connect(_ now: Duration) {
    guard case .idle = state else { return }
    lastReceived = now
    let sequence = nextSequence()
    PDU.bind(settings.bind).encode(sequence: sequence, into: &out)
    state = .binding(sequence: sequence, until: now + settings.response)
  }

  private mutating func submit(
    _ token: SubmissionToken, _ pdu: PDU, _ now: Duration, _ actions: inout [ClientAction]
  ) {
    guard isBound else { return actions.append(.failed(token, .notBound)) }
    guard submissions.count < settings.window else { return actions.append(.failed(token, .windowFull)) }
    let sequence = nextSequence()
    pdu.encode(sequence: sequence, into: &out)
    submissions[sequence] = Submission(token: token, deadline: now + settings.response)
    order.append(sequence)
    // One request that is never answered must not keep the numbers of all that came after it.
    if order.count > 4 * settings.window + 4_096 {
      order = order[orderStart...].filter { submissions[$0] != nil }
      orderStart = 0
    }
  }

  private mutating func acknowledge(_ id: CommandID, _ sequence: UInt32, _ status: CommandStatus) {
    switch id {
    case .deliverSM: PDU.deliverSMResp(MessageResp()).encode(status, sequence: sequence, into: &out)
    case .dataSM: PDU.dataSMResp(MessageResp()).encode(status, sequence: sequence, into: &out)
    default: break
    }
  }

  private mutating func requestUnbind(_ now: Duration, _ actions: inout [ClientAction]) {
    switch state {
    case .bound:
      let sequence = nextSequence()
      out.headerOnly(.unbind, .ok, sequence)
      state = .unbinding(sequence: sequence, until: now + settings.response)
    case .idle, .binding: close(.unboundByClient, &actions)
    case .unbinding, .closed: break
    }
  }

  mutating func nextSequence() -> UInt32 {
    sequences.next { [submissions, enquiry] in submissions[$0] != nil || enquiry?.sequence == $0 }
  }

  private mutating func flush(_ actions: inout [ClientAction]) {
    if !out.isEmpty { actions.append(.send(out.take())) }
  }

  mutating func close(_ reason: ClientCloseReason, _ actions: inout [ClientAction]) {
    for (_, submission) in submissions.sorted(by: { $0.key < $1.key }) {
      actions.append(.failed(submission.token, .disconnected))
    }
    submissions = [:]
    order = []
    orderStart = 0
    flush(&actions)
    actions.append(.close(reason))
    state = .closed
  }
}
