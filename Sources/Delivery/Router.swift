import Messages
import Providers

/// Chooses the providers of a message: the first route that fits its number, channel, account and sender.
package struct Router: Sendable {
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
  private let prefixes: PrefixTable
  private let withoutPrefix: [Int]
  /// Why a rule was taken for any number, up to the channel: nearly every message of most configurations.
  private let openReasons: [String]

  package init(rules: [RouteRule]) {
    self.rules = rules
    var prefixes = PrefixTable()
    for (index, rule) in rules.enumerated() {
      for prefix in rule.prefixes { prefixes.add(prefix, rule: index) }
    }
    self.prefixes = prefixes
    withoutPrefix = rules.indices.filter { rules[$0].prefixes.isEmpty }
    openReasons = rules.map { "route \($0.name): any number, channel " }
    shortestFailover = rules.map(\.failoverAfter).min() ?? Self.usualFailover
  }

  /// For messages that no rule fits any more.
  package static let usualFailover = Duration.seconds(30)

  /// - Parameter draw: a number that weighted routes choose by; the message's id serves, however regular it is.
  package func route(_ facts: RouteFacts, draw: UInt64 = 0) -> Decision {
    guard let (index, length) = firstRule(for: facts) else {
      return rules.contains { $0.offers(facts.channel, to: facts.account) } ? .noRoute : .channelNotServed
    }
    let rule = rules[index]
    let lanes = order(rule, draw).map { LaneName(provider: $0, channel: facts.channel) }
    guard length > 0 else { return .lanes(lanes, rule: index, reason: openReasons[index] + facts.channel.word) }
    let prefix = facts.recipient.digits.prefix(length)
    return .lanes(
      lanes, rule: index, reason: "route \(rule.name): prefix \(prefix), channel \(facts.channel.word)")
  }

  /// The rule that a message would go by, for what happens to it later.
  package func rule(for message: Message) -> RouteRule? {
    let facts = RouteFacts(
      recipient: message.recipient, channel: message.channel, account: message.account, sender: message.sender)
    return firstRule(for: facts).map { rules[$0.rule] }
  }

  /// The first rule that fits, and the length of the prefix by which it does.
  private func firstRule(for facts: RouteFacts) -> (rule: Int, length: Int)? {
    let open = withoutPrefix.first { rules[$0].serves(facts) }
    let prefixed = prefixes.first(for: facts.recipient.digits, below: open ?? .max) { rules[$0].serves(facts) }
    return prefixed ?? open.map { ($0, 0) }
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
