/// Why a mail was not read: it passes a bound of ``MailLimits``. Each case carries the bound. All of them are answered `554 5.6.0`.
package enum MailFault: Error, Equatable, Sendable {
  /// Multiparts or attached messages inside each other, deeper than the bound.
  case nestedTooDeep(limit: Int)
  /// More parts than the bound.
  case tooManyParts(limit: Int)
  /// A header block of more octets than the bound.
  case headerTooLarge(limit: Int)
  /// A header block of more lines than the bound.
  case tooManyHeaderLines(limit: Int)
  /// A boundary parameter longer than the bound.
  case boundaryTooLong(limit: Int)
  /// More RFC 2047 words than the bound.
  case tooManyEncodedWords(limit: Int)
}
