import Configuration
import HTTPClient
import Providers

/// How providers are called over HTTP.
enum HTTPAssembly {
  /// One entry a provider that is called for real.
  static func lines(_ configuration: Configuration) -> [ProviderExchange.Line] {
    configuration.providers.filter(\.enabled).compactMap { provider in
      guard let url = provider.url ?? provider.kind.usualURL else { return nil }
      return ProviderExchange.Line(
        name: provider.name, prefix: url, backups: provider.backupURLs, settings: settings(provider),
        rate: Double(provider.requestsPerSecond))
    }
  }

  private static func settings(_ provider: ConfiguredProvider) -> CurlSettings {
    var settings = CurlSettings()
    settings.connectTimeout = provider.connectTimeout
    settings.callTimeout = provider.timeout
    settings.stallTimeout = provider.stallTimeout
    settings.bodyLimit = provider.maxResponse
    settings.proxy = provider.proxy
    settings.authoritiesFile = provider.caFile
    settings.clientCertificate = provider.clientCertificate.flatMap { file in
      (certificateFile: file, keyFile: provider.clientKey ?? file)
    }
    settings.usesHTTP2 = provider.http2
    // Its lanes, questions and inquiries together; the rest waits here.
    if provider.kind == .smsc { settings.maximumConcurrent = SMSCProvider.callsAtOnce }
    return settings
  }
}

extension ProviderKind {
  /// Where the provider lives when the configuration does not say.
  var usualURL: String? {
    switch self {
    case .smsBy: "https://app.sms.by/api"
    case .smsc: "https://smscentre.com"
    case .bsg: "https://one-api.bsg.world"
    case .simulator: nil
    }
  }
}
