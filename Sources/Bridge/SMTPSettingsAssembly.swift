import Configuration
import Listeners
import Mail
import Messages
import SMTP
import Translation
import Transport

/// What the SMTP listeners go by, from the configuration.
enum SMTPSettingsAssembly {
  static func settings(_ configuration: Configuration) -> SMTPServiceSettings {
    let smtp = configuration.smtp
    var settings = SMTPServiceSettings(hostname: configuration.bridge.name, domains: smtp.domains.map(lowercased))
    for (domain, dialect) in smtp.dialects {
      switch dialect {
      case .smsc: settings.dialects[lowercased(domain)] = .smsc
      case .clickatell: settings.dialects[lowercased(domain)] = .clickatell
      // Attributes are read in every domain.
      case .plain, .attributes:
        if !settings.domains.contains(lowercased(domain)) { settings.domains.append(lowercased(domain)) }
      }
    }
    settings.lists = lists(configuration)
    networks(smtp, &settings)
    limits(smtp, &settings)
    settings.authenticationResults = smtp.authenticationResults
    settings.authWithoutTLS = smtp.authWithoutTLS
    settings.normalizesAll = smtp.bareNewline == .normalize
    settings.postmaster = smtp.postmaster.flatMap { MailAddress($0) }
    settings.greetingDelay = smtp.greetDelay
    settings.dedupeWindow = smtp.dedupeWindow
    settings.maxOriginal = configuration.mail.maxOriginal
    settings.language = language(configuration.mail.language)
    settings.mailsPerSender = configuration.mail.perSender
    return settings
  }

  private static func networks(_ smtp: SMTPSettings, _ settings: inout SMTPServiceSettings) {
    settings.trustedNetworks = smtp.trustedNetworks.compactMap(\.transportNetwork)
    settings.legacyNetworks = smtp.legacyNetworks.compactMap(\.transportNetwork)
    settings.normalizeNetworks = smtp.normalizeNetworks.compactMap(\.transportNetwork)
    settings.proxyNetworks = smtp.proxyNetworks.compactMap(\.transportNetwork)
    settings.xclientNetworks = smtp.xclientNetworks.compactMap(\.transportNetwork)
  }

  private static func limits(_ smtp: SMTPSettings, _ settings: inout SMTPServiceSettings) {
    settings.limits.message = smtp.maxMessage
    settings.limits.textLine = smtp.maxLine
    settings.limits.recipients = smtp.maxRecipients
    settings.limits.recipientOvershoot = smtp.maxRecipients
    settings.limits.chunks = smtp.maxChunks
    settings.limits.messages = smtp.sessionMessages
    settings.limits.errors = smtp.maxErrors
    settings.limits.errorsBeforeDelay = min(settings.limits.errorsBeforeDelay, smtp.maxErrors)
    settings.limits.idleCommands = smtp.maxJunkCommands
    settings.limits.authenticationFailures = smtp.authFailures
    settings.limits.hold = Int(smtp.maxHold.components.seconds)
    settings.timeouts.command = smtp.idle
    settings.timeouts.unauthenticated = min(smtp.idle, settings.timeouts.unauthenticated)
    settings.timeouts.tlsHandshake = smtp.tlsHandshake
    settings.timeouts.dataRate = smtp.minimumDataRate
    settings.timeouts.session = smtp.sessionTime
    settings.idleStress = smtp.idleStress
    settings.maxConnections = smtp.maxConnections
    settings.maxPerAddress = smtp.maxPerAddress
    settings.acceptRate = smtp.acceptRate
    settings.mail.depth = smtp.mimeDepth
    settings.mail.parts = smtp.mimeParts
    settings.mail.headerLines = smtp.headerLines
    settings.receivedHops = smtp.receivedHops
  }

  private static func lists(_ configuration: Configuration) -> [String: MailList] {
    let lists = configuration.lists.map { list in
      let kept = list.provider.flatMap { provider in
        list.listID.map { ProviderList(provider: provider, id: String($0)) }
      }
      let members = list.members.compactMap { PhoneNumber($0) }
      return (lowercased(list.name), MailList(members: members, providerList: kept, accounts: Set(list.accounts)))
    }
    return Dictionary(lists, uniquingKeysWith: { first, _ in first })
  }

  // MARK: Accounts

  static func profiles(_ configuration: Configuration) -> [String: MailProfile] {
    let enabled = configuration.accounts.filter(\.enabled)
    return Dictionary(enabled.map { ($0.name, profile($0)) }, uniquingKeysWith: { first, _ in first })
  }

  private static func profile(_ account: AccountSettings) -> MailProfile {
    var profile = MailProfile()
    profile.text = text(account)
    profile.tooLong =
      switch account.tooLong {
      case .reject: .reject
      case .truncate: .truncate
      case .split: .split
      }
    profile.maxParts = account.maxParts
    profile.defaultPriority = UInt8(clamping: account.defaultPriority)
    profile.maxSchedule = account.maxSchedule
    profile.nationalForm = AccountAssembly.nationalForm(account)
    profile.timeZoneMinutes = account.timeZone.seconds / 60
    profile.receipts = account.mailReceipts
    profile.hearsReceiptHeaders = account.mailReceiptHeaders
    profile.language = account.mailLanguage.map(language)
    profile.incoming = account.incomingMail.compactMap { MailAddress($0) }
    profile.token = account.mailToken?.value
    profile.trustsAuthenticationResults = account.mailAuthenticated
    return profile
  }

  private static func text(_ account: AccountSettings) -> Mail.TextSettings {
    var text = account.trim ? Mail.TextSettings() : .untrimmed
    text.endMarkers = account.endMarker.isEmpty ? [] : [account.endMarker]
    text.cutPrefixes = account.cutPrefixes
    text.subject =
      switch account.subject {
      case .whenEmpty: .ifBodyEmpty
      case .prepend: .prepend
      case .only: .only
      case .never: .never
      }
    text.unlabelled = .fixed(account.mailCharset)
    return text
  }

  static func language(_ language: MailLanguage) -> ReportLanguage {
    switch language {
    case .english: .english
    case .russian: .russian
    case .belarusian: .belarusian
    }
  }

  private static func lowercased(_ text: String) -> String {
    String(decoding: text.utf8.map { $0 >= 0x41 && $0 <= 0x5A ? $0 | 0x20 : $0 }, as: UTF8.self)
  }
}
