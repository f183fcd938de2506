/// The state of a message (SMPP 3.4 §5.2.28, 5.0 §4.7.15). Unknown numbers are kept.
package struct MessageState: RawRepresentable, Hashable, Sendable {
  /// The octet on the wire.
  package let rawValue: UInt8

  /// Takes any octet.
  package init(rawValue: UInt8) {
    self.rawValue = rawValue
  }

  /// SMPP 5.0 only.
  package static let scheduled = MessageState(rawValue: 0)
  package static let enroute = MessageState(rawValue: 1)
  package static let delivered = MessageState(rawValue: 2)
  package static let expired = MessageState(rawValue: 3)
  package static let deleted = MessageState(rawValue: 4)
  package static let undeliverable = MessageState(rawValue: 5)
  package static let accepted = MessageState(rawValue: 6)
  package static let unknown = MessageState(rawValue: 7)
  package static let rejected = MessageState(rawValue: 8)
  /// SMPP 5.0 only.
  package static let skipped = MessageState(rawValue: 9)

  /// The seven letters of SMPP 3.4 appendix B. The receipt text has no word for a scheduled message.
  package var receiptWord: String {
    let words = [
      "ENROUTE", "ENROUTE", "DELIVRD", "EXPIRED", "DELETED", "UNDELIV", "ACCEPTD", "UNKNOWN", "REJECTD", "SKIPPED",
    ]
    return Int(rawValue) < words.count ? words[Int(rawValue)] : "UNKNOWN"
  }

  /// Reads the word of a receipt in any case, with the longer and odd forms that servers write.
  package init?(receiptWord: String) {
    switch receiptWord.uppercased() {
    case "ENROUTE", "BUFFRED", "BUFFERD", "BUFFERED": self = .enroute
    case "DELIVRD", "DELIVERED": self = .delivered
    case "EXPIRED": self = .expired
    case "DELETED": self = .deleted
    case "UNDELIV", "UNDELIVERABLE", "FAILED": self = .undeliverable
    case "ACCEPTD", "ACCEPTED": self = .accepted
    case "UNKNOWN": self = .unknown
    case "REJECTD", "REJECTED": self = .rejected
    case "SCHEDULED", "SCHEDLD": self = .scheduled
    case "SKIPPED": self = .skipped
    default: return nil
    }
  }

  /// Whether the message can still change. ACCEPTED is final in the specification (§5.2.28).
  package var isFinal: Bool { self != .scheduled && self != .enroute }

  /// The state that a session of `version` may be told: 0 and 9 exist in 5.0 alone.
  package func downgraded(for version: InterfaceVersion) -> MessageState {
    guard version.generation < .v50 else { return self }
    switch self {
    case .scheduled: return .enroute
    case .skipped: return .undeliverable
    default: return self
    }
  }

  /// The specification's word, or the number.
  package var name: String {
    let names = [
      "SCHEDULED", "ENROUTE", "DELIVERED", "EXPIRED", "DELETED", "UNDELIVERABLE", "ACCEPTED", "UNKNOWN", "REJECTED",
      "SKIPPED",
    ]
    return Int(rawValue) < names.count ? names[Int(rawValue)] : String(rawValue)
  }
}
