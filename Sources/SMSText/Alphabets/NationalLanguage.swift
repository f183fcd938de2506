/// The languages whose shift tables the specification defines (3GPP TS 23.038 §6.2.1.2.4, "National Language Identifier").
///
/// The raw value is the octet that stands in the information elements 0x24 and 0x25 of a user data header.
package enum NationalLanguage: UInt8, CaseIterable, Sendable, Hashable {
  /// The default alphabet and its extension table: no shift at all.
  case gsm = 0
  case turkish = 1
  case spanish = 2
  case portuguese = 3
  case bengali = 4
  case gujarati = 5
  case hindi = 6
  case kannada = 7
  case malayalam = 8
  case oriya = 9
  case punjabi = 10
  case tamil = 11
  case telugu = 12
  case urdu = 13

  /// Whether the language replaces the default alphabet too; Spanish has a single shift table only.
  package var hasLockingShift: Bool { self != .gsm && self != .spanish }

  /// What a septet means without an escape. The default alphabet where the language has no table of its own.
  package var lockingTable: SeptetTable {
    hasLockingShift ? Self.nationalLocking[Int(rawValue)] : Self.defaultLocking
  }

  /// What a septet means after the escape.
  package var singleShiftTable: SeptetTable {
    self == .gsm ? Self.defaultSingle : Self.nationalSingle[Int(rawValue)]
  }

  // The two tables of nearly all traffic are apart, so that a process that never meets a national language never
  // builds the other 25 (9 KB each).
  private static let defaultLocking = SeptetTable(rows: lockingShiftRows.first ?? nil)
  private static let defaultSingle = SeptetTable(rows: singleShiftRows.first ?? nil)
  private static let nationalLocking = lockingShiftRows.map(SeptetTable.init(rows:))
  private static let nationalSingle = singleShiftRows.map(SeptetTable.init(rows:))
}
