import Mail
import Messages
import SMTP
import Transport

/// What all SMTP listeners go by, as plain values; replaced as a whole on reload.
package struct SMTPServiceSettings: Sendable {
  /// A grammar of mails from another service.
  package enum Dialect: Sendable, Hashable {
    case smsc
    case clickatell
  }

  /// Our name, in the banner and in EHLO.
  package var hostname: String
  /// Ours, in lower case; channel labels stand before them. The first names the sender of generated mail.
  package var domains: [String]
  /// Domains whose mails hold an order in their body, in lower case.
  package var dialects: [String: Dialect] = [:]
  /// Distribution lists by their name in lower case.
  package var lists: [String: MailList] = [:]
  /// Mail servers of our own: no limit by address, no check of pipelining, their `Authentication-Results` count.
  package var trustedNetworks: [IPNetwork] = []
  package var legacyNetworks: [IPNetwork] = []
  package var normalizeNetworks: [IPNetwork] = []
  package var proxyNetworks: [IPNetwork] = []
  package var xclientNetworks: [IPNetwork] = []
  /// The authserv-id that is believed (RFC 8601 §2.5).
  package var authenticationResults: String?
  package var authWithoutTLS = false
  /// Bare CR and LF are read as line ends from everybody.
  package var normalizesAll = false
  /// Where mail to postmaster@ and abuse@ is passed on to; nil: it is kept here.
  package var postmaster: MailAddress?
  package var limits = SMTPSession.Limits()
  package var timeouts = SMTPSession.Timeouts()
  /// Time for a command while four of five connections are taken.
  package var idleStress = Duration.seconds(10)
  /// Before the banner of MX listeners.
  package var greetingDelay = Duration.zero
  package var maxConnections = 2_000
  package var maxPerAddress = 50
  /// New connections a minute from one address; 0 for no limit.
  package var acceptRate = 100
  package var mail = MailLimits()
  package var receivedHops = 50
  /// How long the same mail gets the same id; zero for never.
  package var dedupeWindow = Duration.seconds(86_400)
  /// Octets of a mail that a bounce quotes.
  package var maxOriginal = 50 << 10
  /// Language of generated mail.
  package var language = ReportLanguage.english
  /// Previews and mails to postmaster@ an hour from one address.
  package var mailsPerSender = 30

  package init(hostname: String, domains: [String]) {
    self.hostname = hostname
    self.domains = domains
  }
}

/// A distribution list that can be written to by its name.
package struct MailList: Sendable, Hashable {
  package var members: [PhoneNumber]
  /// A list that a provider keeps, in place of members.
  package var providerList: ProviderList?
  /// Accounts that may use it; empty for all.
  package var accounts: Set<String>

  package init(members: [PhoneNumber], providerList: ProviderList? = nil, accounts: Set<String> = []) {
    self.members = members
    self.providerList = providerList
    self.accounts = accounts
  }
}

/// What a listener is for.
package enum SMTPListenerKind: Sendable, Hashable, CaseIterable {
  /// From other mail servers and devices: STARTTLS, no AUTH.
  case mx
  /// From users: AUTH after STARTTLS.
  case submission
  /// The same, TLS from the first octet.
  case implicitTLS
  /// From a mail server beside us: one answer a recipient, the sender's address is believed.
  case lmtp
}

/// The other end of a session, as far as rules ask for it.
package struct MailClient: Sendable, Hashable {
  package var address: IPAddress
  package var isTLS: Bool
  package var listener: SMTPListenerKind
  /// The subject name of its certificate, where it showed one that was found right.
  package var certificate: String?

  package init(address: IPAddress, isTLS: Bool, listener: SMTPListenerKind) {
    self.address = address
    self.isTLS = isTLS
    self.listener = listener
  }
}
