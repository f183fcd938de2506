import Configuration
import Messages
import Providers

/// Adapters of the configured providers.
enum ProviderAssembly {
  static func providers(_ configuration: Configuration) -> [any Provider] {
    configuration.providers.filter(\.enabled).compactMap(provider)
  }

  private static func provider(_ settings: ProviderSettings) -> (any Provider)? {
    switch settings.kind {
    case .simulator:
      SimulatorProvider(
        name: settings.name,
        settings: SimulatorProvider.Settings(
          url: settings.url ?? SimulatorAssembly.url(settings.name), token: settings.token?.value,
          batch: settings.batchSize > 0 ? settings.batchSize : 1_000, concurrency: settings.concurrency))
    case .smsBy, .smsc, .bsg: nil
    }
  }
}
