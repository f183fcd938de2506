import Configuration
import Delivery
import Messages
import Providers

/// Routes as the engine wants them, from the configuration and the adapters that it makes.
struct RoutingAssembly {
  private let settings: [String: ConfiguredProvider]
  private let adapters: [String: any Provider]

  /// - Parameter adapters: those of the enabled providers.
  static func router(_ configuration: Configuration, _ adapters: [any Provider]) -> Router {
    let assembly = RoutingAssembly(configuration, adapters)
    return Router(
      rules: configuration.routes.enumerated().map { index, route in assembly.rule(route, number: index + 1) })
  }

  private init(_ configuration: Configuration, _ adapters: [any Provider]) {
    settings = Dictionary(configuration.providers.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
    self.adapters = Dictionary(adapters.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
  }

  private func rule(_ route: RouteSettings, number: Int) -> RouteRule {
    let usable = route.providers.indices.filter { adapters[route.providers[$0]] != nil }
    let names = usable.map { route.providers[$0] }
    var rule = RouteRule(
      name: route.name ?? "\(number)", prefixes: route.prefixes, channels: channels(route, names),
      accounts: route.accounts, senders: route.senders, providers: order(names, route),
      strategy: strategy(route, usable),
      onUnknown: route.onUnknown.flatMap { RouteRule.UnknownPolicy(rawValue: $0.rawValue) },
      failoverAfter: route.failoverAfter)
    rule.isNamed = route.name != nil
    rule.serviceTypes = route.serviceTypes
    rule.parts = route.minimumParts...max(route.minimumParts, route.maximumParts)
    rule.cascade = route.cascade.compactMap { Channel(word: $0.rawValue) }
    rule.forwardingTime = route.forwardingTime
    rule.usesOwnForwarding = route.ownForwarding
    rule.isHeld = route.hold
    rule.isSynchronous = route.sync
    rule.sender = route.sender
    return rule
  }

  /// Those of the route; none: all that its providers have.
  private func channels(_ route: RouteSettings, _ names: [String]) -> [Channel] {
    guard route.channels.isEmpty else { return route.channels.compactMap { Channel(word: $0.rawValue) } }
    return Channel.allCases.filter { channel in names.contains { adapters[$0]?.offer(for: channel) != nil } }
  }

  private func order(_ names: [String], _ route: RouteSettings) -> [String] {
    guard route.strategy == .cheapest else { return names }
    let price = { (name: String) in settings[name]?.price ?? .infinity }
    return names.sorted { price($0) < price($1) }
  }

  private func strategy(_ route: RouteSettings, _ usable: [Int]) -> RouteRule.Strategy {
    switch route.strategy {
    case .ordered: .ordered
    case .cheapest: .cheapest
    case .weighted where route.weights.count == route.providers.count: .weighted(usable.map { route.weights[$0] })
    case .weighted: .weighted(usable.map { settings[route.providers[$0]]?.weight ?? 1 })
    }
  }
}
