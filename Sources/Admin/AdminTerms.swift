import HTTP
import Transport

/// What the admin listener may be asked, by whom, and how much of it.
package struct AdminTerms: Sendable {
  /// The bearer token that may read and act; nil: nobody may act.
  package var token: [UInt8]?
  /// The bearer token that may only read.
  package var readToken: [UInt8]?
  /// Whether `/metrics`, `/healthz` and `/readyz` need no token.
  package var openProbes = true
  /// Client networks that may connect; none: all.
  package var networks: [IPNetwork] = []
  /// Peers whose `X-Forwarded-For` is believed.
  package var proxyNetworks: [IPNetwork] = []
  /// Connections at once, over all doors.
  package var maxConnections = 256
  package var limits = AdminSession.Limits()

  package init() {}

  /// What the bearer of a token may do; every known token is compared in full.
  func role(ofToken given: [UInt8]) -> AdminRoute.Role? {
    let acts = Self.same(token, given)
    let reads = Self.same(readToken, given)
    return acts ? .act : reads ? .read : nil
  }

  private static func same(_ known: [UInt8]?, _ given: [UInt8]) -> Bool {
    guard let known, !known.isEmpty else { return false }
    return constantTimeEqual(Digest.sha256.hash(known), Digest.sha256.hash(given))
  }
}

/// What is served behind one listening address.
package enum AdminDoor: Sendable {
  /// Console, API, probes and callbacks.
  case everything
  /// Provider callbacks alone.
  case callbacks
}
