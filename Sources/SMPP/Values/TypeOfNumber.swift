/// Type of number (SMPP 3.4 §5.2.5). Reserved values are kept.
package struct TypeOfNumber: RawRepresentable, Hashable, Sendable {
  /// The octet on the wire.
  package let rawValue: UInt8

  /// Takes any octet.
  @inline(__always)
  package init(rawValue: UInt8) {
    self.rawValue = rawValue
  }

  package static let unknown = TypeOfNumber(rawValue: 0)
  package static let international = TypeOfNumber(rawValue: 1)
  package static let national = TypeOfNumber(rawValue: 2)
  package static let networkSpecific = TypeOfNumber(rawValue: 3)
  package static let subscriberNumber = TypeOfNumber(rawValue: 4)
  package static let alphanumeric = TypeOfNumber(rawValue: 5)
  package static let abbreviated = TypeOfNumber(rawValue: 6)

  /// The specification's word, or the number.
  package var name: String {
    let names = [
      "unknown", "international", "national", "network specific", "subscriber number", "alphanumeric", "abbreviated",
    ]
    return Int(rawValue) < names.count ? names[Int(rawValue)] : String(rawValue)
  }
}
