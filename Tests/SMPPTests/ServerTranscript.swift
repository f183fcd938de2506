import SMPP

/// A server session with its clock, and what it did.
struct ServerTranscript {
  var session: ServerSession
  var now = Duration.zero
  /// Binds tried so far; the session numbers its tokens in the same way.
  private var attempts = 0

  init(_ settings: ServerSettings = ServerSettings()) {
    session = ServerSession(settings: settings, now: .zero)
  }

  /// A session that is bound.
  static func bound(
    _ mode: BindMode = .transceiver, version: UInt8 = 0x34, window: Int = 100, hardCap: Int = 200,
    receiptWindow: Int = 10, settings: ServerSettings = ServerSettings()
  ) -> ServerTranscript {
    var transcript = ServerTranscript(settings)
    _ = transcript.bind(mode, version: version, window: window, hardCap: hardCap, receiptWindow: receiptWindow)
    return transcript
  }

  /// Binds and accepts, and returns what that did.
  mutating func bind(
    _ mode: BindMode = .transceiver, version: UInt8 = 0x34, window: Int = 100, hardCap: Int = 200,
    receiptWindow: Int = 10
  ) -> [ServerAction] {
    let bind = Bind(
      mode, systemID: "shop", password: "secret", interfaceVersion: InterfaceVersion(rawValue: version))
    attempts += 1
    let asked = receive(.bind(bind), sequence: 1)
    let limits = BindLimits(systemID: "gw", window: window, hardCap: hardCap, receiptWindow: receiptWindow)
    let decided = handle(.bindDecided(BindToken(rawValue: attempts), .accepted(limits)))
    return asked + decided
  }

  /// Reads one PDU of the client; what is written is reported as flushed at once.
  mutating func receive(_ pdu: PDU, sequence: UInt32 = 7, status: CommandStatus = .ok) -> [ServerAction] {
    receive(pdu.encoded(status, sequence: sequence))
  }

  mutating func receive(_ bytes: [UInt8]) -> [ServerAction] {
    flushed(session.receive(bytes, now: now))
  }

  mutating func handle(_ event: ServerEvent) -> [ServerAction] {
    flushed(session.handle(event, now: now))
  }

  /// Goes on to the session's deadline and tells it.
  mutating func passDeadline() -> [ServerAction] {
    now = max(now, session.deadline ?? now)
    return handle(.deadlinePassed)
  }

  private mutating func flushed(_ actions: [ServerAction]) -> [ServerAction] {
    let count = actions.reduce(0) { sum, action in
      if case .send(let bytes) = action { sum + bytes.count } else { sum }
    }
    return count == 0 ? actions : actions + session.handle(.flushed(count), now: now)
  }
}

/// A PDU that the server wrote.
struct Written: Equatable {
  var id: CommandID
  var status: CommandStatus
  var sequence: UInt32
  var pdu: PDU?
  var length: Int

  init(_ id: CommandID, _ status: CommandStatus = .ok, _ sequence: UInt32 = 7) {
    self.id = id
    self.status = status
    self.sequence = sequence
    length = 16
  }

  init(_ bytes: [UInt8]) {
    let header = bytes.withUnsafeBytes { Header($0) }
    id = header?.commandID ?? CommandID(rawValue: 0)
    status = header?.commandStatus ?? .unknownError
    sequence = header?.sequenceNumber ?? 0
    length = bytes.count
    pdu = try? PDU.decode(bytes).pdu
  }

  /// Equal headers; a body of the one that was read is not compared.
  static func == (left: Written, right: Written) -> Bool {
    left.id == right.id && left.status == right.status && left.sequence == right.sequence
  }
}

extension [ServerAction] {
  /// The bytes of all `send`s.
  var bytes: [UInt8] {
    reduce(into: []) { bytes, action in
      if case .send(let more) = action { bytes += more }
    }
  }

  /// The PDUs of all `send`s.
  var written: [Written] { writtenPDUs(in: bytes) }

  var requests: [(RequestToken, PDU, UInt32)] {
    compactMap { action in
      if case .request(let token, let pdu, let sequence) = action { (token, pdu, sequence) } else { nil }
    }
  }

  var rejections: [Rejection] {
    compactMap { action in
      if case .rejected(let rejection) = action { rejection } else { nil }
    }
  }

  var closed: CloseReason? {
    for case .close(let reason) in self { return reason }
    return nil
  }
}

/// The PDUs in bytes that hold whole PDUs alone.
func writtenPDUs(in bytes: [UInt8]) -> [Written] {
  var reader = FrameReader(maximum: 1_000_000)
  reader.begin()
  return bytes.withUnsafeBytes { buffer in
    var found: [Written] = []
    while let frame = try? reader.next(of: buffer, { [UInt8]($0) }) { found.append(Written(frame)) }
    return found
  }
}

let hello = SubmitSM(
  source: .alphanumeric("SHOP"), destination: .international("375291234567"), shortMessage: Array("Hello".utf8))
