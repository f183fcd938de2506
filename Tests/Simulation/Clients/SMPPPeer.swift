import Messages
import SMPP

/// An ESME: binds, submits single messages and parts, takes receipts and incoming messages as it likes, and binds again
/// whenever its connection is gone.
final class SMPPPeer: @unchecked Sendable {  // a world runs one job at a time
  let account: String
  private unowned let world: World
  private var session: ClientSession?
  private var line: Line?
  private var mode = BindMode.transceiver
  /// Grows with each connection; timers of earlier ones know by it that they are late.
  private var generation = 0
  private var nextToken: UInt64 = 0
  private var submitted: [SubmissionToken: Submitted] = [:]

  /// Something that was submitted, whatever came of it.
  final class Submitted {
    let serial: Int
    /// Of the whole message when this is a part.
    let text: String
    let parts: Int
    let wantsReceipt: Bool
    /// Whether the client still waits for the response.
    var isOpen = true
    init(serial: Int, text: String, parts: Int, wantsReceipt: Bool) {
      self.serial = serial
      self.text = text
      self.parts = parts
      self.wantsReceipt = wantsReceipt
    }
  }

  init(_ world: World, account: String) {
    self.world = world
    self.account = account
  }

  private var now: Duration { world.executor.now }
  var isBound: Bool { session?.isBound ?? false }
  var waits: Bool { !submitted.isEmpty }

  // MARK: Connection

  func connect() {
    guard session == nil else { return }
    guard let services = world.services else { return later() }
    generation += 1
    let modes: [BindMode] =
      world.isCalm ? [.transceiver] : [.transceiver, .transceiver, .transceiver, .receiver, .transmitter]
    mode = modes[world.random.below(modes.count)]
    let bind = Bind(mode, systemID: account, password: "secret")
    var settings = ClientSettings(bind: bind, window: 1 + world.random.below(40))
    settings.acknowledgement = nil
    settings.enquireLink = world.random.chance(50) ? .seconds(20) : nil
    settings.response = .seconds(60)
    session = ClientSession(settings: settings)
    let line = Line(
      world, received: { [self] in feed(bytes: $0) }, ended: { [self] in handle(.peerClosed) })
    self.line = line
    services.takeSMPP(line)
    handle(.connected)
  }

  private func later() {
    let wait = world.isCalm ? Duration.seconds(1) : world.random.milliseconds(100...20_000)
    world.executor.scheduleWorld(after: wait) { self.connect() }
  }

  private func feed(bytes: [UInt8]) {
    bytes.withUnsafeBytes { handle(.received($0)) }
  }

  private func handle(_ event: ClientEvent) {
    guard var session else { return }
    self.session = nil
    let actions = session.handle(event, now: now)
    self.session = session
    for action in actions { perform(action) }
    arm()
  }

  private func arm() {
    guard let deadline = session?.deadline else { return }
    let generation = generation
    world.executor.scheduleWorld(after: max(.milliseconds(1), deadline - now)) {
      guard generation == self.generation, let due = self.session?.deadline, due <= self.now else { return }
      self.handle(.deadlinePassed)
    }
  }

  private func perform(_ action: ClientAction) {
    switch action {
    case .send(let bytes): line?.send(bytes)
    case .bound, .bindRefused: break
    case .responded(let token, let status, let pdu): responded(token, status, pdu)
    case .failed(let token, _): submitted.removeValue(forKey: token)?.isOpen = false
    case .incoming(let pdu, let sequence): if case .deliverSM(let deliver) = pdu { take(deliver, sequence) }
    case .close:
      line?.close()
      line = nil
      session = nil
      later()
    }
  }

  /// Says good-bye, or breaks the line, or stops reading, or drops the connection.
  func misbehave() {
    switch world.random.below(10) {
    case 0..<3: handle(.unbindRequested)
    case 3..<6: line?.breakDown()
    case 6..<8: line?.goDeaf()
    default:
      line?.close()
      handle(.peerClosed)
    }
  }

  /// What hurts it is mended. On a dead line a client that sends nothing would wait for ever: its owner starts it again.
  func calmDown() {
    line?.hearAgain()
    if line?.isMute == true {
      line?.close()
      return handle(.peerClosed)
    }
    if session != nil, mode != .transceiver { handle(.unbindRequested) }
  }

  /// The story is over.
  func letGo() {
    line?.letGo()
    (line, session, submitted) = (nil, nil, [:])
  }

  // MARK: Submitting

  func submit() {
    guard let session, session.capacity > 0, mode.transmits else { return }
    world.random.chance(20) ? submitParts() : submitOne()
  }

  private func request(_ text: String) -> SubmitSM {
    let number = "\(1 + world.random.below(3))\(20_000_000 + world.random.below(10_000_000))"
    var submit = SubmitSM(
      source: .alphanumeric("S"), destination: .international(number), shortMessage: Array(text.utf8))
    submit.registeredDelivery =
      world.random.chance(85) ? .successAndFailure : world.random.chance(50) ? .failure : .none
    if world.random.chance(10) { submit.validityPeriod = "000000001000000R" }
    if world.random.chance(5) { submit.scheduleDeliveryTime = "000000000100000R" }
    submit.priorityFlag = world.random.chance(10) ? 2 : 0
    return submit
  }

  private func submitOne() {
    let serial = world.newSerial()
    send(request("m\(serial) one"), serial, "m\(serial) one", parts: 1)
  }

  /// The parts of a long message, in any order, perhaps not all of them, perhaps one twice.
  private func submitParts() {
    let (count, serial) = (2 + world.random.below(2), world.newSerial())
    let texts = (0..<count).map { "m\(serial) part \($0)." }
    let base = request("")
    var order = Array(0..<count)
    if world.random.chance(30) { order.swapAt(0, count - 1) }
    if world.random.chance(15) { order.removeLast() }
    if world.random.chance(15) { order.insert(order[0], at: world.random.below(order.count + 1)) }
    for index in order {
      var part = base
      part.esmClass.hasUserDataHeader = true
      part.shortMessage =
        [5, 0, 3, UInt8(truncatingIfNeeded: serial), UInt8(count), UInt8(index + 1)] + Array(texts[index].utf8)
      send(part, serial, texts.joined(), parts: count)
    }
  }

  private func send(_ submit: SubmitSM, _ serial: Int, _ text: String, parts: Int) {
    nextToken += 1
    let token = SubmissionToken(rawValue: nextToken)
    submitted[token] = Submitted(
      serial: serial, text: text, parts: parts, wantsReceipt: submit.registeredDelivery != .none)
    world.witness.submitted(serial, parts: parts)
    handle(.submitted([(token, .submitSM(submit))]))
  }

  private func responded(_ token: SubmissionToken, _ status: CommandStatus, _ pdu: PDU) {
    guard let one = submitted.removeValue(forKey: token) else { return }
    one.isOpen = false
    guard status == .ok, case .submitSMResp(let response) = pdu else {
      return world.witness.refused(one.serial, with: status.name)
    }
    world.acknowledged(response.messageID, of: account, one)
  }

  /// Whether this was one submit, and the response to it is still to come on a connection that is there.
  func awaitsOnly(_ serial: Int) -> Bool {
    guard let line, line.isSilent else { return false }
    return submitted.values.contains { $0.serial == serial && $0.parts == 1 && $0.isOpen }
  }

  // MARK: Taking

  private func take(_ deliver: DeliverSM, _ sequence: UInt32) {
    let generation = generation
    world.saw(deliver, by: self)
    guard !world.isCalm, world.random.chance(40) else { return accept(deliver, sequence) }
    switch world.random.below(4) {
    case 0: handle(.acknowledged(.deliverSM, sequence: sequence, .receiverTemporaryError))
    case 1: break  // never answered
    default:
      world.executor.scheduleWorld(after: world.random.milliseconds(1...8_000)) {
        if generation == self.generation, self.isBound { self.accept(deliver, sequence) }
      }
    }
  }

  private func accept(_ deliver: DeliverSM, _ sequence: UInt32) {
    world.took(deliver)
    handle(.acknowledged(.deliverSM, sequence: sequence, .ok))
  }
}
