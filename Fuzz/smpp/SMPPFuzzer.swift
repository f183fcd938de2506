// Two targets in one, chosen by the first octet of the input: the codec, and a server session.
// Whatever the bytes, nothing may trap, nothing may grow without bound, and what was read must read the same again.

@_cdecl("LLVMFuzzerTestOneInput")
package func fuzzOneInput(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  guard let start, count > 1 else { return 0 }
  let input = UnsafeRawBufferPointer(start: start, count: count)
  let rest = [UInt8](input[1...])
  if input[0] & 1 == 0 {
    fuzzCodec(rest)
  } else {
    fuzzSession(rest, flags: input[0])
  }
  return 0
}

/// Reads PDUs from a stream, writes each again and reads that.
private func fuzzCodec(_ stream: [UInt8]) {
  _ = PDUDescription.describe(stream)
  _ = ReceiptText(parsing: stream)
  var reader = FrameReader(maximum: FrameReader.boundMaximum)
  for chunk in chunks(stream) {
    chunk.withUnsafeBytes { buffer in
      reader.begin()
      while let frame = try? reader.next(of: buffer, { [UInt8]($0) }) { check(frame) }
    }
  }
}

private func check(_ frame: [UInt8]) {
  guard let (header, pdu) = try? PDU.decode(frame) else { return }
  let written = pdu.encoded(sequence: header.sequenceNumber)
  guard let again = try? PDU.decode(written) else { fatalError("what was written does not read: \(pdu)") }
  if again.pdu != pdu { fatalError("another PDU was written: \(pdu) \(again.pdu)") }
  if again.pdu.encoded(sequence: header.sequenceNumber) != written { fatalError("written twice, two forms: \(pdu)") }
}

/// Binds, feeds the stream in chunks with time going by, and answers some of what is asked.
private func fuzzSession(_ stream: [UInt8], flags: UInt8) {
  var now = Duration.zero
  var session = ServerSession(now: now)
  var limits = BindLimits(systemID: "gw", window: 3, hardCap: 5, receiptWindow: 2)
  if flags & 2 != 0 { limits.receiptWindow = 0 }
  if flags & 4 != 0 {
    let mode: BindMode = flags & 8 != 0 ? .transceiver : .receiver
    let version = InterfaceVersion(rawValue: flags & 16 != 0 ? 0x50 : 0x33)
    let bind = Bind(mode, systemID: "a", password: "b", interfaceVersion: version)
    _ = session.receive(PDU.bind(bind).encoded(sequence: 1), now: now)
    _ = session.handle(.bindDecided(BindToken(rawValue: 1), .accepted(limits)), now: now)
  }
  var delivery: UInt64 = 0
  for chunk in chunks(stream) {
    now += .milliseconds(Int(chunk.first ?? 0) * 100)
    var actions = session.receive(chunk, now: now)
    if let deadline = session.deadline, deadline <= now { actions += session.handle(.deadlinePassed, now: now) }
    delivery += 1
    actions += session.handle(
      .offered([Delivery(DeliveryToken(rawValue: delivery), .deliverSM(SubmitSM(shortMessage: [1])))]), now: now)
    carryOut(actions, &session, limits, now)
    if session.pendingRequests > limits.hardCap { fatalError("more requests than the hard cap") }
    if session.deliveriesInFlight > limits.receiptWindow { fatalError("more deliveries than the window") }
  }
  _ = session.handle(.peerClosed, now: now)
  if !session.isClosed || session.deadline != nil { fatalError("closed and still waiting") }
}

private func carryOut(
  _ actions: [ServerAction], _ session: inout ServerSession, _ limits: BindLimits, _ now: Duration
) {
  var more: [ServerAction] = []
  for action in actions {
    switch action {
    case .send(let bytes): more += session.handle(.flushed(bytes.count), now: now)
    case .authenticate(let token, let bind):
      let outcome: BindOutcome = bind.password.isEmpty ? .refused(.invalidPassword) : .accepted(limits)
      more += session.handle(.bindDecided(token, outcome), now: now)
    case .request(let token, let pdu, let sequence):
      guard sequence & 1 == 0 else { continue }
      let result: Answer.Result = pdu.commandID == .submitSM ? .accepted(messageID: "1") : .refused(.systemError)
      more += session.handle(.answered([Answer(token, result, congestionState: 1)]), now: now)
    default: break
    }
  }
  if !more.isEmpty { carryOut(more, &session, limits, now) }
}

/// Cuts a stream into chunks whose sizes follow from its octets.
private func chunks(_ stream: [UInt8]) -> [[UInt8]] {
  var found: [[UInt8]] = []
  var start = 0
  while start < stream.count {
    let size = 1 + Int(stream[start]) * 3 + Int(stream[stream.count - 1 - start] & 15)
    let end = min(start + size, stream.count)
    found.append(Array(stream[start..<end]))
    start = end
  }
  return found
}
