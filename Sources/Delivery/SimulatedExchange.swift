import HTTP
import Messages
import Providers
import Synchronization

/// An exchange without a network: a value plays the far side, and its answers come after the delays that it names.
package final class SimulatedExchange<FarSide: Sendable>: HTTPExchange {
  /// What comes of one request, and after how long.
  package struct Outcome: Sendable {
    package var result: Result<HTTPResponse, HTTPFailure>
    package var delay: Duration
    package init(_ result: Result<HTTPResponse, HTTPFailure>, after delay: Duration = .zero) {
      self.result = result
      self.delay = delay
    }
  }

  private let executor: any EngineExecutor
  private let farSide: Mutex<FarSide>
  private let answer: @Sendable (inout FarSide, HTTPRequest, Timestamp) -> Outcome

  /// - Parameters:
  ///   - executor: where the far side works and its delays are measured; one of its own keeps it off the engine's.
  ///   - answer: acts on the far side as the request would.
  package init(
    _ farSide: FarSide, on executor: any EngineExecutor,
    answer: @escaping @Sendable (inout FarSide, HTTPRequest, Timestamp) -> Outcome
  ) {
    self.farSide = Mutex(farSide)
    self.executor = executor
    self.answer = answer
  }

  package func perform(
    _ request: HTTPRequest, completion: @escaping @Sendable (Result<HTTPResponse, HTTPFailure>) -> Void
  ) {
    executor.post { [self] in
      let outcome = farSide.withLock { answer(&$0, request, executor.wallClock) }
      guard outcome.delay > .zero else { return completion(outcome.result) }
      executor.schedule(after: outcome.delay) { completion(outcome.result) }
    }
  }

  /// Looks at the far side or changes it.
  package func withFarSide<T: Sendable>(_ body: (inout FarSide) -> T) -> T { farSide.withLock { body(&$0) } }
}

extension SimulatedExchange where FarSide == SimulatedService {
  /// The exchange of the built-in simulated provider.
  ///
  /// - Parameter timeout: how long a call that is never answered is waited for.
  package convenience init(
    _ service: SimulatedService = SimulatedService(), on executor: any EngineExecutor,
    timeout: Duration = .seconds(60)
  ) {
    self.init(service, on: executor) { service, request, now in
      switch service.answer(request, now: now) {
      case .respond(let response, let delay): Outcome(.success(response), after: delay)
      case .dropBefore, .dropAfter: Outcome(.failure(HTTPFailure(.noAnswer, reason: "the connection was closed")))
      case .hang: Outcome(.failure(HTTPFailure(.noAnswer, reason: "timed out")), after: timeout)
      case .refuseConnection: Outcome(.failure(HTTPFailure(.notSent, reason: "connection refused")))
      }
    }
  }
}
