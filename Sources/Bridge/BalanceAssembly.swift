import Configuration
import Delivery
import Dispatch
import Messages
import Providers
import Synchronization
import Telemetry

/// Asks providers now and then how much money is left.
final class BalanceAssembly: Sendable {
  private struct State {
    var balances: [String: Double] = [:]
    /// When a provider was asked last.
    var asked: [String: Timestamp] = [:]
    var isRunning = false
  }

  private let engine: Engine
  private let inForce: SettingsInForce
  private let log: Log
  private let state = Mutex(State())
  private static let tick = Duration.seconds(1)

  init(engine: Engine, inForce: SettingsInForce, log: Log) {
    self.engine = engine
    self.inForce = inForce
    self.log = log
  }

  /// What the last answers said.
  var known: [String: Double] { state.withLock { $0.balances } }

  func start() {
    state.withLock { $0.isRunning = true }
    look()
  }

  func stop() { state.withLock { $0.isRunning = false } }

  private func look() {
    guard state.withLock({ $0.isRunning }) else { return }
    let now = engine.executor.wallClock
    for (name, interval) in Self.intervals(inForce.now) where isDue(name, interval, now) { ask(name) }
    engine.executor.schedule(after: Self.tick) { [weak self] in self?.look() }
  }

  /// Who is asked how often. Providers without a threshold are not bothered.
  static func intervals(_ configuration: Configuration) -> [String: Duration] {
    let asked = configuration.providers.filter { provider in
      provider.enabled && provider.balanceAlarm != nil && provider.balanceInterval > .zero
    }
    return Dictionary(asked.map { ($0.name, $0.balanceInterval) }, uniquingKeysWith: { first, _ in first })
  }

  private func isDue(_ name: String, _ interval: Duration, _ now: Timestamp) -> Bool {
    state.withLock { state in
      if let last = state.asked[name], now - last < interval { return false }
      state.asked[name] = now
      return true
    }
  }

  private func ask(_ name: String) {
    let engine = engine
    engine.executor.post {
      engine.desk.assumeIsolated { desk in
        desk.run(
          name, make: { $0.ask("balance", arguments: [:], context: $1) }, done: { [weak self] in self?.take($0, name) })
      }
    }
  }

  private func take(_ answer: ProviderDesk.Answer<InquiryAnswer>, _ name: String) {
    guard case .answered(.rows(let rows)) = answer, let balance = Self.balance(in: rows) else {
      return log.warning("balance-unknown", ["provider": name])
    }
    state.withLock { $0.balances[name] = balance }
  }

  /// The first number under the name that comes nearest.
  static func balance(in rows: [[String: String]]) -> Double? {
    for name in ["balance", "amount", "amount.value", "money", "value"] {
      for row in rows {
        if let value = row[name].flatMap({ Double($0) }), value.isFinite { return value }
      }
    }
    return nil
  }
}
