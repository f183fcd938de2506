extension ClientSession {
  mutating func receive(_ chunk: UnsafeRawBufferPointer, _ now: Duration, _ actions: inout [ClientAction]) {
    frames.begin()
    while !isClosed {
      do throws(FramingError) {
        guard let frame = try frames.next(of: chunk, ReceivedFrame.init) else { return }
        lastReceived = now
        if enquiry != nil { enquiry?.deadline = now + settings.response }
        take(frame, &actions)
      } catch {
        out.headerOnly(.genericNack, .invalidCommandLength, error.sequenceNumber)
        close(.framingLost(error), &actions)
      }
    }
  }

  private mutating func take(_ frame: ReceivedFrame, _ actions: inout [ClientAction]) {
    switch frame {
    case .pdu(let header, let pdu): take(header, pdu, &actions)
    case .unreadable(let error, _):
      let id = error.header.commandID
      if id.isResponse { return }
      let isUnknown = error.status == .invalidCommandID
      out.headerOnly(isUnknown ? .genericNack : id.response, error.status, error.header.sequenceNumber)
    }
  }

  private mutating func take(_ header: Header, _ pdu: PDU, _ actions: inout [ClientAction]) {
    switch pdu {
    case .bindResp(let resp): takeBindResp(header, resp, &actions)
    case .enquireLink: out.headerOnly(.enquireLinkResp, .ok, header.sequenceNumber)
    case .enquireLinkResp: enquiry = nil
    case .unbind:
      out.headerOnly(.unbindResp, .ok, header.sequenceNumber)
      close(.unboundByServer, &actions)
    case .unbindResp:
      if case .unbinding = state { close(.unboundByClient, &actions) }
    case .deliverSM, .dataSM: takeMessage(header, pdu, &actions)
    case .alertNotification, .outbind: actions.append(.incoming(pdu, sequence: header.sequenceNumber))
    case .genericNack: takeNack(header, pdu, &actions)
    default:
      if header.commandID.isResponse {
        respond(header, pdu, &actions)
      } else {
        out.headerOnly(header.commandID.response, .incorrectBindStatus, header.sequenceNumber)
      }
    }
  }

  private mutating func takeBindResp(_ header: Header, _ resp: BindResp, _ actions: inout [ClientAction]) {
    guard case .binding(header.sequenceNumber, _) = state else { return }
    guard header.commandStatus == .ok else {
      actions.append(.bindRefused(header.commandStatus))
      return close(.bindRefused, &actions)
    }
    state = .bound
    actions.append(.bound(resp))
  }

  private mutating func takeMessage(_ header: Header, _ pdu: PDU, _ actions: inout [ClientAction]) {
    actions.append(.incoming(pdu, sequence: header.sequenceNumber))
    guard let status = settings.acknowledgement else { return }
    let resp: PDU = header.commandID == .dataSM ? .dataSMResp(MessageResp()) : .deliverSMResp(MessageResp())
    resp.encode(status, sequence: header.sequenceNumber, into: &out)
  }

  private mutating func takeNack(_ header: Header, _ pdu: PDU, _ actions: inout [ClientAction]) {
    if enquiry?.sequence == header.sequenceNumber {
      enquiry = nil
    } else if case .binding(header.sequenceNumber, _) = state {
      actions.append(.bindRefused(header.commandStatus))
      close(.bindRefused, &actions)
    } else if case .unbinding(header.sequenceNumber, _) = state {
      close(.unboundByClient, &actions)
    } else {
      respond(header, pdu, &actions)
    }
  }

  private mutating func respond(_ header: Header, _ pdu: PDU, _ actions: inout [ClientAction]) {
    guard let submission = submissions.removeValue(forKey: header.sequenceNumber) else { return }
    actions.append(.responded(submission.token, header.commandStatus, pdu))
    dropAnswered()
  }

  /// Moves the start of `order` behind what has been answered.
  mutating func dropAnswered() {
    while orderStart < order.count, submissions[order[orderStart]] == nil { orderStart += 1 }
    if orderStart > 1_024, orderStart * 2 > order.count {
      order.removeFirst(orderStart)
      orderStart = 0
    }
  }

  /// When `deadlinePassed` is due; `nil` when nothing is waited for.
  package var deadline: Duration? {
    switch state {
    case .idle, .closed: return nil
    case .binding(_, let until), .unbinding(_, let until): return until
    case .bound:
      let link = enquiry?.deadline ?? settings.enquireLink.map { lastReceived + $0 }
      guard orderStart < order.count, let oldest = submissions[order[orderStart]]?.deadline else { return link }
      return min(oldest, link ?? oldest)
    }
  }

  mutating func checkTimers(_ now: Duration, _ actions: inout [ClientAction]) {
    switch state {
    case .idle, .closed: break
    case .binding(_, let until): if until <= now { close(.bindUnanswered, &actions) }
    case .unbinding(_, let until): if until <= now { close(.unbindUnanswered, &actions) }
    case .bound: checkLink(now, &actions)
    }
  }

  private mutating func checkLink(_ now: Duration, _ actions: inout [ClientAction]) {
    if let enquiry, enquiry.deadline <= now { return close(.enquireLinkUnanswered, &actions) }
    while orderStart < order.count {
      let sequence = order[orderStart]
      if let submission = submissions[sequence] {
        guard submission.deadline <= now else { break }
        submissions[sequence] = nil
        actions.append(.failed(submission.token, .timedOut))
      }
      orderStart += 1
    }
    dropAnswered()
    if enquiry == nil, let interval = settings.enquireLink, lastReceived + interval <= now {
      let sequence = nextSequence()
      out.headerOnly(.enquireLink, .ok, sequence)
      enquiry = (sequence, now + settings.response)
    }
  }
}
