import Messages

/// Why a message goes by a route, in words for `explain`.
struct RouteWords: Sendable {
  private let name: String
  /// What the route asks beside number and channel.
  private let conditions: String
  /// How it goes on from there.
  private let consequences: String

  init(_ rule: RouteRule) {
    name = rule.name
    var asked: [String] = []
    if !rule.accounts.isEmpty { asked.append("its account") }
    if !rule.senders.isEmpty { asked.append("its sender") }
    if !rule.serviceTypes.isEmpty { asked.append("its service type") }
    if rule.parts != 1...255 { asked.append("\(rule.parts.lowerBound) to \(rule.parts.upperBound) parts") }
    conditions = asked.map { ", " + $0 }.joined()
    var following: [String] = []
    switch rule.strategy {
    case .ordered: break
    case .weighted: following.append("by weight")
    case .cheapest: following.append("the cheapest")
    }
    if let sender = rule.sender { following.append("sent as \(sender)") }
    if rule.isHeld { following.append("the route is held") }
    consequences = following.map { "; " + $0 }.joined()
  }

  func text(_ facts: RouteFacts, prefix length: Int, lanes: [LaneName], forwardingTime: Duration) -> String {
    let number = length == 0 ? "any number" : "prefix \(facts.recipient.digits.prefix(length))"
    let start = "route \(name): \(number), channel \(facts.channel.word)" + conditions + consequences
    let steps = lanes.steps
    guard steps.count > 1 || steps.first != facts.channel else { return start }
    let minutes = max(1, (forwardingTime.components.seconds + 30) / 60)
    return start + "; " + steps.map(\.word).joined(separator: ", then ") + " after \(minutes) min"
  }
}

extension [LaneName] {
  /// The channels among lanes, in the order of their first.
  package var steps: [Channel] {
    var steps: [Channel] = []
    for lane in self where !steps.contains(lane.channel) { steps.append(lane.channel) }
    return steps
  }
}
