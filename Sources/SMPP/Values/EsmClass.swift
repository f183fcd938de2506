/// Messaging mode, message type and GSM features of a message (SMPP 3.4 §5.2.12).
package struct EsmClass: RawRepresentable, Hashable, Sendable {
  /// The octet on the wire.
  package var rawValue: UInt8

  /// Takes any octet.
  @inline(__always)
  package init(rawValue: UInt8) {
    self.rawValue = rawValue
  }

  package static let `default` = EsmClass(rawValue: 0)
  /// A `deliver_sm` that carries a delivery receipt.
  package static let deliveryReceipt = EsmClass(rawValue: 0x04)
  /// A `deliver_sm` that carries an intermediate notification.
  package static let intermediateNotification = EsmClass(rawValue: 0x20)

  /// Bits 1-0.
  package enum MessagingMode: UInt8, Sendable {
    case `default` = 0
    case datagram = 1
    case forward = 2
    case storeAndForward = 3
  }

  /// Bits 1-0. In 3.4 forward is the transaction mode of §2.10.3.
  package var mode: MessagingMode { MessagingMode(rawValue: rawValue & 0x03) ?? .default }

  /// Bits 5-2, the message type.
  package var messageType: UInt8 { (rawValue >> 2) & 0x0F }

  /// Whether bits 5-2 of a `deliver_sm` name a delivery receipt.
  package var isDeliveryReceipt: Bool { messageType == 1 }

  /// Whether bits 5-2 of a `deliver_sm` name an intermediate notification.
  package var isIntermediateNotification: Bool { messageType == 8 }

  /// Bit 6: the message begins with a user data header.
  @inline(__always)
  package var hasUserDataHeader: Bool {
    get { rawValue & 0x40 != 0 }
    set { rawValue = newValue ? rawValue | 0x40 : rawValue & ~0x40 }
  }

  /// Bit 7: answer along the same path.
  package var hasReplyPath: Bool { rawValue & 0x80 != 0 }

  /// The value in words.
  package var name: String {
    var words: [String] = []
    if mode != .default { words.append("\(mode)") }
    switch messageType {
    case 0: break
    case 1: words.append("delivery receipt")
    case 2: words.append("delivery acknowledgement")
    case 4: words.append("user acknowledgement")
    case 6: words.append("conversation abort")
    case 8: words.append("intermediate notification")
    default: words.append("type \(messageType)")
    }
    if hasUserDataHeader { words.append("UDHI") }
    if hasReplyPath { words.append("reply path") }
    return words.isEmpty ? "default" : words.joined(separator: ", ")
  }
}
