import HTTP
import Messages

// What a provider answers that does not offer the thing.
extension Provider {
  package func settle(_ batch: [Message], note: String, context: ProviderContext) -> ProviderStep<SettleReport>? { nil }

  package func settlesByMassQuestion(_ batch: [Message]) -> Bool { false }

  package func cancel(_ message: TrackedReference, context: ProviderContext) -> ProviderStep<Bool>? { nil }

  package func authorize(context: ProviderContext) -> ProviderStep<Authorization>? { nil }

  package func incoming(cursor: String?, context: ProviderContext) -> ProviderStep<IncomingAnswer>? { nil }

  package func markRead(providerIDs: [String], context: ProviderContext) -> ProviderStep<Bool>? { nil }

  package func callback(_ request: HTTPRequest, now: Timestamp) -> CallbackAnswer {
    CallbackAnswer(response: HTTPResponse(status: 404))
  }
}
