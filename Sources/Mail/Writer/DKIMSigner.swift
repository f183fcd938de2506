/// Signs mails of ours, so that whoever gets one can tell that it is (RFC 6376): header and body in the form `relaxed`, body whole.
package struct DKIMSigner: Sendable {
  /// How the key signs.
  package enum Algorithm: String, Sendable {
    case rsa = "rsa-sha256"
    /// RFC 8463.
    case ed25519 = "ed25519-sha256"
  }

  /// `d=`: the domain whose DNS has the public key.
  private let domain: String
  /// `s=`: the key is at SELECTOR._domainkey.DOMAIN.
  private let selector: String
  private let algorithm: Algorithm
  private let hash: @Sendable ([UInt8]) -> [UInt8]
  private let sign: @Sendable ([UInt8]) -> [UInt8]?

  /// - Parameters:
  ///   - hash: SHA-256.
  ///   - sign: the key's signature of some octets, which it hashes itself as its algorithm wants; nil when it fails.
  package init(
    domain: String, selector: String, algorithm: Algorithm, hash: @escaping @Sendable ([UInt8]) -> [UInt8],
    sign: @escaping @Sendable ([UInt8]) -> [UInt8]?
  ) {
    self.domain = domain
    self.selector = selector
    self.algorithm = algorithm
    self.hash = hash
    self.sign = sign
  }

  /// The mail with its signature in front; nil when the key does not sign.
  ///
  /// - Parameters:
  ///   - mail: header and body, lines ended by CRLF.
  ///   - seconds: now, since 1970.
  package func signed(_ mail: [UInt8], at seconds: Int64) -> [UInt8]? {
    let (fields, body) = Self.split(mail)
    let found = Self.signedFields.compactMap { name in fields.last { Self.name(of: $0) == name }.map { (name, $0) } }
    // The sender's name stands once more than there are such fields: nobody can add one on the way (RFC 6376 §8.15).
    let names = found.map(\.0) + ["from"]
    let bodyHash = String(decoding: BodyEncoding.base64(hash(Self.relaxed(body: body))), as: UTF8.self)
    let start =
      "DKIM-Signature: v=1; a=\(algorithm.rawValue); c=relaxed/relaxed; d=\(domain); s=\(selector);\r\n"
      + " t=\(seconds); h=\(names.joined(separator: ":\r\n  "));\r\n bh=\(bodyHash);\r\n b="
    var input = found.flatMap { Self.relaxed(field: $0.1) + [ASCII.cr, ASCII.lf] }
    input += Self.relaxed(field: Array(start.utf8)[...])
    guard let signature = sign(input) else { return nil }
    return Array(start.utf8) + Self.folded(BodyEncoding.base64(signature)) + [ASCII.cr, ASCII.lf] + mail
  }

  /// What a reader sees or a program acts on, of what we write.
  private static let signedFields = [
    "from", "to", "reply-to", "subject", "date", "message-id", "in-reply-to", "references", "auto-submitted",
    "mime-version", "content-type", "content-transfer-encoding",
  ]

  // MARK: Canonical forms

  /// The fields, each with its continuation lines and without its last CRLF, and the body behind the empty line.
  private static func split(_ mail: [UInt8]) -> (fields: [ArraySlice<UInt8>], body: ArraySlice<UInt8>) {
    var fields: [ArraySlice<UInt8>] = []
    var rest = mail[...]
    while let line = takeLine(&rest), !line.isEmpty {
      if let first = line.first, first == ASCII.space || first == ASCII.tab, let field = fields.popLast() {
        fields.append(mail[field.startIndex..<line.endIndex])
      } else {
        fields.append(line)
      }
    }
    return (fields, rest)
  }

  /// The next line without its end; nil when nothing is left.
  private static func takeLine(_ rest: inout ArraySlice<UInt8>) -> ArraySlice<UInt8>? {
    guard !rest.isEmpty else { return nil }
    guard let end = rest.firstIndex(of: ASCII.lf) else {
      defer { rest = rest[rest.endIndex...] }
      return rest
    }
    let line = rest[..<end]
    rest = rest[(end + 1)...]
    return line.last == ASCII.cr ? line.dropLast() : line
  }

  private static func name(of field: ArraySlice<UInt8>) -> String {
    let name = ASCII.trimmed(field.prefix { $0 != ASCII.colon })
    return String(decoding: name, as: UTF8.self).lowercased()
  }

  /// RFC 6376 §3.4.2: the name in small letters, one line, blanks as one space, none around the colon and at the end.
  static func relaxed(field: ArraySlice<UInt8>) -> [UInt8] {
    let value = field.drop { $0 != ASCII.colon }.dropFirst()
    let unfolded = value.filter { $0 != ASCII.cr && $0 != ASCII.lf }
    return Array(name(of: field).utf8) + [ASCII.colon] + ASCII.trimmed(narrowed(unfolded[...])[...])
  }

  /// RFC 6376 §3.4.4: blanks as one space, none at the ends of lines, no empty lines at the end.
  static func relaxed(body: ArraySlice<UInt8>) -> [UInt8] {
    var result: [UInt8] = []
    var rest = body
    var emptyLines = 0
    while let line = takeLine(&rest) {
      var line = narrowed(line)
      if line.last == ASCII.space { line.removeLast() }
      if line.isEmpty {
        emptyLines += 1
        continue
      }
      for _ in 0..<emptyLines { result += [ASCII.cr, ASCII.lf] }
      emptyLines = 0
      result += line + [ASCII.cr, ASCII.lf]
    }
    return result
  }

  /// Each run of blanks as one space.
  private static func narrowed(_ line: ArraySlice<UInt8>) -> [UInt8] {
    var result: [UInt8] = []
    for octet in line {
      let isBlank = octet == ASCII.space || octet == ASCII.tab
      if isBlank, result.last == ASCII.space { continue }
      result.append(isBlank ? ASCII.space : octet)
    }
    return result
  }

  /// Over lines of 70 octets.
  private static func folded(_ text: [UInt8]) -> [UInt8] {
    var result: [UInt8] = []
    for start in stride(from: 0, to: text.count, by: 70) {
      if start > 0 { result += [ASCII.cr, ASCII.lf, ASCII.space, ASCII.space] }
      result += text[start..<min(text.count, start + 70)]
    }
    return result
  }
}
