/// One optional parameter: tag and value (SMPP 3.4 §3.2.4.1).
package struct TLV: Hashable, Sendable {
  package var tag: TLVTag
  /// At most 65535 octets; a longer value is cut when written.
  package var value: [UInt8]

  package init(_ tag: TLVTag, _ value: [UInt8]) {
    self.tag = tag
    self.value = value
  }

  /// One octet.
  package static func uint8(_ tag: TLVTag, _ value: UInt8) -> TLV { TLV(tag, [value]) }

  /// Two octets, big-endian.
  package static func uint16(_ tag: TLVTag, _ value: UInt16) -> TLV {
    TLV(tag, [UInt8(value >> 8), UInt8(truncatingIfNeeded: value)])
  }

  /// Text with a NUL behind it; non-Latin-1 characters become `?`.
  package static func cString(_ tag: TLVTag, _ value: String) -> TLV {
    TLV(tag, WireText.bytes(of: value) + [0])
  }

  /// The value as a big-endian number; `nil` unless it has 1 to 4 octets.
  package var integer: UInt32? {
    guard (1...4).contains(value.count) else { return nil }
    return value.reduce(0) { $0 << 8 | UInt32($1) }
  }

  /// The value up to its first NUL.
  package var text: String { WireText.string(value.prefix { $0 != 0 }) }
}

/// The optional parameters of a PDU in the order in which they came, unknown and repeated ones included.
package struct TLVList: Hashable, Sendable, ExpressibleByArrayLiteral {
  /// The parameters.
  package var items: [TLV]

  package init(_ items: [TLV] = []) {
    self.items = items
  }

  package init(arrayLiteral elements: TLV...) {
    items = elements
  }

  package var isEmpty: Bool { items.isEmpty }

  /// The first parameter with this tag.
  package subscript(_ tag: TLVTag) -> TLV? {
    items.first { $0.tag == tag }
  }

  /// The octets of the first parameter with this tag.
  package func value(_ tag: TLVTag) -> [UInt8]? { self[tag]?.value }

  /// The number in the first parameter with this tag; `nil` when absent or not 1 to 4 octets.
  package func integer(_ tag: TLVTag) -> UInt32? { self[tag]?.integer }

  /// The text in the first parameter with this tag, up to its NUL.
  package func text(_ tag: TLVTag) -> String? { self[tag]?.text }

  /// Adds a parameter at the end.
  package mutating func append(_ tlv: TLV) { items.append(tlv) }

  /// The parameters that the specification leaves to vendors.
  package var vendorSpecific: [TLV] { items.filter { $0.tag.isVendorSpecific } }

  /// The first parameter that this product acts on and whose length is wrong (SMPP 3.4 §5.1.3 ESME_RINVPARLEN).
  package var firstWithWrongLength: TLV? {
    items.first { tlv in
      guard let definition = tlv.tag.definition, definition.isUsed else { return false }
      return !definition.lengths.contains(tlv.value.count)
    }
  }
}
