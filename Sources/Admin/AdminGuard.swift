import HTTP
import Transport

/// Decides whether a request may have its route.
enum AdminGuard {
  /// Throws 401 without a token that is known, 403 for one that may only read where the route acts.
  static func authorize(_ request: HTTPRequest, _ route: AdminRoute, _ terms: AdminTerms) throws(AdminRefusal) {
    switch route.role {
    case .open: return
    case .probe where terms.openProbes: return
    case .probe, .read, .act: break
    }
    guard let given = bearer(request), let role = terms.role(ofToken: given) else {
      throw AdminRefusal(401, "a token is needed").with("WWW-Authenticate", "Bearer realm=\"passerelle\"")
    }
    if route.role == .act, role != .act { throw AdminRefusal(403, "this token may only read") }
  }

  /// The token of `Authorization: Bearer` (RFC 6750 §2.1); nil when the field is missing, doubled or of another scheme.
  private static func bearer(_ request: HTTPRequest) -> [UInt8]? {
    let values = fields(request, "authorization")
    guard values.count == 1, let value = values.first else { return nil }
    let scheme = Array(value.utf8.prefix(7))
    guard lowered(scheme).elementsEqual("bearer ".utf8) else { return nil }
    return Array(value.utf8.dropFirst(7).drop { $0 == 0x20 })
  }

  /// What changes something comes as JSON and from our own pages only: no form of another site can send that.
  static func checkWrite(_ request: HTTPRequest) throws(AdminRefusal) {
    let type = request.headers["Content-Type"].map { lowered($0.utf8.prefix { $0 != 0x3B && $0 != 0x20 }) }
    guard type?.elementsEqual("application/json".utf8) == true else {
      throw AdminRefusal(415, "Content-Type must be application/json")
    }
    if let site = request.headers["Sec-Fetch-Site"], !["same-origin", "none"].contains(site) {
      throw AdminRefusal(403, "not from another site")
    }
    for origin in fields(request, "origin") where !isOwn(origin, request.headers["Host"] ?? "") {
      throw AdminRefusal(403, "not from another site")
    }
  }

  /// Whether an origin (RFC 6454 §6.1) names the host that was asked; the scheme may differ behind a TLS proxy.
  private static func isOwn(_ origin: String, _ host: String) -> Bool {
    let origin = lowered(origin.utf8)
    guard let scheme = ["http://", "https://"].first(where: { origin.starts(with: $0.utf8) }) else { return false }
    return !host.isEmpty && origin.dropFirst(scheme.utf8.count).elementsEqual(lowered(host.utf8))
  }

  /// Whose request it is: behind a trusted proxy the last address of `X-Forwarded-For`, the one that the proxy itself saw.
  static func client(_ request: HTTPRequest, peer: IPAddress, _ terms: AdminTerms) -> IPAddress {
    guard terms.proxyNetworks.contains(where: { $0.contains(peer) }),
      let last = fields(request, "x-forwarded-for").last?.split(separator: ",").last,
      let address = IPAddress(String(decoding: last.utf8.filter { $0 > 0x20 }, as: UTF8.self))
    else { return peer }
    return address
  }

  private static func fields(_ request: HTTPRequest, _ name: String) -> [String] {
    request.headers.fields.filter { lowered($0.name.utf8).elementsEqual(name.utf8) }.map(\.value)
  }

  private static func lowered(_ bytes: some Sequence<UInt8>) -> [UInt8] {
    bytes.map { (0x41...0x5A).contains($0) ? $0 | 0x20 : $0 }
  }
}
