import Messages
import Providers

/// Chooses the providers of a message: the first route that fits its number, channel, account and sender.
///
/// Looks prefixes up by length, so that its cost does not grow with their number.
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
  private let byPrefix: [String: [Int]]
  private let withoutPrefix: [Int]
  private let longestPrefix: Int
  private let served: Set<Channel>

  package init(rules: [RouteRule]) {
    self.rules = rules
    var byPrefix: [String: [Int]] = [:]
    for (index, rule) in rules.enumerated() {
      for prefix in rule.prefixes { byPrefix[prefix, default: []].append(index) }
    }
    self.byPrefix = byPrefix
    withoutPrefix = rules.indices.filter { rules[$0].prefixes.isEmpty }
    longestPrefix = byPrefix.keys.map(\.utf8.count).max() ?? 0
    served = Set(rules.flatMap(\.channels))
  }

  /// - Parameter draw: a number that weighted routes choose by; the message's id serves.
  package func route(_ facts: RouteFacts, draw: UInt64 = 0) -> Decision {
    guard served.contains(facts.channel) else { return .channelNotServed }
    guard let index = firstRule(for: facts) else {
      return rules.contains { $0.serves(facts) } ? .noRoute : .channelNotServed
    }
    let rule = rules[index]
    let lanes = order(rule, draw).map { LaneName(provider: $0, channel: facts.channel) }
    return .lanes(lanes, rule: index, reason: reason(rule, facts))
  }

  /// The rule that a message would go by, for what happens to it later.
  package func rule(for message: Message) -> RouteRule? {
    let facts = RouteFacts(
      recipient: message.recipient, channel: message.channel, account: message.account, sender: message.sender)
    return firstRule(for: facts).map { rules[$0] }
  }

  private func firstRule(for facts: RouteFacts) -> Int? {
    var best = withoutPrefix.first { rules[$0].serves(facts) }
    let digits = facts.recipient.digits
    var end = digits.startIndex
    for _ in 0..<min(longestPrefix, digits.utf8.count) {
      end = digits.utf8.index(after: end)
      guard let candidates = byPrefix[String(digits[..<end])] else { continue }
      if let found = candidates.first(where: { rules[$0].serves(facts) }), found < best ?? .max { best = found }
    }
    return best
  }

  private func order(_ rule: RouteRule, _ draw: UInt64) -> [String] {
    guard case .weighted(let weights) = rule.strategy, weights.count == rule.providers.count else {
      return rule.providers
    }
    let total = weights.reduce(0, +)
    guard total > 0 else { return rule.providers }
    var left = Int(draw % UInt64(total))
    for (index, weight) in weights.enumerated() {
      if left < weight { return [rule.providers[index]] + rule.providers.indices.filter { $0 != index }.map { rule.providers[$0] } }
      left -= weight
    }
    return rule.providers
  }

  private func reason(_ rule: RouteRule, _ facts: RouteFacts) -> String {
    let prefix = rule.prefixes.filter { facts.recipient.digits.utf8.starts(with: $0.utf8) }.max { $0.utf8.count < $1.utf8.count }
    let number = prefix.map { "prefix \($0)" } ?? "any number"
    return "route \(rule.name): \(number), channel \(facts.channel.word)"
  }
}
