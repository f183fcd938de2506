import Messages
import Providers

/// Chooses the providers of a message: the first route that fits its number, channel, account, sender, service type and
/// parts. Each message asks it more than once, so it is shared and not copied.
package final class Router: Sendable {
  package enum Decision: Hashable, Sendable {
    /// Lanes in order of preference, the rule that chose them, and why in words.
    case lanes([LaneName], rule: Int, reason: String)
    /// No route serves the channel at all.
    case channelNotServed
    /// The channel is served, but not for this number.
    case noRoute
  }

  package let rules: [RouteRule]
  /// The shortest time that a route holds messages for one provider before the next gets them.
  package let shortestFailover: Duration
  /// Whether any route keeps its messages back.
  let holdsAny: Bool
  /// Whether a message of any route may have several channels.
  let mayCascade: Bool
  private let prefixes: PrefixTable
  private let withoutPrefix: [Int]
  private let byName: [String: Int]
  private let words: [RouteWords]

  package init(rules: [RouteRule]) {
    self.rules = rules
    var prefixes = PrefixTable()
    for (index, rule) in rules.enumerated() {
      for prefix in rule.prefixes { prefixes.add(prefix, rule: index) }
    }
    self.prefixes = prefixes
    withoutPrefix = rules.indices.filter { rules[$0].prefixes.isEmpty }
    byName = Dictionary(
      rules.enumerated().filter(\.element.isNamed).map { ($1.name, $0) }, uniquingKeysWith: { first, _ in first })
    words = rules.map(RouteWords.init)
    shortestFailover = rules.map(\.failoverAfter).min() ?? Self.usualFailover
    holdsAny = rules.contains(where: \.isHeld)
    mayCascade = rules.contains { rule in
      !rule.cascade.isEmpty || [.viberThenSMS, .smsThenViber].contains { rule.channels.contains($0) }
        || rule.channels.contains(.viber) && rule.channels.contains(.sms)
    }
  }

  /// For messages that no rule fits any more.
  package static let usualFailover = Duration.seconds(30)

  /// - Parameters:
  ///   - draw: a number that weighted routes choose by; the message's id serves, however regular it is.
  ///   - offers: whether a provider has a channel; lanes without are left out, save when that leaves none.
  package func route(
    _ facts: RouteFacts, draw: UInt64 = 0, offers: (LaneName) -> Bool = { _ in true }
  ) -> Decision {
    guard let (index, length) = firstRule(for: facts) else {
      return rules.contains { $0.offers(facts.channel, to: facts.account) } ? .noRoute : .channelNotServed
    }
    let lanes = lanes(of: rules[index], for: facts.channel, draw, offers)
    let reason = words[index].text(
      facts, prefix: length, lanes: lanes, forwardingTime: rules[index].forwardingTime)
    return .lanes(lanes, rule: index, reason: reason)
  }

  /// The rule that a message goes by: the one it was taken in by while there is one of that name, else, and where that had
  /// no name of its own, the first that fits now.
  package func rule(for message: Message) -> RouteRule? {
    if let index = byName[message.route] { return rules[index] }
    return firstRule(for: RouteFacts(message), isTaken: true).map { rules[$0.rule] }
  }

  /// The first rule that fits, and the length of the prefix by which it does.
  private func firstRule(for facts: RouteFacts, isTaken: Bool = false) -> (rule: Int, length: Int)? {
    let open = withoutPrefix.first { rules[$0].serves(facts, isTaken: isTaken) }
    let prefixed = prefixes.first(for: facts.recipient.digits, below: open ?? .max) {
      rules[$0].serves(facts, isTaken: isTaken)
    }
    return prefixed ?? open.map { ($0, 0) }
  }

  // MARK: Lanes

  /// The lanes of a message: its channels in turn, each with the providers in their order. Providers that do the change of
  /// channels themselves come first, unless the route wants it done here.
  private func lanes(
    of rule: RouteRule, for channel: Channel, _ draw: UInt64, _ offers: (LaneName) -> Bool
  ) -> [LaneName] {
    let providers = order(rule, draw)
    let steps = rule.steps(for: channel)
    guard steps.count > 1 else {
      let only = steps.first ?? channel
      return providers.map { LaneName(provider: $0, channel: only) }
    }
    var combined: [LaneName] = []
    if !rule.usesOwnForwarding, let whole = Channel.combined(of: steps) {
      combined = providers.map { LaneName(provider: $0, channel: whole) }.filter(offers)
    }
    let single = steps.flatMap { step in
      providers.filter { name in !combined.contains { $0.provider == name } }
        .map { LaneName(provider: $0, channel: step) }.filter(offers)
    }
    let lanes = combined + single
    return lanes.isEmpty ? providers.map { LaneName(provider: $0, channel: channel) } : lanes
  }

  private func order(_ rule: RouteRule, _ draw: UInt64) -> [String] {
    guard case .weighted(let weights) = rule.strategy, weights.count == rule.providers.count else {
      return rule.providers
    }
    let total = weights.reduce(0) { $0 + max(0, $1) }
    guard total > 0 else { return rule.providers }
    var left = Int(Self.mixed(draw) % UInt64(total))
    for (index, weight) in weights.enumerated() {
      guard left >= max(0, weight) else {
        var order = rule.providers
        order.insert(order.remove(at: index), at: 0)
        return order
      }
      left -= max(0, weight)
    }
    return rule.providers
  }

  /// Spreads ids, which are mostly multiples of a round number, over all values (the finish of SplitMix64).
  private static func mixed(_ value: UInt64) -> UInt64 {
    var z = value &+ 0x9E37_79B9_7F4A_7C15
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}
