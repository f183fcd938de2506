/// What became of an offered delivery.
package enum DeliveryResult: Hashable, Sendable {
  /// Why nothing was sent; the session may be asked again, except for `notDeliverable`.
  package enum Obstacle: Hashable, Sendable {
    /// Not bound as receiver or transceiver, or ending.
    case notBound
    /// `receiptWindow` deliveries are in flight.
    case windowFull
    /// A delivery was not answered in time, and the link is being tested; or the client does not read.
    case paused
    /// An operation that the server cannot send to this version.
    case notDeliverable
  }

  /// The client answered with this status; ESME_ROK means that it has the message.
  case response(CommandStatus)
  /// The client answered with `generic_nack`.
  case nacked(CommandStatus)
  /// No answer within the response timer; the client may have the message.
  case timedOut
  /// The connection ended before the answer; the client may have the message.
  case disconnected
  /// Sent, and no answer belongs to it (`alert_notification`).
  case sent
  case notSent(Obstacle)
}

/// A PDU that was answered with an error by the session, for the record of rejected PDUs.
package struct Rejection: Hashable, Sendable {
  /// Octets kept of each PDU.
  package static let maximumBytes = 256

  package var header: Header
  /// What was answered; for responses, which are never answered, what is wrong.
  package var status: CommandStatus
  /// The field's name in the specification.
  package var field: String
  /// Where the field begins; 0 when the fault is not in one place.
  package var offset: Int
  /// The reason in a word.
  package var reason: String
  /// The first octets of the PDU.
  package var bytes: [UInt8]
}

/// What a server session wants done, in this order.
package enum ServerAction: Hashable, Sendable {
  /// Write these octets, behind those of earlier actions.
  case send([UInt8])
  /// Decide about a bind and report `bindDecided`.
  case authenticate(BindToken, Bind)
  /// The client is bound; deliveries may be offered.
  case bound(BindMode, InterfaceVersion, BindLimits)
  /// Carry out a request and report `answered`.
  case request(RequestToken, PDU, sequence: UInt32)
  case delivered(DeliveryToken, DeliveryResult)
  /// Offers would be refused until `offersResumed`.
  case offersPaused
  case offersResumed
  /// Read no more from the socket until `resumeReading`.
  case stopReading
  case resumeReading
  case rejected(Rejection)
  /// A session that was bound ends.
  case unbound
  /// Write what is left and close. Nothing follows.
  case close(CloseReason)
}

/// Why a session ended.
package enum CloseReason: Hashable, Sendable {
  /// The client sent `unbind`.
  case unboundByClient
  /// We sent `unbind` and the client answered.
  case unboundByServer
  /// We sent `unbind` and the client did not answer in time.
  case unbindUnanswered
  case peerClosed
  /// Bytes that are no PDU.
  case framingLost(FramingError)
  /// No bind in time.
  case sessionInitExpired
  /// Nobody decided about the bind in time.
  case bindUndecided
  /// Too many refused binds.
  case bindsRefused
  /// Too many octets behind a bind that is not decided.
  case bytesBeforeBind
  case enquireLinkUnanswered
  /// Silence for too long.
  case inactive
  /// The rest of a PDU did not come.
  case incompletePDU
  /// The client does not read what we send.
  case outputStalled
}

/// What a session has counted.
package struct SessionCounters: Hashable, Sendable {
  /// PDUs of the client whose frames were intact.
  package var received = 0
  /// Requests that the session itself answered with an error.
  package var rejected = 0
  /// Requests past the hard cap.
  package var overCap = 0
  /// Responses to nothing, unknown ones included.
  package var unmatchedResponses = 0
  /// `generic_nack`s of the client.
  package var nacks = 0
  /// Requests that have no response and that a client must not send.
  package var ignored = 0
  /// Deliveries that were not answered in time.
  package var timeouts = 0
  /// Answers for requests that are no longer known.
  package var lateAnswers = 0

  package init() {}
}
