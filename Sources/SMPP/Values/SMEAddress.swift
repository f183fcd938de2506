/// An address with its type of number and numbering plan (SMPP 3.4 §5.2.5-5.2.9).
package struct SMEAddress: Hashable, Sendable {
  /// Type of number.
  package var ton: TypeOfNumber
  /// Numbering plan.
  package var npi: NumberingPlan
  /// Digits or an alphanumeric name; at most 20 octets, 64 in `data_sm` and `alert_notification`.
  package var address: String

  package init(_ address: String, ton: TypeOfNumber = .unknown, npi: NumberingPlan = .unknown) {
    self.ton = ton
    self.npi = npi
    self.address = address
  }

  /// The empty address, which clients send for "any" or "default".
  package static let empty = SMEAddress("")

  /// A number in international format, TON 1, NPI 1.
  package static func international(_ digits: String) -> SMEAddress {
    SMEAddress(digits, ton: .international, npi: .isdn)
  }

  /// A name of up to 11 characters, TON 5, NPI 0.
  package static func alphanumeric(_ name: String) -> SMEAddress {
    SMEAddress(name, ton: .alphanumeric, npi: .unknown)
  }
}
