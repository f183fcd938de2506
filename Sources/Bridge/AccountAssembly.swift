import Configuration
import Delivery
import Listeners
import Messages
import SMSText
import Translation
import Transport

/// Accounts as the listeners want them, from the configuration.
enum AccountAssembly {
  static func accounts(_ configuration: Configuration) -> [Account] {
    configuration.accounts.filter(\.enabled).map { account($0, configuration) }
  }

  /// The configuration with a simulated provider, and a route to it before all others, for the accounts of a dry run.
  static func withDryRuns(_ configuration: Configuration) -> Configuration {
    let names = configuration.accounts.filter(\.dryRun).map(\.name)
    guard !names.isEmpty else { return configuration }
    var copy = configuration
    var provider = ProviderSettings()
    provider.name = standIn
    var route = RouteSettings()
    route.name = "dry-run"
    route.accounts = names
    route.channels = ChannelName.allCases
    route.providers = [provider.name]
    copy.providers.append(provider)
    copy.routes.insert(route, at: 0)
    return copy
  }

  /// The provider of dry runs.
  private static let standIn = "dry-run"

  private static func account(_ settings: AccountSettings, _ configuration: Configuration) -> Account {
    var account = Account(
      terms: terms(settings), smpp: profile(settings, configuration), systemID: settings.systemID,
      password: PasswordAssembly.check(settings.password), networks: settings.networks.compactMap(\.transportNetwork))
    account.systemType = settings.systemType
    account.requiresTLS = settings.tlsRequired
    account.clientCertificate = settings.clientCertificate
    account.answersAfterProvider = settings.answer == .provider
    account.channels = Set(settings.channels.compactMap { Channel(word: $0.rawValue) })
    account.prefixes = settings.prefixes
    account.blockedPrefixes = settings.blockedPrefixes
    account.outbind = settings.outbind.map {
      Account.Outgoing(endpoint: $0.endpoint, password: settings.outbindPassword?.value ?? "")
    }
    account.maxBinds = settings.maxBinds
    account.evictsStale = settings.evictStale
    account.window = settings.window
    account.receiptWindow = settings.receiptWindow
    account.reassemblyTimeout = settings.reassemblyTimeout
    account.incomplete = settings.incomplete == .send ? .send : .fail
    account.partReceipts = settings.partReceipts == .last ? .last : .all
    account.resubmissionWindow = settings.resubmissionWindow
    account.mailAddresses = settings.mailAddresses
    return account
  }

  private static func terms(_ settings: AccountSettings) -> AccountTerms {
    AccountTerms(
      name: settings.name, rate: Double(settings.rate), dailyQuota: settings.dailyQuota,
      zoneSeconds: settings.timeZone.seconds,
      defaultSender: settings.defaultSender ?? "", allowedSenders: settings.allowedSenders,
      defaultValidity: settings.defaultValidity, maxParts: settings.maxParts,
      idStyle: Delivery.IDStyle(rawValue: settings.idStyle.rawValue) ?? .decimal, numbers: settings.numbers,
      standIn: settings.dryRun ? standIn : nil)
  }

  /// How it writes numbers of its own country.
  static func nationalForm(_ settings: AccountSettings) -> NationalForm? {
    settings.countryPrefix.map { NationalForm(country: $0, trunks: settings.trunkPrefixes) }
  }

  private static func profile(_ settings: AccountSettings, _ configuration: Configuration) -> SMPPProfile {
    var profile = SMPPProfile()
    profile.coding = CodingProfile(
      coding0: CodingProfile.Meaning(rawValue: settings.coding0.rawValue) ?? .gsm,
      coding1: CodingProfile.Meaning(rawValue: settings.coding1.rawValue) ?? .ascii, repairs: settings.repair)
    profile.timeZoneMinutes = settings.timeZone.seconds / 60
    profile.receiptSeconds = settings.receiptSeconds
    profile.receiptTLVs =
      switch settings.tlvs {
      case .none: .none
      case .standard: .standard
      case .vendor: .vendor
      }
    profile.prefersPayload = configuration.smpp.textAndPayload == .payload
    profile.clampsPriority = configuration.smpp.priority == .clamp
    profile.refusesReservedCoding = configuration.smpp.reservedCoding == .reject
    profile.maxSchedule = settings.maxSchedule
    profile.nationalForm = nationalForm(settings)
    profile.truncates = settings.tooLong == .truncate
    let texts = configuration.texts.filter { $0.accounts.isEmpty || $0.accounts.contains(settings.name) }
    profile.texts = Dictionary(
      texts.map { (UInt8(clamping: $0.id), CannedText($0)) }, uniquingKeysWith: { first, _ in first })
    return profile
  }
}

extension CannedText {
  /// As the configuration has it.
  fileprivate init(_ settings: TextSettings) {
    let prepared = settings.provider.flatMap { provider in
      settings.messageID.map { PreparedText(provider: provider, id: String($0)) }
    }
    self.init(settings.text, prepared: prepared)
  }
}

extension Network {
  /// The same network as the transport knows it.
  var transportNetwork: IPNetwork? { IPNetwork(description) }
}

extension ListenAddress {
  /// Where to listen; `*` is every address.
  var endpoint: Endpoint { Endpoint(host: host == "*" ? "::" : host, port: UInt16(clamping: port)) }
}
