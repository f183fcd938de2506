/// One `Authentication-Results` field (RFC 8601), as written by a server in front of us.
///
/// Fields with our trusted authserv-id count only when the mail came from that server: anybody can write one.
package struct AuthenticationResults: Equatable, Sendable {
  /// One method and what it found: `dkim=pass reason="…" header.d=example.org`.
  package struct Result: Equatable, Sendable {
    /// `spf`, `dkim`, `dmarc`, … in lower case.
    package let method: String
    /// `pass`, `fail`, `softfail`, `none`, … in lower case.
    package let result: String
    /// The reason in words.
    package let reason: String?
    /// Properties under `type.name` in lower case; the first of a name counts.
    package let properties: [String: String]
  }

  /// Who wrote the field, in lower case.
  package let server: String
  /// What it found; empty for `none`.
  package let results: [Result]

  /// Results that are read from one field.
  package static let limit = 50

  /// Reads an unfolded field value; `nil` where no authserv-id can be made out or the version is not 1.
  package init?(_ value: [UInt8]) {
    var scanner = MIMEScanner(value[...])
    let server = scanner.value()
    guard !server.isEmpty else { return nil }
    if let version = scanner.token(), !ASCII.equal(version, "1") { return nil }
    self.server = ASCII.lowercased(server)
    var results: [Result] = []
    while results.count < Self.limit, scanner.nextParameter() {
      if let result = Self.result(&scanner) { results.append(result) }
    }
    self.results = results
  }

  private static func result(_ scanner: inout MIMEScanner) -> Result? {
    guard let method = scanner.token() else { return nil }
    // RFC 8601 §2.2: a version of the method may follow.
    if scanner.skip(ASCII.slash) { _ = scanner.token() }
    guard scanner.skip(ASCII.equals), let result = scanner.token() else { return nil }
    var reason: String?
    var properties: [String: String] = [:]
    while properties.count < Self.limit, let name = scanner.token() {
      guard scanner.skip(ASCII.equals) else { break }
      let value = String(decoding: scanner.value(), as: UTF8.self)
      if ASCII.equal(name, "reason") {
        reason = value
      } else if properties[ASCII.lowercased(name)] == nil {
        properties[ASCII.lowercased(name)] = value
      }
    }
    return Result(
      method: ASCII.lowercased(method), result: ASCII.lowercased(result), reason: reason, properties: properties)
  }
}

extension MailMessage {
  /// The fields that this server wrote, topmost first. The name is compared whatever the case.
  package func authenticationResults(from server: String) -> [AuthenticationResults] {
    headers.all("authentication-results").prefix(20).compactMap { AuthenticationResults($0) }.filter {
      ASCII.equal(Array($0.server.utf8), server)
    }
  }
}
