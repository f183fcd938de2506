import Configuration
import Synchronization

/// The configuration that the last reload brought, for whoever asks later. Used from every thread.
final class SettingsInForce: Sendable {
  private let state: Mutex<Configuration>

  init(_ configuration: Configuration) { state = Mutex(configuration) }

  var now: Configuration { state.withLock { $0 } }

  func replace(_ configuration: Configuration) { state.withLock { $0 = configuration } }
}
