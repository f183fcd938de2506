/// Appends PDUs to one output buffer.
///
/// Writing cannot fail: strings are cut to what the field may hold and at a NUL, so that a PDU of ours always decodes.
package struct PDUWriter: Sendable {
  /// What was written.
  package private(set) var bytes: [UInt8] = []
  /// Whether optional parameters are written; not to peers below 3.4 (SMPP 3.4 §3.4).
  package var writesTLVs = true

  package init() {}

  package var isEmpty: Bool { bytes.isEmpty }

  /// Makes room for so many octets more.
  package mutating func reserve(_ count: Int) {
    bytes.reserveCapacity(bytes.count + count)
  }

  /// Hands out what was written and starts over.
  package mutating func take() -> [UInt8] {
    let taken = bytes
    bytes = []
    return taken
  }

  /// Writes a header; the length is filled in by `end`.
  mutating func begin(_ id: CommandID, _ status: CommandStatus, _ sequence: UInt32) -> Int {
    let start = bytes.count
    uint32(0)
    uint32(id.rawValue)
    uint32(status.rawValue)
    uint32(sequence)
    return start
  }

  /// Fills in the length of the PDU that began at `start`.
  mutating func end(_ start: Int) {
    let length = UInt32(truncatingIfNeeded: bytes.count - start)
    bytes[start] = UInt8(truncatingIfNeeded: length >> 24)
    bytes[start + 1] = UInt8(truncatingIfNeeded: length >> 16)
    bytes[start + 2] = UInt8(truncatingIfNeeded: length >> 8)
    bytes[start + 3] = UInt8(truncatingIfNeeded: length)
  }

  /// A PDU that consists of its header.
  package mutating func headerOnly(_ id: CommandID, _ status: CommandStatus, _ sequence: UInt32) {
    uint32(16)
    uint32(id.rawValue)
    uint32(status.rawValue)
    uint32(sequence)
  }

  @inline(__always)
  mutating func uint8(_ value: UInt8) {
    bytes.append(value)
  }

  @inline(__always)
  mutating func uint16(_ value: UInt16) {
    bytes.append(UInt8(truncatingIfNeeded: value >> 8))
    bytes.append(UInt8(truncatingIfNeeded: value))
  }

  @inline(__always)
  mutating func uint32(_ value: UInt32) {
    bytes.append(UInt8(truncatingIfNeeded: value >> 24))
    bytes.append(UInt8(truncatingIfNeeded: value >> 16))
    bytes.append(UInt8(truncatingIfNeeded: value >> 8))
    bytes.append(UInt8(truncatingIfNeeded: value))
  }

  /// A C-octet string with its NUL, cut to what the field may hold.
  mutating func cString(_ text: String, _ field: Field) {
    let limit = field.accepted - 1
    let isPlain = text.utf8.withContiguousStorageIfAvailable { buffer in
      guard buffer.count <= limit, buffer.allSatisfy({ $0 &- 1 < 0x7F }) else { return false }
      bytes.append(contentsOf: buffer)
      return true
    }
    if isPlain != true {
      bytes.append(contentsOf: WireText.bytes(of: text).prefix { $0 != 0 }.prefix(limit))
    }
    bytes.append(0)
  }

  /// Type of number, numbering plan and address.
  mutating func address(_ address: SMEAddress, _ field: Field) {
    uint8(address.ton.rawValue)
    uint8(address.npi.rawValue)
    cString(address.address, field)
  }

  /// `sm_length` and `short_message`, cut at 255 octets.
  mutating func shortMessage(_ message: [UInt8]) {
    uint8(UInt8(clamping: message.count))
    bytes.append(contentsOf: message.prefix(255))
  }

  /// Optional parameters in their order, to peers that take them.
  mutating func tlvs(_ list: TLVList) {
    guard writesTLVs else { return }
    for tlv in list.items {
      uint16(tlv.tag.rawValue)
      uint16(UInt16(clamping: tlv.value.count))
      bytes.append(contentsOf: tlv.value.prefix(65535))
    }
  }
}
