/// The place of a part in its message (3GPP TS 23.040 §9.2.3.24.1 and .8).
package struct Concatenation: Sendable, Hashable {
  /// What the parts of one message have in common. References of different width are different references.
  package enum Reference: Sendable, Hashable {
    case eightBit(UInt8)
    case sixteenBit(UInt16)
  }

  package let reference: Reference
  /// The number of parts, 1 to 255.
  package let total: UInt8
  /// The number of this part, 1 to `total`.
  package let number: UInt8

  /// Nil when `number` is zero or greater than `total`.
  package init?(reference: Reference, total: UInt8, number: UInt8) {
    guard number >= 1, number <= total else { return nil }
    self.reference = reference
    self.total = total
    self.number = number
  }

  /// The element that says this in a header.
  package var element: UserDataHeader.Element {
    switch reference {
    case .eightBit(let value):
      UserDataHeader.Element(InformationElement.concatenation8.rawValue, [value, total, number])
    case .sixteenBit(let value):
      UserDataHeader.Element(
        InformationElement.concatenation16.rawValue,
        [UInt8(truncatingIfNeeded: value &>> 8), UInt8(truncatingIfNeeded: value), total, number])
    }
  }
}

extension Concatenation.Reference {
  /// The octets that the element takes in a header, identifier and length included.
  var elementOctets: Int {
    switch self {
    case .eightBit: 5
    case .sixteenBit: 6
    }
  }
}
