import Messages

/// What makes concatenated parts belong together (3GPP TS 23.040 §9.2.3.24.1; SMPP 3.4 §5.3.2.22).
/// Accounts never mix.
package struct PartKey: Hashable, Sendable {
  package var account: String
  package var source: String
  package var destination: String
  /// 8 or 16 for the width of a user data header's reference, 0 for `sar_msg_ref_num`.
  package var width: UInt8
  package var reference: UInt16
  package var total: UInt8

  package init(
    account: String, source: String, destination: String, width: UInt8, reference: UInt16, total: UInt8
  ) {
    self.account = account
    self.source = source
    self.destination = destination
    self.width = width
    self.reference = reference
    self.total = total
  }
}

/// One part of a concatenated message that waits for the others.
package struct HeldPart: Hashable, Sendable {
  package var key: PartKey
  /// 1 to `key.total`.
  package var number: UInt8
  package var id: MessageID
  package var receivedAt: Timestamp
  /// The whole submit as it came (an encoded PDU): joined as bytes when all are there.
  package var pdu: [UInt8]
  /// The id told to the client, and what it asked for.
  package var part: Part
  /// `interface_version` of the bind.
  package var interfaceVersion: UInt8

  package init(
    key: PartKey, number: UInt8, id: MessageID, receivedAt: Timestamp, pdu: [UInt8], part: Part,
    interfaceVersion: UInt8
  ) {
    self.key = key
    self.number = number
    self.id = id
    self.receivedAt = receivedAt
    self.pdu = pdu
    self.part = part
    self.interfaceVersion = interfaceVersion
  }
}
