/// What a trusted proxy says about the real client with XCLIENT, as Postfix documents it. Each value is decoded xtext.
package struct ClientAttributes: Equatable, Hashable, Sendable {
  /// ADDR: an IP address, IPv6 without its `IPV6:` prefix.
  package var address: String?
  package var port: String?
  /// NAME: the host name found for the address.
  package var name: String?
  /// HELO: what the client said.
  package var helo: String?
  /// PROTO: `SMTP` or `ESMTP`.
  package var proto: String?
  /// LOGIN: the user that the proxy has authenticated.
  package var login: String?

  package init() {}

  /// Values are at most 255 octets; `[UNAVAILABLE]` and `[TEMPUNAVAIL]` leave an attribute unset.
  init(_ argument: ArraySlice<UInt8>) throws(Reply) {
    let words = argument.split(separator: ASCII.space)
    guard !words.isEmpty, words.count <= 16 else { throw .malformedXclient }
    for word in words {
      let name = word.prefix { $0 != ASCII.equals }
      guard name.endIndex < word.endIndex, let value = Xtext.decode(word[(name.endIndex + 1)...]),
        value.utf8.count <= 255
      else { throw .malformedXclient }
      let known = value == "[UNAVAILABLE]" || value == "[TEMPUNAVAIL]" || value.isEmpty ? nil : value
      try set(ASCII.keyword(name), known)
    }
  }

  private mutating func set(_ keyword: String?, _ value: String?) throws(Reply) {
    switch keyword {
    case "ADDR":
      address = value.map { $0.utf8.starts(with: "IPV6:".utf8) ? String(Substring($0.utf8.dropFirst(5))) : $0 }
    case "PORT": port = value
    case "NAME": name = value
    case "HELO": helo = value
    case "PROTO": proto = value
    case "LOGIN": login = value
    case "DESTADDR", "DESTPORT": break
    default: throw .malformedXclient
    }
  }
}
