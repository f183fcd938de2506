/// The little of RFC 3986 that settings need: is it a URL of this scheme with a host, and how it may be shown.
package enum URLText {
  /// Scheme, host and port of `scheme://[user[:password]@]host[:port][/…]`; nil when the form is another.
  package static func parts(_ text: String) -> (scheme: String, host: String, port: Int?)? {
    guard let mark = range(of: "://", in: text) else { return nil }
    let scheme = String(text[..<mark.lowerBound])
    guard !scheme.isEmpty, text.utf8.allSatisfy({ $0 > 32 && $0 != 127 }) else { return nil }
    var authority = text[mark.upperBound...].prefix { $0 != "/" && $0 != "?" && $0 != "#" }
    if let at = authority.lastIndex(of: "@") { authority = authority[authority.index(after: at)...] }
    let colon = authority.hasSuffix("]") ? nil : authority.lastIndex(of: ":")
    guard let colon else {
      return host(String(authority)).map { (scheme, $0, nil) }
    }
    guard let address = ListenAddress(String(authority)), address.port > 0, address.host != "*" else { return nil }
    return (scheme, host(String(authority[..<colon])) ?? address.host, address.port)
  }

  /// The same URL with `***` in place of a password.
  package static func masked(_ text: String) -> String {
    guard let mark = range(of: "://", in: text) else { return text }
    let authority = text[mark.upperBound...].prefix { $0 != "/" }
    guard let at = authority.lastIndex(of: "@"), let colon = authority[..<at].firstIndex(of: ":") else { return text }
    return "\(text[...colon])\(Secret.mask)\(text[at...])"
  }

  private static func host(_ text: String) -> String? {
    // A port is needed to reuse the reader of addresses; any will do.
    guard let address = ListenAddress("\(text):1"), address.host != "*" else { return nil }
    return address.host
  }

  private static func range(of mark: String, in text: String) -> Range<String.Index>? {
    text.indices.first { text[$0...].hasPrefix(mark) }.map { $0..<text.index($0, offsetBy: mark.count) }
  }
}
