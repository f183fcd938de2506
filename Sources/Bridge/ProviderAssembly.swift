import Configuration
import Delivery
import HTTP
import Messages
import Providers
import Transport

/// Adapters of the configured providers.
enum ProviderAssembly {
  static func providers(_ configuration: Configuration) throws(StartFailure) -> [any Provider] {
    var providers: [any Provider] = []
    for settings in configuration.providers where settings.enabled {
      do throws(ProviderSettingsFault) {
        providers.append(
          try ProviderCatalogue.make(kind: settings.kind.rawValue, settings: adapter(settings, configuration)))
      } catch {
        throw StartFailure(sentence: "provider \(settings.name): \(error.sentence)")
      }
    }
    return providers
  }

  /// What the engine itself keeps of each provider's settings.
  static func terms(_ configuration: Configuration) -> [String: ProviderTerms] {
    let pairs = configuration.providers.map { ($0.name, Self.terms(of: $0)) }
    return Dictionary(pairs, uniquingKeysWith: { first, _ in first })
  }

  private static func terms(of settings: ConfiguredProvider) -> ProviderTerms {
    var terms = ProviderTerms()
    terms.allowedSenders = Set(settings.allowedSenders)
    terms.breakerFailures = settings.breakerFailures
    terms.longestBreakerPause = settings.breakerPause
    terms.noMoneyPause = settings.noMoneyPause
    terms.onUnknown = RouteRule.UnknownPolicy(rawValue: settings.onUnknown.rawValue) ?? terms.onUnknown
    terms.incomingRhythm = settings.incomingInterval
    return terms
  }

  /// The providers whose settings are other than before, or that are new.
  static func changed(from old: Configuration, to new: Configuration) -> Set<String> {
    Set(
      new.providers.filter { provider in !old.providers.contains { $0 == provider } }.map(\.name))
  }

  /// Providers under maintenance: their messages are held.
  static func held(_ configuration: Configuration) -> Set<String> {
    Set(configuration.providers.filter(\.maintenance).map(\.name))
  }

  /// Where each provider reaches us, for those that may.
  static func callbackURLs(_ configuration: Configuration) -> [String: String] {
    guard var base = configuration.admin.callbackURL else { return [:] }
    while base.hasSuffix("/") { base.removeLast() }
    var urls: [String: String] = [:]
    for provider in configuration.providers {
      guard let secret = provider.callbackSecret?.value, !secret.isEmpty else { continue }
      urls[provider.name] = base + "/callback/" + escaped(provider.name) + "/" + escaped(secret)
    }
    return urls
  }

  /// The last part of each callback address.
  static func callbackSecrets(_ configuration: Configuration) -> [String: String] {
    let secrets = configuration.providers.compactMap { provider in
      provider.callbackSecret.map { (provider.name, $0.value) }
    }
    return Dictionary(secrets, uniquingKeysWith: { first, _ in first })
  }

  private static func escaped(_ text: String) -> String { PercentCoding.encode(text) }

  private static func adapter(_ settings: ConfiguredProvider, _ configuration: Configuration) -> AdapterSettings {
    var adapter = AdapterSettings(name: settings.name)
    adapter.url = settings.url ?? (settings.kind == .simulator ? SimulatorAssembly.url(settings.name) : nil)
    adapter.token = settings.token?.value
    adapter.login = settings.login
    adapter.password = settings.password?.value
    adapter.apiKey = settings.apiKey?.value
    adapter.senders = settings.senders
    adapter.viberSenders = settings.viberSenders.mapValues { String($0) }
    adapter.timeZone = settings.effectiveTimeZone.seconds
    adapter.batch = settings.batchSize > 0 ? settings.batchSize : nil
    adapter.concurrency = settings.concurrency
    adapter.isCheckable = settings.checkable
    adapter.showsCost = settings.showCost
    adapter.tariffCode = settings.tariff
    adapter.latinLimit = settings.latinLimit
    adapter.otherLimit = settings.otherLimit
    adapter.usesFormOnly = settings.formOnly
    adapter.checksLists = settings.checkLists
    adapter.usesKeyAsBearer = settings.keyAsBearer
    adapter.forwardingMinutes = forwardingMinutes(settings.name, configuration)
    adapter.statusDelays = [configuration.delivery.statusFirst] + configuration.delivery.statusIntervals
    adapter.statusSpacing = settings.statusInterval
    adapter.statusBatch = settings.statusBatch > 0 ? settings.statusBatch : nil
    adapter.longestValidity = settings.validity
    adapter.asksIncoming = IncomingAssembly.asks(settings, configuration)
    adapter.isTest = settings.testMode
    adapter.callbackAlgorithm = SMSCSignature.Algorithm(rawValue: settings.callbackSignature.rawValue)
    adapter.callbackSecret = adapter.callbackAlgorithm == nil ? nil : settings.callbackSignatureSecret?.value
    adapter.digest = digest
    return adapter
  }

  /// The first of its routes that changes channels decides.
  private static func forwardingMinutes(_ provider: String, _ configuration: Configuration) -> Int? {
    let route = configuration.routes.first { $0.providers.contains(provider) && !$0.ownForwarding }
    return route.map { Int($0.forwardingTime.components.seconds + 59) / 60 }
  }

  /// The digests that a provider may sign with; CRC-32 is the adapter's own.
  private static let digest: @Sendable (SMSCSignature.Algorithm, [UInt8]) -> [UInt8]? = { algorithm, bytes in
    switch algorithm {
    case .md5: Digest.md5.hash(bytes)
    case .sha1: Digest.sha1.hash(bytes)
    default: nil
    }
  }
}

extension ProviderSettingsFault {
  /// In words for an operator.
  var sentence: String {
    switch self {
    case .unknownKind(let kind): "there is no kind \(kind)"
    case .missing(let key): "\(key) is missing"
    case .senderID(let key, let sender): "\(key): the id of \(sender) is not a number"
    }
  }
}
