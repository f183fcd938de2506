/// An address as the client wrote it, with its type of number and numbering plan (SMPP 3.4 §5.2.5, §5.2.6).
package struct Address: Hashable, Sendable {
  package var typeOfNumber: UInt8
  package var numberingPlan: UInt8
  /// 20 octets at most in SMPP; a name of up to 11 characters, or digits.
  package var text: String

  package init(_ text: String, typeOfNumber: UInt8 = 0, numberingPlan: UInt8 = 0) {
    self.text = text
    self.typeOfNumber = typeOfNumber
    self.numberingPlan = numberingPlan
  }
}
