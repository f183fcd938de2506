extension ServerSession {
  mutating func takeBind(_ header: Header, _ bind: Bind, _ now: Duration, _ actions: inout [Action]) {
    guard case .open = state else {
      return reject(header, .bind(bind), .alreadyBound, "command_id", &actions)
    }
    bindCount += 1
    let token = BindToken(rawValue: bindCount)
    state = .binding(token, sequence: header.sequenceNumber, bind, until: now + settings.response)
    actions.append(.authenticate(token, bind))
  }

  /// The decision about a bind; its response is the first PDU behind it, then comes what was held back.
  mutating func decide(
    _ token: BindToken, _ outcome: BindOutcome, _ now: Duration, _ actions: inout [Action]
  ) {
    guard case .binding(let expected, let sequence, let bind, _) = state, expected == token else { return }
    switch outcome {
    case .accepted(let limits): accept(bind, sequence, limits, now, &actions)
    case .refused(let status):
      state = .open
      out.headerOnly(bind.mode.commandID.response, status.downgraded(for: bind.interfaceVersion), sequence)
      countRefusedBind(&actions)
    }
    let rest = heldBack
    heldBack = []
    if !isClosed, !rest.isEmpty { rest.withUnsafeBytes { receive($0, now, &actions) } }
  }

  private mutating func accept(
    _ bind: Bind, _ sequence: UInt32, _ limits: BindLimits, _ now: Duration, _ actions: inout [Action]
  ) {
    state = .bound
    mode = bind.mode
    version = bind.interfaceVersion.negotiated(with: settings.version)
    self.limits = limits
    frames.maximum = settings.boundFrame
    out.writesTLVs = version.allowsTLVs
    lastReceived = now
    let resp = BindResp(
      bind.mode, systemID: limits.systemID, tlvs: [.uint8(.scInterfaceVersion, version.rawValue)])
    PDU.bindResp(resp).encode(sequence: sequence, into: &out)
    actions.append(.bound(bind.mode, version, limits))
  }

  mutating func countRefusedBind(_ actions: inout [Action]) {
    refusedBinds += 1
    if refusedBinds >= settings.bindAttempts { close(.bindsRefused, &actions) }
  }

  /// The client's unbind: answered when everything that it asked has been.
  mutating func takeUnbind(_ header: Header, _ now: Duration, _ actions: inout [Action]) {
    switch state {
    case .open, .binding, .bound:
      state = .draining(sequence: header.sequenceNumber, until: now + settings.drain)
    case .unbinding:
      // Both sides at once: theirs is answered, and stands for the answer to ours.
      out.headerOnly(.unbindResp, .ok, header.sequenceNumber)
      state = .draining(sequence: nil, until: now + settings.drain)
    case .draining:
      counters.ignored += 1
    case .closed: break
    }
    endDrainIfDone(&actions)
  }

  /// The server's unbind. A client that is not bound is only disconnected.
  mutating func requestUnbind(_ now: Duration, _ actions: inout [Action]) {
    switch state {
    case .bound:
      let sequence = nextSequence()
      out.headerOnly(.unbind, .ok, sequence)
      state = .unbinding(sequence: sequence, until: now + settings.response)
    case .open, .binding: close(.unboundByServer, &actions)
    case .draining, .unbinding, .closed: break
    }
  }

  /// The client's answer to our unbind.
  mutating func takeUnbindResp(_ now: Duration, _ actions: inout [Action]) {
    guard case .unbinding = state else {
      counters.unmatchedResponses += 1
      return
    }
    state = .draining(sequence: nil, until: now + settings.drain)
    endDrainIfDone(&actions)
  }

  mutating func endDrainIfDone(_ actions: inout [Action]) {
    if case .draining = state, pending.isEmpty { endDrain(&actions) }
  }

  mutating func endDrain(_ actions: inout [Action]) {
    guard case .draining(let sequence, _) = state else { return }
    if let sequence { out.headerOnly(.unbindResp, .ok, sequence) }
    close(sequence == nil ? .unboundByServer : .unboundByClient, &actions)
  }

  mutating func nextSequence() -> UInt32 {
    sequences.next { [deliveries, enquiry] in deliveries.contains($0) || enquiry?.sequence == $0 }
  }
}
