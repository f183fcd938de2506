import Configuration
import Delivery
import Messages

/// Routes as the engine wants them, from the configuration.
enum RoutingAssembly {
  static func router(_ configuration: Configuration) -> Router {
    let providers = Dictionary(configuration.providers.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
    return Router(
      rules: configuration.routes.enumerated().map { index, route in rule(route, number: index + 1, providers) })
  }

  private static func rule(
    _ route: RouteSettings, number: Int, _ providers: [String: ProviderSettings]
  ) -> RouteRule {
    let usable = route.providers.filter { providers[$0]?.enabled ?? false }
    return RouteRule(
      name: route.name ?? "\(number)", prefixes: route.prefixes,
      channels: route.channels.compactMap { Channel(word: $0.rawValue) }, accounts: route.accounts,
      senders: route.senders, providers: order(usable, route, providers), strategy: strategy(route),
      onUnknown: policy(route.onUnknown ?? usable.first.flatMap { providers[$0]?.onUnknown } ?? .hold),
      failoverAfter: route.failoverAfter)
  }

  private static func order(
    _ names: [String], _ route: RouteSettings, _ providers: [String: ProviderSettings]
  ) -> [String] {
    guard route.strategy == .cheapest else { return names }
    let price = { (name: String) in providers[name]?.price ?? .infinity }
    return names.sorted { price($0) < price($1) }
  }

  private static func strategy(_ route: RouteSettings) -> RouteRule.Strategy {
    route.strategy == .weighted ? .weighted(route.weights) : .ordered
  }

  private static func policy(_ policy: UnknownPolicy) -> RouteRule.UnknownPolicy {
    RouteRule.UnknownPolicy(rawValue: policy.rawValue) ?? .fail
  }
}
