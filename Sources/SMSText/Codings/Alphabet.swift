/// The alphabets that a data_coding octet can name (SMPP 3.4 §5.2.19).
package enum Alphabet: Sendable, Hashable, CaseIterable {
  /// The default alphabet of the message centre: GSM 7-bit, unless the account means another.
  case standard
  /// IA5, that is ASCII (coding 1), unless the account means another.
  case ia5
  /// Eight-bit content that is no text (codings 2 and 4).
  case octets
  /// ISO-8859-1 (coding 3).
  case latin1
  /// JIS X 0208-1990 (coding 5).
  case jis
  /// ISO-8859-5 (coding 6).
  case cyrillic
  /// ISO-8859-8 (coding 7).
  case hebrew
  /// UCS2, read and written as UTF-16, high octet first (coding 8).
  case ucs2
  /// Pictogram encoding: Shift_JIS with the operators' additions (coding 9).
  case pictogram
  /// ISO-2022-JP, "music codes" (coding 10).
  case musicCodes
  /// Extended Kanji JIS, X 0212-1990 (coding 13).
  case extendedKanji
  /// KS C 5601 (coding 14).
  case ksc5601

  /// One row for each assigned octet; the first row of an alphabet is the octet it is sent with.
  private static let assignments: [(octet: UInt8, alphabet: Alphabet)] = [
    (0, .standard), (1, .ia5), (4, .octets), (2, .octets), (3, .latin1), (5, .jis), (6, .cyrillic), (7, .hebrew),
    (8, .ucs2), (9, .pictogram), (10, .musicCodes), (13, .extendedKanji), (14, .ksc5601),
  ]

  /// The alphabet of an octet from 0 to 14, nil for those that are not assigned (11, 12).
  init?(assigned octet: UInt8) {
    guard let row = Self.assignments.first(where: { $0.octet == octet }) else { return nil }
    self = row.alphabet
  }

  /// The octet without class or indication.
  var assignedOctet: UInt8 {
    Self.assignments.first { $0.alphabet == self }?.octet ?? 0
  }

  /// Whether the content is text at all.
  package var isText: Bool { self != .octets }
}
