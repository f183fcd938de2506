/// An address of the envelope (RFC 5321 §4.1.2): a mailbox, or nothing at all for the null sender.
package struct MailPath: Equatable, Hashable, Sendable {
  /// The local part without quotes and backslashes; at most 64 octets as written.
  package let localPart: String
  /// The domain or `[literal]`, as written; at most 255 octets. Empty for `<postmaster>`, and for senders and recipients without a
  /// domain where old devices are tolerated.
  package let domain: String

  package init(localPart: String, domain: String) {
    self.localPart = localPart
    self.domain = domain
  }

  /// `MAIL FROM:<>`, the sender of notifications (RFC 5321 §4.5.5).
  package static let null = MailPath(localPart: "", domain: "")

  package var isNull: Bool { localPart.isEmpty && domain.isEmpty }

  /// The address with the quotes it needs and without angle brackets; empty for the null sender.
  package var address: String {
    guard !isNull else { return "" }
    let local = Self.isDotString(localPart) ? localPart : Self.quoted(localPart)
    return domain.isEmpty ? local : "\(local)@\(domain)"
  }

  /// The address holds more than ASCII.
  package var needsSMTPUTF8: Bool {
    localPart.utf8.contains { $0 >= 0x80 } || domain.utf8.contains { $0 >= 0x80 }
  }

  private static func isDotString(_ text: String) -> Bool {
    let octets = Array(text.utf8)
    guard let first = octets.first, let last = octets.last, first != ASCII.dot, last != ASCII.dot else { return false }
    var previous: UInt8 = 0
    for octet in octets {
      guard octet == ASCII.dot ? previous != ASCII.dot : PathParser.isAtom(octet) else { return false }
      previous = octet
    }
    return true
  }

  private static func quoted(_ text: String) -> String {
    var octets: [UInt8] = [ASCII.quote]
    for octet in text.utf8 {
      if octet == ASCII.quote || octet == ASCII.backslash { octets.append(ASCII.backslash) }
      octets.append(octet)
    }
    octets.append(ASCII.quote)
    return String(decoding: octets, as: UTF8.self)
  }
}
