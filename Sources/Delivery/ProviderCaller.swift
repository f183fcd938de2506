import HTTP
import Messages
import Providers

/// Walks a provider's chain of requests: makes each call, hands what it brought to the next step, and reports the end
/// on the engine's executor.
package struct ProviderCaller: Sendable {
  package typealias Journal = @Sendable (String, _ then: @escaping @Sendable (Bool) -> Void) -> Void

  private let exchange: any HTTPExchange
  private let executor: any EngineExecutor
  /// Requests in one chain, at most: a provider that answers nonsense for ever ends there.
  private static let longestChain = 256

  package init(exchange: any HTTPExchange, executor: any EngineExecutor) {
    self.exchange = exchange
    self.executor = executor
  }

  /// - Parameters:
  ///   - mayCall: asked right before each request leaves; after false the step sees a call that was not sent.
  ///   - journal: makes a note durable before the call that needs it; answers false when that failed, and then the
  ///     step sees a call that was not sent.
  ///   - done: the outcome, on the engine's executor; nil when the chain did not end within its limit.
  package func walk<Outcome>(
    _ step: ProviderStep<Outcome>, mayCall: @escaping @Sendable () -> Bool = { true },
    journal: @escaping Journal = { _, then in then(true) }, done: @escaping @Sendable (Outcome?) -> Void
  ) {
    walk(step, left: Self.longestChain, mayCall: mayCall, journal: journal, done: done)
  }

  private func walk<Outcome>(
    _ step: ProviderStep<Outcome>, left: Int, mayCall: @escaping @Sendable () -> Bool, journal: @escaping Journal,
    done: @escaping @Sendable (Outcome?) -> Void
  ) {
    switch step {
    case .done(let outcome): executor.post { done(outcome) }
    case .call(let request, let note, let then):
      guard left > 0 else { return executor.post { done(nil) } }
      let goOn: @Sendable (Result<HTTPResponse, HTTPFailure>) -> Void = { result in
        walk(then(result, executor.wallClock), left: left - 1, mayCall: mayCall, journal: journal, done: done)
      }
      let perform: @Sendable (Bool) -> Void = { written in
        guard written else {
          return goOn(.failure(HTTPFailure(.notSent, reason: "the store could not note the call")))
        }
        exchange.perform(request, mayBegin: mayCall, completion: goOn)
      }
      guard let note else { return perform(true) }
      journal(note, perform)
    }
  }
}
