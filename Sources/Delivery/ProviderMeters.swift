import Synchronization
import Telemetry

/// The dispatcher's numbers about each provider: those of the configuration from the start, others as they come.
final class ProviderMeters: Sendable {
  private let registry: Metrics
  private let made = Mutex<[String: DispatchMetrics]>([:])

  init(_ registry: Metrics, providers: some Sequence<String>) {
    self.registry = registry
    for name in providers { _ = self[name] }
  }

  subscript(provider: String) -> DispatchMetrics {
    made.withLock { made in
      if let known = made[provider] { return known }
      let new = DispatchMetrics(registry, provider: provider)
      made[provider] = new
      return new
    }
  }
}
