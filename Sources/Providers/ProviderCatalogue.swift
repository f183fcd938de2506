/// The kinds of provider there are. A new one is a folder and a line here.
package enum ProviderCatalogue {
  private typealias Maker = @Sendable (ProviderSettings) throws(ProviderSettingsFault) -> any Provider

  private static let makers: [(kind: String, make: Maker)] = [
    ("sms.by", { settings throws(ProviderSettingsFault) in try SMSByProvider(settings) }),
    ("smsc", { settings throws(ProviderSettingsFault) in try SMSCProvider(settings) }),
    ("bsg", { settings throws(ProviderSettingsFault) in try BSGProvider(settings) }),
    ("simulator", { settings throws(ProviderSettingsFault) in SimulatorProvider(settings) }),
  ]

  /// The words of `kind` in the configuration.
  package static var kinds: [String] { makers.map(\.kind) }

  /// The adapter of a kind.
  package static func make(
    kind: String, settings: ProviderSettings
  ) throws(ProviderSettingsFault) -> any Provider {
    guard let maker = makers.first(where: { $0.kind == kind }) else { throw .unknownKind(kind) }
    return try maker.make(settings)
  }
}
