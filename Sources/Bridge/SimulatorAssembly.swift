import Configuration
import Delivery
import HTTP
import Providers

/// The exchange that calls of simulated providers take; all other calls go on to the real one.
struct SimulatorAssembly: HTTPExchange {
  /// The host under which simulated providers are reached inside the process.
  static let host = "simulator.invalid"

  private let simulated: [String: SimulatedExchange<SimulatedService>]
  private let real: any HTTPExchange

  init(_ providers: [ConfiguredProvider], real: any HTTPExchange) {
    var simulated: [String: SimulatedExchange<SimulatedService>] = [:]
    let settings = Self.settings(providers)
    for provider in providers {
      guard let settings = settings[provider.name] else { continue }
      simulated[Self.url(provider.name)] = SimulatedExchange(
        SimulatedService(settings), on: QueueExecutor(), timeout: provider.timeout)
    }
    self.simulated = simulated
    self.real = real
  }

  /// How each simulated provider behaves, by name.
  static func settings(_ providers: [ConfiguredProvider]) -> [String: SimulatedService.Settings] {
    let simulated = providers.filter { $0.kind == .simulator && $0.url == nil }.map { provider in
      let settings = SimulatedService.Settings(
        deliveryDelay: provider.simulatedDelay, answerDelay: provider.simulatedLatency)
      return (provider.name, settings)
    }
    return Dictionary(simulated, uniquingKeysWith: { first, _ in first })
  }

  /// The address of a simulated provider.
  static func url(_ name: String) -> String {
    "http://\(host)/" + name.utf8.map { String($0, radix: 16) }.joined()
  }

  func perform(_ request: HTTPRequest, completion: @escaping @Sendable (Result<HTTPResponse, HTTPFailure>) -> Void) {
    perform(request, mayBegin: { true }, completion: completion)
  }

  func perform(
    _ request: HTTPRequest, mayBegin: @escaping @Sendable () -> Bool,
    completion: @escaping @Sendable (Result<HTTPResponse, HTTPFailure>) -> Void
  ) {
    guard let slash = request.target.lastIndex(of: "/"), let service = simulated[String(request.target[..<slash])]
    else {
      return real.perform(request, mayBegin: mayBegin, completion: completion)
    }
    service.perform(request, mayBegin: mayBegin, completion: completion)
  }
}
