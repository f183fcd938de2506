import HTTP
import Messages
import Synchronization

/// Plays the network and the far side of simulated providers: answers each request from a value, after a delay, on the
/// engine's executor.
package final class SimulatedExchange<Service: Sendable>: HTTPExchange {
  /// What becomes of one request.
  package typealias Answer = (result: Result<HTTPResponse, HTTPFailure>, after: Duration)

  private let service: Mutex<Service>
  private let executor: any EngineExecutor
  private let respond: @Sendable (inout Service, HTTPRequest, Timestamp) -> Answer

  package init(
    _ service: Service, executor: any EngineExecutor,
    respond: @escaping @Sendable (inout Service, HTTPRequest, Timestamp) -> Answer
  ) {
    self.service = Mutex(service)
    self.executor = executor
    self.respond = respond
  }

  package func perform(
    _ request: HTTPRequest, completion: @escaping @Sendable (Result<HTTPResponse, HTTPFailure>) -> Void
  ) {
    let now = executor.wallClock
    let answer = service.withLock { respond(&$0, request, now) }
    guard answer.after > .zero else { return executor.post { completion(answer.result) } }
    executor.schedule(after: answer.after) { completion(answer.result) }
  }
}
