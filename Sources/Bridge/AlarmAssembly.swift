import Admin
import Configuration
import Delivery
import Dispatch
import Messages
import Store
import Telemetry

/// How things stand, for the alarms: from the engine, the store and whoever watches the disk.
final class AlarmAssembly: Sendable {
  private let engine: Engine
  private let inForce: SettingsInForce
  private let balances: BalanceAssembly
  private let space: FreeSpace
  private let queue = DispatchQueue(label: "passerelle.alarms.read")

  init(engine: Engine, inForce: SettingsInForce, balances: BalanceAssembly, space: FreeSpace) {
    self.engine = engine
    self.inForce = inForce
    self.balances = balances
    self.space = space
  }

  static func terms(_ configuration: Configuration) -> AlarmTerms {
    let alarm = configuration.alarm
    var terms = AlarmTerms()
    terms.providerDown = alarm.providerDown
    terms.queueAge = alarm.queueAge
    terms.receiptsOwed = alarm.receiptsOwed
    terms.ambiguous = alarm.ambiguous
    terms.repeatAfter = alarm.repeatAfter
    terms.freeSpace = alarm.freeSpace
    for provider in configuration.providers where provider.enabled {
      terms.balances[provider.name] = provider.balanceAlarm
    }
    return terms
  }

  /// Reads the store on a queue of its own, then the lanes where they live.
  func read(_ done: @escaping @Sendable (AlarmReading) -> Void) {
    queue.async { @Sendable [self] in
      let configuration = inForce.now
      var reading = AlarmReading(at: engine.executor.wallClock)
      reading.providers = configuration.providers.filter(\.enabled).map(\.name)
      reading.receiptsOwed = receiptsOwed()
      reading.freeSpace = space.free
      reading.balances = balances.known.filter { reading.providers.contains($0.key) }
      let begun = reading
      engine.executor.post { [self] in done(completed(begun)) }
    }
  }

  private func receiptsOwed() -> Int? {
    do throws(StoreError) {
      return try engine.ledger.tally().receiptsOwed
    } catch {
      // The store's own alarm and metrics tell of it.
      return nil
    }
  }

  private func completed(_ begun: AlarmReading) -> AlarmReading {
    var reading = begun
    let now = engine.executor.now
    for (name, lane) in engine.dispatcher.assumeIsolated({ $0.lanes }) {
      if let reason = lane.trouble(now: now) { reading.troubled[name.provider] = reason }
      reading.ambiguous += lane.undecided
      guard let oldest = lane.queue.oldestDue else { continue }
      reading.queueAge = max(reading.queueAge, reading.at - oldest)
    }
    return reading
  }
}
