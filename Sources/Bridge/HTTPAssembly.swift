import Configuration
import HTTPClient

/// How providers are called over HTTP.
enum HTTPAssembly {
  /// The strictest of the providers' settings, since they share one client.
  static func settings(_ configuration: Configuration) -> CurlSettings {
    var settings = CurlSettings()
    let providers = configuration.providers
    settings.connectTimeout = providers.map(\.connectTimeout).max() ?? settings.connectTimeout
    settings.callTimeout = providers.map(\.timeout).max() ?? settings.callTimeout
    settings.stallTimeout = providers.map(\.stallTimeout).max() ?? settings.stallTimeout
    settings.bodyLimit = providers.map(\.maxResponse).max() ?? settings.bodyLimit
    settings.proxy = providers.compactMap(\.proxy).first
    settings.authoritiesFile = providers.compactMap(\.caFile).first
    return settings
  }
}
