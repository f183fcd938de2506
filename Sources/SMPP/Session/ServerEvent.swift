/// Names a bind until it is decided.
package struct BindToken: Hashable, Sendable {
  package let rawValue: Int

  package init(rawValue: Int) {
    self.rawValue = rawValue
  }
}

/// What becomes of a bind.
package enum BindOutcome: Hashable, Sendable {
  case accepted(BindLimits)
  case refused(CommandStatus)
}

/// The answer to one request of the client.
package struct Answer: Hashable, Sendable {
  /// What the client is told.
  package enum Result: Hashable, Sendable {
    /// ESME_ROK with the id, in the response that belongs to the request; the id is ignored where it has none.
    case accepted(messageID: String)
    /// An error.
    case refused(CommandStatus)
    /// This response, which must belong to the request.
    case response(PDU)
  }

  package var token: RequestToken
  package var result: Result
  /// 0-99, to peers of 5.0 (SMPP 5.0 §4.8.4.18).
  package var congestionState: UInt8?
  /// What a human should read; to peers of 5.0, and in `data_sm_resp` to those of 3.4.
  package var statusText: String?

  package init(_ token: RequestToken, _ result: Result, congestionState: UInt8? = nil, statusText: String? = nil) {
    self.token = token
    self.result = result
    self.congestionState = congestionState
    self.statusText = statusText
  }
}

/// A `deliver_sm`, `data_sm` or `alert_notification` for the client.
package struct Delivery: Hashable, Sendable {
  package var token: DeliveryToken
  package var pdu: PDU

  package init(_ token: DeliveryToken, _ pdu: PDU) {
    self.token = token
    self.pdu = pdu
  }
}

/// What a server session is told.
package enum ServerEvent {
  /// Bytes from the client, in any chunking. The memory is used during the call alone.
  case received(UnsafeRawBufferPointer)
  /// So many octets of `send` have been written to the socket. Must be reported: what is not counts as congestion.
  case flushed(Int)
  case peerClosed
  /// `deadline` has come. Harmless when early.
  case deadlinePassed
  case bindDecided(BindToken, BindOutcome)
  case answered([Answer])
  /// Each is reported as `delivered`, at the latest when the session closes.
  case offered([Delivery])
  /// Somebody doubts that the client is still there: it is asked now, if it is not being asked already.
  case linkCheckRequested
  /// The server wants the session to end.
  case unbindRequested
}
