/// A mailbox that can stand in a header: it holds no control character, no blank and no bracket.
package struct MailAddress: Equatable, Sendable {
  /// Shown name; any text.
  package let name: String?
  /// Part before the `@`, without quotes.
  package let localPart: String
  /// Domain or address literal.
  package let domain: String

  /// `nil` where a part is empty, too long (RFC 5321 §4.5.3.1) or holds what a header must not.
  package init?(name: String? = nil, localPart: String, domain: String) {
    guard !localPart.isEmpty, localPart.utf8.count <= 64, localPart.utf8.allSatisfy(Self.isLocal),
      !domain.isEmpty, domain.utf8.count <= 255, domain.utf8.allSatisfy(Self.isDomain)
    else { return nil }
    self.name = name
    self.localPart = localPart
    self.domain = domain
  }

  /// Splits `local@domain` at the last `@`.
  package init?(_ address: String, name: String? = nil) {
    let bytes = Array(address.utf8)
    guard let at = bytes.lastIndex(of: ASCII.at) else { return nil }
    self.init(
      name: name, localPart: String(decoding: bytes[..<at], as: UTF8.self),
      domain: String(decoding: bytes[(at + 1)...], as: UTF8.self))
  }

  /// `local@domain`, the local part quoted where it must be (RFC 5321 §4.1.2).
  package var address: String {
    let isAtom =
      localPart.utf8.allSatisfy(Self.isAtom) && !localPart.utf8.starts(with: [ASCII.dot])
      && localPart.utf8.last != ASCII.dot
    return (isAtom ? localPart : "\"" + localPart + "\"") + "@" + domain
  }

  /// Whether it can stand in ASCII headers.
  package var isASCII: Bool { localPart.utf8.allSatisfy { $0 < 0x80 } && domain.utf8.allSatisfy { $0 < 0x80 } }

  private static func isLocal(_ byte: UInt8) -> Bool {
    byte > 0x20 && byte != 0x7F && ![ASCII.quote, ASCII.backslash, ASCII.less, ASCII.greater].contains(byte)
  }

  private static func isDomain(_ byte: UInt8) -> Bool {
    ASCII.isAlphanumeric(byte) || byte >= 0x80 || [ASCII.dot, ASCII.hyphen, ASCII.colon, 0x5B, 0x5D].contains(byte)
  }

  private static func isAtom(_ byte: UInt8) -> Bool {
    ASCII.isAlphanumeric(byte) || byte >= 0x80 || Array("!#$%&'*+-/=?^_`{|}~.".utf8).contains(byte)
  }
}
