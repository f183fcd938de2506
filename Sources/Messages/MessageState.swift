/// What has become of a message, in the words of SMPP (3.4 §5.2.28, 5.0 §4.7.15). Raw values are those on the wire.
package enum MessageState: UInt8, Hashable, Sendable, CaseIterable {
  /// Held until it is due.
  case scheduled = 0
  /// On its way: waiting for us or at the provider.
  case enroute = 1
  case delivered = 2
  case expired = 3
  /// Cancelled by the client or stopped at the provider.
  case deleted = 4
  case undeliverable = 5
  /// Read by somebody on the subscriber's behalf. Never an end of ours.
  case accepted = 6
  case unknown = 7
  case rejected = 8

  /// Whether nothing can come after it.
  package var isFinal: Bool {
    switch self {
    case .scheduled, .enroute, .accepted: false
    case .delivered, .expired, .deleted, .undeliverable, .unknown, .rejected: true
    }
  }
}
