import Messages

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
