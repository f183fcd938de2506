/// The 16 octets in front of every PDU (SMPP 3.4 §3.2).
package struct Header: Hashable, Sendable {
  /// Octets of a header.
  package static let size = 16

  /// Octets of the whole PDU, these included.
  package var commandLength: UInt32
  package var commandID: CommandID
  /// Meaningful in responses; ignored in requests.
  package var commandStatus: CommandStatus
  /// 1 to 0x7FFFFFFF by specification; any value is echoed.
  package var sequenceNumber: UInt32

  package init(
    commandLength: UInt32 = 16, commandID: CommandID, commandStatus: CommandStatus = .ok, sequenceNumber: UInt32
  ) {
    self.commandLength = commandLength
    self.commandID = commandID
    self.commandStatus = commandStatus
    self.sequenceNumber = sequenceNumber
  }

  /// Reads the first 16 octets, or `nil` when there are fewer.
  @inline(__always)
  package init?(_ bytes: UnsafeRawBufferPointer) {
    guard bytes.count >= Self.size else { return nil }
    commandLength = Self.word(bytes, at: 0)
    commandID = CommandID(rawValue: Self.word(bytes, at: 4))
    commandStatus = CommandStatus(rawValue: Self.word(bytes, at: 8))
    sequenceNumber = Self.word(bytes, at: 12)
  }

  /// Four octets, big-endian. The caller has checked that `offset + 4` is within bounds.
  @inline(__always)
  static func word(_ bytes: UnsafeRawBufferPointer, at offset: Int) -> UInt32 {
    UInt32(bigEndian: bytes.loadUnaligned(fromByteOffset: offset, as: UInt32.self))
  }
}
