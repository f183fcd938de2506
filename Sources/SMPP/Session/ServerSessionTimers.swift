extension ServerSession {
  /// When `deadlinePassed` is due; `nil` when nothing is waited for.
  package var deadline: Duration? {
    switch state {
    case .open: earliest(sessionInitDeadline, partialDeadline, stallDeadline)
    case .binding(_, _, _, let until): until
    case .bound: earliest(linkDeadline, partialDeadline, stallDeadline)
    case .draining(_, let until): until
    case .unbinding(_, let until): until
    case .closed: nil
    }
  }

  private func earliest(_ deadlines: Duration?...) -> Duration? {
    deadlines.reduce(nil) { first, next in
      guard let first, let next else { return first ?? next }
      return min(first, next)
    }
  }

  /// While we do not read, silence is our own doing.
  private var linkDeadline: Duration? {
    guard stoppedSince == nil else { return nil }
    let silence = enquiry?.deadline ?? settings.enquireLink.map { lastReceived + $0 }
    return earliest(silence, settings.inactivity.map { lastReceived + $0 }, deliveries.deadline)
  }

  private var partialDeadline: Duration? {
    guard stoppedSince == nil, let partialSince else { return nil }
    return partialSince + settings.partialPDU
  }

  private var stallDeadline: Duration? { stalledSince.map { $0 + settings.response } }

  mutating func checkTimers(_ now: Duration, _ actions: inout [Action]) {
    switch state {
    case .open:
      if sessionInitDeadline <= now { return close(.sessionInitExpired, &actions) }
      checkBytes(now, &actions)
    case .binding(_, let sequence, let bind, let until):
      guard until <= now else { return }
      // Temporary: the client is not at fault.
      out.headerOnly(bind.mode.commandID.response, .systemError, sequence)
      close(.bindUndecided, &actions)
    case .bound:
      checkBytes(now, &actions)
      if !isClosed, stoppedSince == nil { checkLink(now, &actions) }
    case .draining(_, let until):
      if until <= now { endDrain(&actions) }
    case .unbinding(_, let until):
      if until <= now { close(.unbindUnanswered, &actions) }
    case .closed: break
    }
  }

  private mutating func checkBytes(_ now: Duration, _ actions: inout [Action]) {
    if let stallDeadline, stallDeadline <= now {
      close(.outputStalled, &actions)
    } else if let partialDeadline, partialDeadline <= now {
      close(.incompletePDU, &actions)
    }
  }

  private mutating func checkLink(_ now: Duration, _ actions: inout [Action]) {
    if let enquiry, enquiry.deadline <= now { return close(.enquireLinkUnanswered, &actions) }
    if let inactivity = settings.inactivity, lastReceived + inactivity <= now { return close(.inactive, &actions) }
    let expired = deliveries.removeExpired(now)
    for token in expired { actions.append(.delivered(token, .timedOut)) }
    counters.timeouts += expired.count
    if !expired.isEmpty { return probe(now) }
    if enquiry == nil, let interval = settings.enquireLink, lastReceived + interval <= now { enquire(now) }
  }

  /// After a delivery without an answer the link is tested before anything more is offered.
  private mutating func probe(_ now: Duration) {
    isProbing = true
    if enquiry == nil { enquire(now) }
  }

  mutating func enquire(_ now: Duration) {
    let sequence = nextSequence()
    out.headerOnly(.enquireLink, .ok, sequence)
    enquiry = (sequence, now + settings.response)
  }
}
