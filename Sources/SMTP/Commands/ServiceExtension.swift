/// The service extensions this server can offer, in the order of the EHLO answer.
package enum ServiceExtension: CaseIterable, Sendable {
  /// RFC 2920.
  case pipelining
  /// RFC 1870.
  case size
  /// RFC 6152.
  case eightBitMIME
  /// RFC 6531.
  case smtpUTF8
  /// RFC 3030.
  case chunking
  /// RFC 2034.
  case enhancedStatusCodes
  /// RFC 3207.
  case startTLS
  /// RFC 3461.
  case dsn
  /// RFC 4954.
  case auth
  /// RFC 4865.
  case futureRelease
  /// RFC 2852.
  case deliverBy
  /// RFC 6710.
  case priority
  /// RFC 9422.
  case limits
  /// The proxy command of Postfix, for trusted networks.
  case xclient
}
