/// A mail whose structure was read within ``MailLimits``. Bodies are decoded only when somebody asks.
package struct MailMessage: Sendable {
  /// The mail as it came.
  package let bytes: [UInt8]
  /// The outer message.
  package let root: MailPart
  /// All parts in reading order; the first is ``root``.
  package let parts: [MailPart]
  /// The limits it was read under.
  package let limits: MailLimits

  /// Header fields of the outer message.
  package var headers: MailHeaders { root.headers }

  /// The decoded body of a part, at most `limit` octets.
  package func body(of part: MailPart, limit: Int) -> TransferEncoding.Decoded {
    part.encoding.decode(bytes[part.body], limit: limit)
  }
}
