/// Reads `FROM:<…>` and `TO:<…>` (RFC 5321 §4.1.1.2, §4.1.1.3).
struct PathParser {
  /// Which of the two addresses is read: they differ in what may be missing and in the reply to a fault.
  enum Role {
    case sender
    case recipient

    fileprivate var keyword: String { self == .sender ? "FROM" : "TO" }
    var badAddress: Reply { self == .sender ? .badSenderAddress : .badRecipientAddress }
  }

  /// Octets of a local part as written (RFC 5321 §4.5.3.1.1).
  static let maximumLocalPart = 64
  /// Octets of a domain (RFC 5321 §4.5.3.1.2).
  static let maximumDomain = 255
  /// Octets of a path with its angle brackets, without a source route (RFC 5321 §4.5.3.1.3).
  static let maximumPath = 256

  let role: Role
  /// Takes addresses without angle brackets or domain, and spaces behind the colon, as old devices send them.
  let isLegacy: Bool
  private var rest: ArraySlice<UInt8>

  /// The path at the start of `argument`, and the parameters behind it.
  static func parse(
    _ argument: ArraySlice<UInt8>, role: Role, isLegacy: Bool
  ) throws(Reply) -> (path: MailPath, parameters: ArraySlice<UInt8>) {
    var parser = PathParser(role: role, isLegacy: isLegacy, rest: argument)
    let path = try parser.path()
    guard parser.rest.isEmpty || parser.rest.first == ASCII.space else { throw .badArguments }
    return (path, parser.rest)
  }

  static func isAtom(_ octet: UInt8) -> Bool {
    if octet >= 0x80 || ASCII.isLetter(octet) || ASCII.isDigit(octet) { return true }
    return atomPunctuation.contains(octet)
  }

  private static let atomPunctuation = Set("!#$%&'*+-/=?^_`{|}~".utf8)

  private mutating func path() throws(Reply) -> MailPath {
    let word = rest.prefix { $0 != ASCII.colon }
    guard word.endIndex < rest.endIndex, ASCII.keyword(word) == role.keyword else { throw .badArguments }
    rest = rest[(word.endIndex + 1)...]
    if isLegacy { rest = rest.drop { $0 == ASCII.space } }
    let isBracketed = take(ASCII.less)
    guard isBracketed || (isLegacy && !rest.isEmpty) else { throw .badArguments }
    if isBracketed, take(ASCII.greater) { return try null() }
    if isBracketed { try skipRoute() }
    let path = try mailbox()
    guard !isBracketed || take(ASCII.greater) else { throw role.badAddress }
    return path
  }

  private func null() throws(Reply) -> MailPath {
    guard role == .sender else { throw role.badAddress }
    return .null
  }

  /// `@a,@b:` before the mailbox is read over (RFC 5321 §4.1.1.3, appendix C).
  private mutating func skipRoute() throws(Reply) {
    guard rest.first == ASCII.at else { return }
    repeat {
      guard take(ASCII.at) else { throw role.badAddress }
      _ = try domain()
    } while take(ASCII.comma)
    guard take(ASCII.colon) else { throw role.badAddress }
  }

  private mutating func mailbox() throws(Reply) -> MailPath {
    let start = rest.startIndex
    let isQuoted = rest.first == ASCII.quote
    let local = isQuoted ? try quotedString() : try dotString()
    guard !local.isEmpty, rest.startIndex - start <= Self.maximumLocalPart else { throw role.badAddress }
    if role == .recipient, isRelayAttempt(local, isQuoted: isQuoted) { throw .relayingDenied }
    let localPart = try text(local)
    guard take(ASCII.at) else {
      let isPostmaster = role == .recipient && ASCII.keyword(local) == "POSTMASTER"
      guard isLegacy || isPostmaster else { throw role.badAddress }
      return MailPath(localPart: localPart, domain: "")
    }
    let host = try domain()
    guard rest.startIndex - start + 2 <= Self.maximumPath else { throw role.badAddress }
    return MailPath(localPart: localPart, domain: try text(host))
  }

  /// `user%other@here`, `other!user@here` and `"user@other"@here` ask an old mail server to pass the message on.
  private func isRelayAttempt(_ local: [UInt8], isQuoted: Bool) -> Bool {
    local.contains { $0 == ASCII.percent || $0 == ASCII.exclamation || (isQuoted && $0 == ASCII.at) }
  }

  private mutating func dotString() throws(Reply) -> [UInt8] {
    let word = rest.prefix { Self.isAtom($0) || $0 == ASCII.dot }
    rest = rest[word.endIndex...]
    let atoms = word.split(separator: ASCII.dot, omittingEmptySubsequences: false)
    guard isLegacy || !atoms.contains(where: \.isEmpty) else { throw role.badAddress }
    return Array(word)
  }

  private mutating func quotedString() throws(Reply) -> [UInt8] {
    var content: [UInt8] = []
    rest = rest.dropFirst()
    while let octet = rest.popFirst() {
      switch octet {
      case ASCII.quote: return content
      case ASCII.backslash:
        guard let escaped = rest.popFirst(), !ASCII.isControl(escaped) else { throw role.badAddress }
        content.append(escaped)
      default:
        guard !ASCII.isControl(octet) else { throw role.badAddress }
        content.append(octet)
      }
    }
    throw role.badAddress
  }

  private mutating func domain() throws(Reply) -> ArraySlice<UInt8> {
    let isLiteral = rest.first == ASCII.openBracket
    let host = isLiteral ? literal() : rest.prefix { Self.isHostOctet($0) || $0 == ASCII.dot }
    guard !host.isEmpty, host.count <= Self.maximumDomain else { throw role.badAddress }
    if !isLiteral {
      let labels = host.split(separator: ASCII.dot, omittingEmptySubsequences: false)
      // The label limit of DNS (63) is left alone: names here are compared, never resolved.
      guard !labels.contains(where: { $0.isEmpty || $0.first == ASCII.hyphen || $0.last == ASCII.hyphen }) else {
        throw role.badAddress
      }
    }
    rest = rest[host.endIndex...]
    return host
  }

  /// `[192.0.2.1]`, `[IPv6:2001:db8::1]`; empty when the bracket is not closed.
  private func literal() -> ArraySlice<UInt8> {
    let inside = rest.dropFirst().prefix {
      $0 > ASCII.space && $0 < ASCII.delete && $0 != ASCII.closeBracket && $0 != ASCII.openBracket
    }
    guard !inside.isEmpty, inside.endIndex < rest.endIndex, rest[inside.endIndex] == ASCII.closeBracket else {
      return []
    }
    return rest[rest.startIndex...inside.endIndex]
  }

  private static func isHostOctet(_ octet: UInt8) -> Bool {
    octet >= 0x80 || ASCII.isLetter(octet) || ASCII.isDigit(octet) || octet == ASCII.hyphen || octet == 0x5F
  }

  private func text(_ octets: some Collection<UInt8>) throws(Reply) -> String {
    guard let text = String(validating: octets, as: UTF8.self) else { throw role.badAddress }
    return text
  }

  private mutating func take(_ octet: UInt8) -> Bool {
    guard rest.first == octet else { return false }
    rest = rest.dropFirst()
    return true
  }
}
