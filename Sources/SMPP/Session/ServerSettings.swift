/// How long a server session waits and how much it keeps. Durations of the same clock as `now`.
package struct ServerSettings: Hashable, Sendable {
  /// The highest version offered.
  package var version = InterfaceVersion.v50
  /// From the connection to a successful bind (SMPP 3.4 §7.2).
  package var sessionInit = Duration.seconds(10)
  /// Silence after which we send `enquire_link`; `nil` sends none.
  package var enquireLink: Duration? = .seconds(30)
  /// How long a request of ours may stay unanswered.
  package var response = Duration.seconds(30)
  /// Silence after which the connection ends, whatever else; `nil` waits for ever.
  package var inactivity: Duration? = .seconds(300)
  /// How long the rest of a PDU may take.
  package var partialPDU = Duration.seconds(30)
  /// How long an unbind waits for answers to requests in flight.
  package var drain = Duration.seconds(2)
  /// Refused binds after which the connection ends.
  package var bindAttempts = 3
  /// Octets handed out as `send` and not yet reported as `flushed`, above which reading stops.
  package var maximumUnflushed = 262_144
  /// Octets of one frame before and after a bind.
  package var unboundFrame = FrameReader.unboundMaximum
  package var boundFrame = FrameReader.boundMaximum
  /// What is made of values that the specification leaves open.
  package var requests = RequestRules()

  package init() {}
}

/// How strictly the values of requests are taken.
package struct RequestRules: Hashable, Sendable {
  /// `short_message` and `message_payload` together: the payload counts, rather than ESME_RTLVNOTALLWD (SMPP 3.4 §5.3.2.32).
  package var prefersPayload = false
  /// A priority above 3 is let through, rather than ESME_RINVPRTFLG.
  package var allowsHighPriority = false
  /// Types of number and numbering plans of no version are refused (SMPP 3.4 §5.2.5, §5.2.6).
  package var checksNumberKinds = false

  package init() {}
}

/// What an account may do in a session.
package struct BindLimits: Hashable, Sendable {
  /// The system id that `bind_resp` carries.
  package var systemID: String
  /// Unanswered requests of the client up to which we read on.
  package var window: Int
  /// Unanswered requests past which the answer is ESME_RMSGQFUL. Bytes that were read already count.
  package var hardCap: Int
  /// Deliveries of ours in flight, at most 1000.
  package var receiptWindow: Int

  package init(systemID: String, window: Int = 100, hardCap: Int = 2_000, receiptWindow: Int = 10) {
    self.systemID = systemID
    self.window = max(1, window)
    self.hardCap = max(self.window, hardCap)
    self.receiptWindow = min(max(0, receiptWindow), 1_000)
  }
}
