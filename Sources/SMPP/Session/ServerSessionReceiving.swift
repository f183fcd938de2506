/// A frame as it was found: readable or not.
enum ReceivedFrame {
  case pdu(Header, PDU)
  /// With its first octets, for the record.
  case unreadable(DecodeError, [UInt8])

  @inline(__always)
  init(_ frame: UnsafeRawBufferPointer) {
    do throws(DecodeError) {
      let (header, pdu) = try PDU.decode(frame)
      self = .pdu(header, pdu)
    } catch {
      self = .unreadable(error, [UInt8](frame.prefix(Rejection.maximumBytes)))
    }
  }
}

extension ServerSession {
  /// Reads every whole PDU of a chunk, or keeps the chunk while a bind is not decided.
  mutating func receive(_ chunk: UnsafeRawBufferPointer, _ now: Duration, _ actions: inout [Action]) {
    if case .binding = state { return holdBack(chunk, &actions) }
    frames.begin()
    while true {
      do throws(FramingError) {
        guard let frame = try frames.next(of: chunk, ReceivedFrame.init) else { break }
        counters.received += 1
        noteReceived(now)
        take(frame, now, &actions)
      } catch {
        return loseFraming(error, &actions)
      }
      if isClosed { return }
      if case .binding = state {
        return holdBack(UnsafeRawBufferPointer(rebasing: chunk[min(frames.consumed, chunk.count)...]), &actions)
      }
    }
    if frames.pending > 0, partialSince == nil { partialSince = now }
  }

  private mutating func noteReceived(_ now: Duration) {
    lastReceived = now
    partialSince = nil
    // Any PDU shows that the link lives; after a delivery timed out the answer itself is wanted.
    if enquiry != nil, !isProbing { enquiry?.deadline = now + settings.response }
  }

  private mutating func holdBack(_ rest: UnsafeRawBufferPointer, _ actions: inout [Action]) {
    guard heldBack.count + rest.count <= 2 * settings.boundFrame else { return close(.bytesBeforeBind, &actions) }
    heldBack.append(contentsOf: rest)
  }

  private mutating func loseFraming(_ error: FramingError, _ actions: inout [Action]) {
    out.headerOnly(.genericNack, .invalidCommandLength, error.sequenceNumber)
    close(.framingLost(error), &actions)
  }

  private mutating func take(_ frame: ReceivedFrame, _ now: Duration, _ actions: inout [Action]) {
    switch frame {
    case .pdu(let header, let pdu):
      if header.commandID.isResponse {
        takeResponse(header, now, &actions)
      } else {
        takeRequest(header, pdu, now, &actions)
      }
    case .unreadable(let error, let bytes):
      if error.header.commandID.isResponse {
        counters.unmatchedResponses += 1
      } else {
        takeUnreadable(error, bytes, &actions)
      }
    }
  }

  private mutating func takeRequest(_ header: Header, _ pdu: PDU, _ now: Duration, _ actions: inout [Action]) {
    switch pdu {
    case .enquireLink: return out.headerOnly(.enquireLinkResp, .ok, header.sequenceNumber)
    case .unbind: return takeUnbind(header, now, &actions)
    case .bind(let bind): return takeBind(header, bind, now, &actions)
    default: break
    }
    switch gate(header.commandID) {
    case .pass: admit(header, pdu, &actions)
    case .answer(let status): reject(header, pdu, status, "command_id", &actions)
    case .nack:
      out.headerOnly(.genericNack, .invalidCommandID, header.sequenceNumber)
      record(header, pdu, .invalidCommandID, "command_id", &actions)
    case .ignore: counters.ignored += 1
    }
  }

  /// A request that is allowed: answered at once when its values are wrong or too many wait, else handed on.
  @inline(__always)
  private mutating func admit(_ header: Header, _ pdu: PDU, _ actions: inout [Action]) {
    if let fault = RequestFault.find(in: pdu, version: version, rules: settings.requests) {
      return reject(header, pdu, fault.status.downgraded(for: version), fault.field, &actions)
    }
    guard pending.count < limits.hardCap else {
      counters.overCap += 1
      return out.headerOnly(header.commandID.response, .messageQueueFull, header.sequenceNumber)
    }
    let token = pending.insert(header.commandID, sequence: header.sequenceNumber)
    actions.append(.request(token, pdu, sequence: header.sequenceNumber))
  }

  /// What the matrix says about a request of the client in the state of now.
  enum Gate {
    case pass
    case answer(CommandStatus)
    case nack
    case ignore
  }

  private func gate(_ id: CommandID) -> Gate {
    guard let rule = OperationRule.row(id) else { return .nack }
    switch state {
    case .bound: break
    case .unbinding:
      // Temporary, so that the client keeps the message for its next bind.
      return rule.hasResponse ? .answer(.systemError) : .ignore
    case .draining, .closed: return .ignore
    case .open, .binding: return rule.hasResponse ? .answer(.incorrectBindStatus) : .ignore
    }
    guard rule.hasResponse else { return .ignore }
    switch rule.support {
    case .prohibited: return version.generation >= .v50 ? .answer(.prohibited) : .nack
    case .superseded: return .answer(version.generation >= .v50 ? .prohibited : .queryFailed)
    case .supported: break
    }
    guard let mode, rule.fromESME.contains(OperationRule.States(mode)) else { return .answer(.incorrectBindStatus) }
    return .pass
  }

  private mutating func takeUnreadable(_ error: DecodeError, _ bytes: [UInt8], _ actions: inout [Action]) {
    let header = error.header
    var status = error.status
    switch header.commandID.isBind ? bindGate() : gate(header.commandID) {
    case .pass: status = status.downgraded(for: version)
    case .answer(let other): status = other
    case .nack: status = .invalidCommandID
    case .ignore:
      counters.ignored += 1
      return
    }
    counters.rejected += 1
    let isNack = status == .invalidCommandID
    out.headerOnly(isNack ? .genericNack : header.commandID.response, status, header.sequenceNumber)
    actions.append(
      .rejected(
        Rejection(
          header: header, status: status, field: error.field, offset: error.offset, reason: error.reason.rawValue,
          bytes: bytes)))
    if header.commandID.isBind, case .open = state { countRefusedBind(&actions) }
  }

  private func bindGate() -> Gate {
    if case .open = state { return .pass }
    return .answer(.alreadyBound)
  }

  mutating func reject(
    _ header: Header, _ pdu: PDU, _ status: CommandStatus, _ field: String, _ actions: inout [Action]
  ) {
    out.headerOnly(header.commandID.response, status, header.sequenceNumber)
    record(header, pdu, status, field, &actions)
  }

  private mutating func record(
    _ header: Header, _ pdu: PDU, _ status: CommandStatus, _ field: String, _ actions: inout [Action]
  ) {
    counters.rejected += 1
    let bytes = pdu.encoded(header.commandStatus, sequence: header.sequenceNumber).prefix(Rejection.maximumBytes)
    actions.append(
      .rejected(
        Rejection(
          header: header, status: status, field: field, offset: 0, reason: field == "command_id" ? "state" : "value",
          bytes: [UInt8](bytes))))
  }
}
