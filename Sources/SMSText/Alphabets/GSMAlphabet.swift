/// A 7-bit alphabet as one message uses it: a locking table for plain septets and a single shift table for escaped ones
/// (3GPP TS 23.038 §6.2.1).
///
/// Septets are held one an octet ("unpacked", as SMPP carries them). ``PackedSeptets`` packs them.
package struct GSMAlphabet: Sendable {
  /// The septet that announces a character of the single shift table.
  package static let escape: UInt8 = 0x1B

  /// The default alphabet with the default extension table.
  package static let standard = GSMAlphabet()

  package let lockingShift: NationalLanguage
  package let singleShift: NationalLanguage
  let locking: SeptetTable
  let single: SeptetTable

  /// The alphabet of a message whose header names these languages; `.gsm` where it names none.
  package init(lockingShift: NationalLanguage = .gsm, singleShift: NationalLanguage = .gsm) {
    self.lockingShift = lockingShift
    self.singleShift = singleShift
    locking = lockingShift.lockingTable
    single = singleShift.singleShiftTable
  }

  /// How many septets the scalar takes: 1, 2 with its escape, or 0 when the alphabet does not have it.
  package func cost(of scalar: Unicode.Scalar) -> Int {
    let value = Int(scalar.value)
    guard value < SeptetTable.scalarLimit else { return 0 }
    if locking.septets[value] != SeptetTable.noSeptet { return 1 }
    return single.septets[value] != SeptetTable.noSeptet ? 2 : 0
  }
}

extension GSMAlphabet: Equatable {
  package static func == (left: GSMAlphabet, right: GSMAlphabet) -> Bool {
    left.lockingShift == right.lockingShift && left.singleShift == right.singleShift
  }
}
