import HTTP
import Messages

/// Work with a provider, a request at a time: a pure chain that whoever makes the calls walks along.
package enum ProviderStep<Outcome: Sendable>: Sendable {
  /// Make this call and go on with what it brought. `journal` must be durable before the call: it replaces the note of
  /// the call's intent (an id that an earlier request of the chain created).
  case call(
    HTTPRequest, journal: String? = nil,
    then: @Sendable (Result<HTTPResponse, HTTPFailure>, Timestamp) -> ProviderStep<Outcome>)
  case done(Outcome)
}

extension ProviderStep {
  /// The same chain, with `next` behind its end.
  func then<Next: Sendable>(_ next: @escaping @Sendable (Outcome) -> ProviderStep<Next>) -> ProviderStep<Next> {
    switch self {
    case .done(let outcome): next(outcome)
    case .call(let request, let journal, let follow):
      .call(request, journal: journal) { result, now in follow(result, now).then(next) }
    }
  }

  /// One call whose reply ends the chain.
  static func ask(
    _ request: HTTPRequest, journal: String? = nil, _ read: @escaping @Sendable (Reply, Timestamp) -> Outcome
  ) -> ProviderStep {
    .call(request, journal: journal) { result, now in .done(read(Reply(result, now: now), now)) }
  }

  /// One call whose reply decides how the chain goes on.
  static func go(
    _ request: HTTPRequest, journal: String? = nil,
    _ follow: @escaping @Sendable (Reply, Timestamp) -> ProviderStep
  ) -> ProviderStep {
    .call(request, journal: journal) { result, now in follow(Reply(result, now: now), now) }
  }
}
