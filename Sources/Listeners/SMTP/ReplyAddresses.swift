import Mail
import Messages
import Transport

/// Signs and checks what we put into our mails to know it again: reply addresses, and the mark of our own hops.
package struct ReplyAddresses: Sendable {
  private let secret: [UInt8]
  package let domain: String
  private let lifetime: Duration

  /// - Parameters:
  ///   - secret: 16 octets at least; another one voids all addresses that are out.
  ///   - domain: the domain of reply addresses, one of ours.
  package init(secret: [UInt8], domain: String, lifetime: Duration = .seconds(30 * 86_400)) {
    self.secret = secret
    self.domain = domain
    self.lifetime = lifetime
  }

  /// The address that brings an answer back to the phone; nil for a sender that is no number.
  package func address(account: String, phone: String, now: Timestamp) -> MailAddress? {
    guard let number = PhoneNumber(phone).flatMap({ UInt64($0.digits) }),
      let expiry = UInt32(exactly: max(0, (now + lifetime).seconds)),
      let token = ReplyToken(account: Self.tag(account), msisdn: number, expiry: expiry)
    else { return nil }
    return MailAddress(localPart: token.localPart(hmac: code), domain: domain)
  }

  /// The account's tag and the phone behind a token of ours that is not over.
  package func read(_ token: String, now: Timestamp) -> Result<(tag: String, number: PhoneNumber), ReplyToken.Refusal> {
    ReplyToken.verify(token, now: UInt32(clamping: now.seconds), hmac: code).map { read in
      (read.account, PhoneNumber(trusted: String(read.msisdn)))
    }
  }

  /// What stands for an account in a token: its name, or a digest of a name that is too long.
  package static func tag(_ account: String) -> String {
    guard account.utf8.count > ReplyToken.accountLimit else { return account }
    return "~" + hex(Digest.sha256.hash(account.utf8).prefix(7))
  }

  /// The value of our hop header for a mail.
  package func hop(_ messageID: String) -> String {
    let id = String(decoding: messageID.utf8.filter { $0 != 0x3C && $0 != 0x3E && $0 > 0x20 }, as: UTF8.self)
    return id + ";" + Self.hex(code(Array(id.utf8)).prefix(10))
  }

  /// Whether a hop header was written by us.
  package func isOwnHop(_ value: String) -> Bool {
    guard let cut = value.utf8.lastIndex(of: 0x3B) else { return false }
    let id = Array(value.utf8[..<cut])
    return constantTimeEqual(Array(value.utf8[cut...].dropFirst()), Array(Self.hex(code(id).prefix(10)).utf8))
  }

  private func code(_ bytes: [UInt8]) -> [UInt8] { Digest.sha256.authenticationCode(bytes, key: secret) }

  static func hex(_ bytes: some Sequence<UInt8>) -> String {
    var text: [UInt8] = []
    text.reserveCapacity(2 * bytes.underestimatedCount)
    for byte in bytes {
      text.append(digit(byte >> 4))
      text.append(digit(byte & 15))
    }
    return String(decoding: text, as: UTF8.self)
  }

  private static func digit(_ value: UInt8) -> UInt8 { value < 10 ? 0x30 &+ value : 0x57 &+ value }
}
