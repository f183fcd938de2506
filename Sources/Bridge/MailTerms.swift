import Configuration
import HTTPClient
import Listeners
import Mail
import Transport

/// What the configuration says about mail beside the listeners' settings: how ours leaves, and how logins are guarded.
/// Plain values, so that each key can be seen to have an effect.
struct MailTerms: Sendable {
  /// Nil: no relay, or a folder.
  var relay: CurlMailer.Relay?
  var transfers = CurlSettings()
  /// Where mails are written as files in place of a relay.
  var folder: String?
  /// Where mail to postmaster@ is kept, and how many.
  var drawer: String
  var keptMails: Int
  /// What generated mail shows; nil when that is no mail address.
  var sender: MailAddress?
  /// The domain of generated mail and of reply addresses.
  var domain: String
  /// The key that signs generated mail, as a file; nil signs none.
  var dkimKey: String?
  var dkimSelector: String
  var replySecret: [UInt8]?
  var replyLifetime: Duration
  var language: ReportLanguage
  var perSender: Int
  var maxAge: Duration
  var banFailures: Int
  var banWindow: Duration
  var ban: Duration
  /// Accounts whose incoming messages leave as mail.
  var incoming: [String]

  init(_ configuration: Configuration) {
    let (mail, smtp) = (configuration.mail, configuration.smtp)
    domain = smtp.domains.first ?? configuration.bridge.name
    sender = mail.from.flatMap { MailAddress($0) } ?? MailAddress(localPart: "postmaster", domain: domain)
    drawer = configuration.bridge.data + "/postmaster"
    keptMails = smtp.keptMails
    dkimKey = mail.dkimKey
    dkimSelector = mail.dkimSelector
    replySecret = mail.replySecret.map { Array($0.value.utf8) }
    replyLifetime = mail.replyLifetime
    language = SMTPSettingsAssembly.language(mail.language)
    perSender = mail.perSender
    maxAge = mail.maxAge
    banFailures = smtp.authBanFailures
    banWindow = smtp.authFailureWindow
    ban = smtp.authBan
    incoming = configuration.accounts.filter { $0.enabled && !$0.incomingMail.isEmpty }.map(\.name)
    switch mail.relay {
    case .smtp(let host, let port, let isImplicit)?:
      relay = Self.relay(configuration, Endpoint(host: host, port: UInt16(clamping: port)), isImplicit: isImplicit)
    case .folder(let path)?: folder = path.hasPrefix("/") ? path : configuration.bridge.data + "/" + path
    case nil: break
    }
    transfers.callTimeout = mail.timeout
    transfers.maximumConcurrent = mail.concurrency
    transfers.authoritiesFile = mail.caFile
  }

  /// Failed logins by mail.
  var guardian: LoginGuard {
    LoginGuard(failures: banFailures, window: banWindow, ban: ban, doubles: true, addressPatience: 3)
  }

  private static func relay(_ configuration: Configuration, _ place: Endpoint, isImplicit: Bool) -> CurlMailer.Relay {
    var relay = CurlMailer.Relay(
      url: (isImplicit ? "smtps://" : "smtp://") + place.description, helloName: configuration.bridge.name)
    relay.security =
      switch configuration.mail.tls {
      case .never: .never
      case .opportunistic: .whenOffered
      case .required: .required
      }
    relay.user = configuration.mail.user
    relay.password = configuration.mail.password?.value
    return relay
  }
}
