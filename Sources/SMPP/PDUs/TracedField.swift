/// One field of a PDU as it was read, for a description in words.
package struct TracedField: Hashable, Sendable {
  /// Counted from the first octet of the PDU.
  package var offset: Int
  /// Octets that the field takes.
  package var length: Int
  /// The name in the specification.
  package var name: String
  /// The value as text, numbers in decimal.
  package var value: String
}

extension TracedField {
  init(offset: Int, length: Int, tlv: TLV) {
    self.init(offset: offset, length: length, name: "tlv \(tlv.tag.name)", value: Self.words(tlv))
  }

  private static func words(_ tlv: TLV) -> String {
    let tag = hexadecimal(tlv.tag.rawValue, digits: 4)
    let head = "tag \(tag) length \(tlv.value.count)"
    guard !tlv.value.isEmpty else { return head }
    if tlv.tag == .messageState, let number = tlv.integer {
      return "\(head) value \(number) \(MessageState(rawValue: UInt8(clamping: number)).name)"
    }
    switch tlv.tag.definition?.kind {
    case .integer?: return "\(head) value \(tlv.integer.map(String.init) ?? hexadecimal(tlv.value))"
    case .cString?: return "\(head) value \"\(tlv.text)\""
    case .octets?, nil: return "\(head) value \(hexadecimal(tlv.value))"
    }
  }
}
