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
    for provider in providers where provider.kind == .simulator && provider.url == nil {
      let settings = SimulatedService.Settings(
        deliveryDelay: provider.simulatedDelay, answerDelay: provider.simulatedLatency)
      simulated[Self.url(provider.name)] = SimulatedExchange(
        SimulatedService(settings), on: QueueExecutor(), timeout: provider.timeout)
    }
    self.simulated = simulated
    self.real = real
  }

  /// The address of a simulated provider.
  static func url(_ name: String) -> String {
    "http://\(host)/" + name.utf8.map { String($0, radix: 16) }.joined()
  }

  func perform(_ request: HTTPRequest, completion: @escaping @Sendable (Result<HTTPResponse, HTTPFailure>) -> Void) {
    guard let slash = request.target.lastIndex(of: "/"), let service = simulated[String(request.target[..<slash])]
    else {
      return real.perform(request, completion: completion)
    }
    service.perform(request, completion: completion)
  }
}
