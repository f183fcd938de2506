extension ServerSession {
  /// Sends a delivery, or says at once why not.
  mutating func offer(_ delivery: Delivery, _ now: Duration, _ actions: inout [Action]) {
    if let obstacle = obstacle(to: delivery.pdu) {
      return actions.append(.delivered(delivery.token, .notSent(obstacle)))
    }
    if case .alertNotification = delivery.pdu {
      delivery.pdu.encode(sequence: nextSequence(), into: &out)
      return actions.append(.delivered(delivery.token, .sent))
    }
    let sequence = nextSequence()
    delivery.pdu.encode(sequence: sequence, into: &out)
    deliveries.append(delivery.token, sequence: sequence, deadline: now + settings.response)
  }

  private func obstacle(to pdu: PDU) -> DeliveryResult.Obstacle? {
    guard isBound, let mode, mode.receives else { return .notBound }
    switch pdu {
    case .deliverSM: break
    // SMPP 3.3 knows neither.
    case .dataSM, .alertNotification: if !version.allowsTLVs { return .notDeliverable }
    default: return .notDeliverable
    }
    if isProbing || isCongested { return .paused }
    return deliveries.count < limits.receiptWindow ? nil : .windowFull
  }

  /// A response of the client; never answered, whatever it is.
  mutating func takeResponse(_ header: Header, _ now: Duration, _ actions: inout [Action]) {
    switch header.commandID {
    case .deliverSMResp, .dataSMResp:
      settle(header.sequenceNumber, .response(header.commandStatus), &actions)
    case .enquireLinkResp:
      if enquiry == nil { counters.unmatchedResponses += 1 }
      endEnquiry()
    case .unbindResp: takeUnbindResp(now, &actions)
    case .genericNack: takeNack(header, now, &actions)
    default: counters.unmatchedResponses += 1
    }
  }

  private mutating func takeNack(_ header: Header, _ now: Duration, _ actions: inout [Action]) {
    counters.nacks += 1
    if enquiry?.sequence == header.sequenceNumber { return endEnquiry() }
    if case .unbinding(header.sequenceNumber, _) = state { return takeUnbindResp(now, &actions) }
    settle(header.sequenceNumber, .nacked(header.commandStatus), &actions)
  }

  private mutating func settle(_ sequence: UInt32, _ result: DeliveryResult, _ actions: inout [Action]) {
    guard let token = deliveries.remove(sequence) else {
      counters.unmatchedResponses += 1
      return
    }
    actions.append(.delivered(token, result))
  }

  private mutating func endEnquiry() {
    enquiry = nil
    isProbing = false
  }
}
