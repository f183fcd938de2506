import HTTP
import Messages
import Providers
import Telemetry

/// The providers of the configuration with what changes from call to call: credentials, and how to call them.
///
/// Runs on the engine's executor; the dispatcher, the tracker and the others share it.
package actor ProviderDesk {
  package nonisolated let providers: [String: any Provider]
  package nonisolated let executor: any EngineExecutor
  package nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

  private let caller: ProviderCaller
  private let callbackURLs: [String: String]
  private let log: Log
  private var credentials: [String: Credential] = [:]
  private var waiting: [String: [@Sendable (Bool) -> Void]] = [:]

  private struct Credential {
    var value: String
    var until: Timestamp
  }

  package init(
    providers: [any Provider], exchange: any HTTPExchange, executor: any EngineExecutor,
    callbackURLs: [String: String] = [:], log: Log
  ) {
    self.providers = Dictionary(providers.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
    self.executor = executor
    self.callbackURLs = callbackURLs
    self.log = log
    caller = ProviderCaller(exchange: exchange, executor: executor)
  }

  /// What came of asking a provider.
  package enum Answer<Outcome: Sendable>: Sendable {
    case answered(Outcome)
    /// No call was made: no such provider, nothing to ask, or no credential to be had.
    case notCalled(reason: String)
    /// The provider's answers led nowhere: whether it acted is unknown.
    case endless
  }

  /// Runs `make`'s chain with a context that holds a credential, getting one first where the provider wants it.
  package func run<Outcome>(
    _ provider: String, journal: @escaping ProviderCaller.Journal = { _, then in then(true) },
    make: @escaping @Sendable (any Provider, ProviderContext) -> ProviderStep<Outcome>?,
    done: @escaping @Sendable (Answer<Outcome>) -> Void
  ) {
    guard let adapter = providers[provider] else { return done(.notCalled(reason: "no such provider")) }
    withCredential(adapter) { granted in
      self.assumeIsolated { desk in
        guard granted else { return done(.notCalled(reason: "the provider gave no credential")) }
        guard let step = make(adapter, desk.context(provider)) else {
          return done(.notCalled(reason: "the provider cannot be asked that"))
        }
        desk.caller.walk(step, journal: journal) { outcome in done(outcome.map { .answered($0) } ?? .endless) }
      }
    }
  }

  /// The credential was refused: the next call gets a new one.
  package func forgetCredential(of provider: String) { credentials[provider] = nil }

  package func context(_ provider: String) -> ProviderContext {
    ProviderContext(
      now: executor.wallClock, credential: credentials[provider]?.value, callbackURL: callbackURLs[provider])
  }

  private func withCredential(_ adapter: any Provider, _ then: @escaping @Sendable (Bool) -> Void) {
    let name = adapter.name
    if let credential = credentials[name], credential.until > executor.wallClock { return then(true) }
    guard let step = adapter.authorize(context: context(name)) else { return then(true) }
    waiting[name, default: []].append(then)
    guard waiting[name]?.count == 1 else { return }
    caller.walk(step) { authorization in self.assumeIsolated { $0.authorized(name, authorization) } }
  }

  private func authorized(_ name: String, _ authorization: Authorization?) {
    var granted = false
    switch authorization?.result {
    case .granted(let value, let until):
      credentials[name] = Credential(value: value, until: until)
      granted = true
    case .denied(let reason): log.error("provider-login-denied", ["provider": name, "reason": reason])
    case .failed(let reason): log.warning("provider-login-failed", ["provider": name, "reason": reason])
    case nil: log.warning("provider-login-failed", ["provider": name, "reason": "no usable answer"])
    }
    for then in waiting.removeValue(forKey: name) ?? [] { then(granted) }
  }
}
