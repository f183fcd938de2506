import HTTP
import Messages
import Providers
import Telemetry

/// The providers of the configuration with what changes from call to call: credentials, and how to call them.
///
/// Runs on the engine's executor; the dispatcher, the tracker and the others share it.
package actor ProviderDesk {
  private nonisolated let box: ProviderBox
  package nonisolated var providers: [String: any Provider] { box.byName }
  package nonisolated func terms(of provider: String) -> ProviderTerms { box.terms(of: provider) }
  package nonisolated let executor: any EngineExecutor
  package nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

  private let caller: ProviderCaller
  var callbackURLs: [String: String]
  private let log: Log
  private var credentials: [String: Credential] = [:]
  private var denials: [String: Denial] = [:]
  private var waiting: [String: [@Sendable (NotCalled?) -> Void]] = [:]

  private struct Credential {
    var value: String
    var until: Timestamp
  }

  /// Why there is no credential, and how long nobody asks for one again.
  private struct Denial {
    var answer: NotCalled
    var until: Duration
  }

  package init(
    providers: ProviderBox, exchange: any HTTPExchange, executor: any EngineExecutor,
    callbackURLs: [String: String] = [:], log: Log
  ) {
    box = providers
    self.executor = executor
    self.callbackURLs = callbackURLs
    self.log = log
    caller = ProviderCaller(exchange: exchange, executor: executor)
  }

  /// What came of asking a provider.
  package enum Answer<Outcome: Sendable>: Sendable {
    case answered(Outcome)
    case notCalled(NotCalled)
    /// The provider's answers led nowhere: whether it acted is unknown.
    case endless
  }

  /// Why no call was made.
  package enum NotCalled: Equatable, Sendable {
    /// No such provider, or nothing that it could be asked.
    case cannotAsk(String)
    /// It refused our login.
    case denied(String)
    /// A credential could not be had for now.
    case noCredential(String)
  }

  /// Runs `make`'s chain with a context that holds a credential, getting one first where the provider wants it.
  /// - Parameter mayCall: whether the next request may still be made; asked right before each.
  package func run<Outcome>(
    _ provider: String, mayCall: @escaping @Sendable () -> Bool = { true },
    journal: @escaping ProviderCaller.Journal = { _, then in then(true) },
    make: @escaping @Sendable (any Provider, ProviderContext) -> ProviderStep<Outcome>?,
    done: @escaping @Sendable (Answer<Outcome>) -> Void
  ) {
    guard let adapter = box[provider] else { return answer(done, .cannotAsk("no such provider")) }
    withCredential(adapter) { refusal in
      self.assumeIsolated { desk in
        if let refusal { return desk.answer(done, refusal) }
        guard let step = make(adapter, desk.context(provider)) else {
          return desk.answer(done, .cannotAsk("the provider cannot be asked that"))
        }
        desk.caller.walk(step, mayCall: mayCall, journal: journal) { outcome in
          done(outcome.map { .answered($0) } ?? .endless)
        }
      }
    }
  }

  /// Every answer comes behind the question, never within it: whoever asks again at once makes a loop, not a recursion.
  private func answer<Outcome>(_ done: @escaping @Sendable (Answer<Outcome>) -> Void, _ why: NotCalled) {
    executor.post { done(.notCalled(why)) }
  }

  /// The credential was refused: the next call gets a new one.
  package func forgetCredential(of provider: String) { credentials[provider] = nil }

  /// An operator has changed something: a login that was refused is tried again at once.
  package func forgetDenial(of provider: String) { denials[provider] = nil }

  package func context(_ provider: String) -> ProviderContext {
    ProviderContext(
      now: executor.wallClock, credential: credentials[provider]?.value, callbackURL: callbackURLs[provider])
  }

  private func withCredential(_ adapter: any Provider, _ then: @escaping @Sendable (NotCalled?) -> Void) {
    let name = adapter.name
    if let credential = credentials[name], credential.until > executor.wallClock { return then(nil) }
    if let denial = denials[name], executor.now < denial.until { return then(denial.answer) }
    guard let step = adapter.authorize(context: context(name)) else { return then(nil) }
    waiting[name, default: []].append(then)
    guard waiting[name]?.count == 1 else { return }
    caller.walk(step) { authorization in self.assumeIsolated { $0.authorized(name, authorization) } }
  }

  private func authorized(_ name: String, _ authorization: Authorization?) {
    var refusal: NotCalled?
    switch authorization?.result {
    case .granted(let value, let until):
      credentials[name] = Credential(value: value, until: until)
      denials[name] = nil
    case .denied(let reason):
      log.error("provider-login-denied", ["provider": name, "reason": reason])
      refusal = deny(name, .denied(reason), for: .seconds(60))
    case .failed(let reason):
      log.warning("provider-login-failed", ["provider": name, "reason": reason])
      refusal = deny(name, .noCredential(reason), for: .seconds(2))
    case nil:
      log.warning("provider-login-failed", ["provider": name, "reason": "no usable answer"])
      refusal = deny(name, .noCredential("no usable answer"), for: .seconds(2))
    }
    for then in waiting.removeValue(forKey: name) ?? [] { then(refusal) }
  }

  private func deny(_ name: String, _ answer: NotCalled, for pause: Duration) -> NotCalled {
    credentials[name] = nil
    denials[name] = Denial(answer: answer, until: executor.now + pause)
    return answer
  }
}
