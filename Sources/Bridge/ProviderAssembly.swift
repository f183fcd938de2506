import Configuration
import Messages
import Providers
import Transport

/// Adapters of the configured providers.
enum ProviderAssembly {
  static func providers(_ configuration: Configuration) throws(StartFailure) -> [any Provider] {
    var providers: [any Provider] = []
    for settings in configuration.providers where settings.enabled {
      do throws(ProviderSettingsFault) {
        providers.append(try ProviderCatalogue.make(kind: settings.kind.rawValue, settings: adapter(settings)))
      } catch {
        throw StartFailure(sentence: "provider \(settings.name): \(error.sentence)")
      }
    }
    return providers
  }

  private static func adapter(_ settings: ConfiguredProvider) -> AdapterSettings {
    var adapter = AdapterSettings(name: settings.name)
    adapter.url = settings.url ?? (settings.kind == .simulator ? SimulatorAssembly.url(settings.name) : nil)
    adapter.token = settings.token?.value
    adapter.login = settings.login
    adapter.password = settings.password?.value
    adapter.apiKey = settings.apiKey?.value
    adapter.senders = settings.senders.mapValues { String($0) }
    adapter.viberSenders = settings.viberSenders.mapValues { String($0) }
    adapter.timeZone = settings.effectiveTimeZone.seconds
    adapter.batch = settings.batchSize > 0 ? settings.batchSize : nil
    adapter.concurrency = settings.concurrency
    adapter.isCheckable = settings.checkable
    adapter.showsCost = settings.showCost
    adapter.tariffCode = settings.tariff
    adapter.callbackSecret = settings.callbackSignatureSecret?.value
    adapter.digest = digest
    return adapter
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
