import Delivery
import Messages

/// The choice of a route by the recipient's number, among many prefixes and among one.
struct RouteMeasure {
  let seconds: Double

  func run(prefixes: Int) {
    let few = time(prefixes: 1)
    let many = time(prefixes: prefixes)
    Output.line([
      "benchmark": .text("route among \(prefixes) prefixes"), "unit": .text("message"), "ns": .number(many),
      "per_second": .number(1e9 / many), "reference": .text("route among 1 prefix"), "reference_ns": .number(few),
      "ratio": .number(few / many),
    ])
  }

  private func time(prefixes: Int) -> Double {
    // A hundred prefixes a route, as a tariff list would have them; the numbers hit routes all over the list.
    let rules = stride(from: 0, to: prefixes, by: 100).map { first in
      RouteRule(
        name: "r\(first)", prefixes: (first..<min(prefixes, first + 100)).map { String(10_000_000 + $0 * 37) },
        providers: ["p"])
    }
    let router = Router(rules: rules)
    let facts = (0..<1_000).map { index in
      let prefix = 10_000_000 + (index * 7_919 % prefixes) * 37
      return RouteFacts(
        recipient: PhoneNumber(trusted: "\(prefix)4567"), channel: .sms, account: "shop", sender: "SHOP")
    }
    var next = 0
    return Stopwatch(seconds: seconds) {
      next = (next + 1) % facts.count
      use(router.route(facts[next]))
    }.nanoseconds
  }
}
