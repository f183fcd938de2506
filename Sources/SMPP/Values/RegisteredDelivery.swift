/// Which receipts the sender asks for (SMPP 3.4 §5.2.17, 5.0 §4.7.21).
package struct RegisteredDelivery: RawRepresentable, Hashable, Sendable {
  /// The octet on the wire.
  package let rawValue: UInt8

  /// Takes any octet.
  @inline(__always)
  package init(rawValue: UInt8) {
    self.rawValue = rawValue
  }

  package static let none = RegisteredDelivery(rawValue: 0)
  package static let successAndFailure = RegisteredDelivery(rawValue: 1)
  package static let failure = RegisteredDelivery(rawValue: 2)
  /// SMPP 5.0 only; reserved in 3.4.
  package static let success = RegisteredDelivery(rawValue: 3)

  /// Whether a receipt is wanted when the message is delivered.
  ///
  /// The value 3 is reserved in 3.4 and means success alone in 5.0; older sessions get both kinds for it.
  package func wantsSuccess(_ version: InterfaceVersion) -> Bool {
    let bits = rawValue & 0x03
    return bits == 1 || bits == 3
  }

  /// Whether a receipt is wanted when the message fails.
  package func wantsFailure(_ version: InterfaceVersion) -> Bool {
    let bits = rawValue & 0x03
    return bits == 1 || bits == 2 || (bits == 3 && version.generation < .v50)
  }

  /// Bits 3-2: acknowledgements asked of the receiving SME.
  package var smeAcknowledgement: UInt8 { (rawValue >> 2) & 0x03 }

  /// Mask 0x10. SMPP 3.4 prints "bit 5" and means the fifth bit.
  package var wantsIntermediate: Bool { rawValue & 0x10 != 0 }

  /// The value in words.
  package var name: String {
    let receipts = ["none", "success and failure", "failure", "success"][Int(rawValue & 0x03)]
    return wantsIntermediate ? receipts + ", intermediate" : receipts
  }
}
