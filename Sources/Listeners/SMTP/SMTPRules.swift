import Delivery
import Mail
import Messages
import SMTP
import Translation
import Transport

/// Everything that decides about a mail, as it was at one moment: a snapshot that a reload does not change. Each recipient and
/// each mail asks it, so it is shared and not copied.
final class SMTPRules: Sendable {
  let settings: SMTPServiceSettings
  let profiles: [String: MailProfile]
  let accounts: AccountDirectory
  let replies: ReplyAddresses
  let routing: RouterBox
  let spending: SpendingRules
  /// By which mails of ours and answers of programs are known.
  let loops: LoopRules
  /// Ours, with those that have a dialect.
  private let ownDomains: [String]
  private let byTag: [String: String]

  init(
    settings: SMTPServiceSettings, profiles: [String: MailProfile], accounts: AccountDirectory,
    replies: ReplyAddresses, routing: RouterBox
  ) {
    self.settings = settings
    self.profiles = profiles
    self.accounts = accounts
    self.replies = replies
    self.routing = routing
    let all = accounts.all.map(\.account)
    spending = SpendingRules(all, profiles: profiles)
    var loops = LoopRules()
    loops.receivedLimit = settings.receivedHops
    loops.ownDomains = Set(settings.domains)
    loops.isOwnHop = { replies.isOwnHop($0) }
    self.loops = loops
    ownDomains = settings.domains + settings.dialects.keys.filter { !settings.domains.contains($0) }
    byTag = Dictionary(all.map { (ReplyAddresses.tag($0.terms.name), $0.terms.name) }, uniquingKeysWith: { a, _ in a })
  }

  func profile(_ account: String) -> MailProfile { profiles[account] ?? MailProfile() }

  func isTrusted(_ client: MailClient) -> Bool {
    client.listener == .lmtp || settings.trustedNetworks.contains { $0.contains(client.address) }
  }

  // MARK: Recipients

  /// What a recipient stands for, or what RCPT is answered.
  ///
  /// - Parameter proven: the account that the mail has proved, when the mail is there.
  func destination(
    of recipient: Recipient, _ envelope: Envelope, _ client: MailClient, proven: String? = nil, now: Timestamp
  ) -> Result<MailDestination, Reply> {
    do throws(Reply) {
      return .success(try decide(recipient, envelope, client, proven, now))
    } catch {
      return .failure(error)
    }
  }

  private func decide(
    _ recipient: Recipient, _ envelope: Envelope, _ client: MailClient, _ proven: String?, _ now: Timestamp
  ) throws(Reply) -> MailDestination {
    let path = recipient.path
    let domain = path.domain.isEmpty ? settings.domains.first ?? "" : path.domain
    if let dialect = dialect(of: domain), !Self.isPerson(path.localPart) { return try order(dialect, envelope) }
    let address: SMSAddress
    do throws(SMSAddressRefusal) {
      address = try SMSAddress.parse(localPart: path.localPart, domain: domain, ownDomains: ownDomains)
    } catch {
      throw Reply(error)
    }
    switch address {
    case .role(.preview): throw .nobodyHere
    case .role(let role): return .person(role)
    case .reply(let token): return try reply(token, recipient, envelope, now)
    case .number(let number):
      return try phones(envelope, client, proven) { account, profile throws(Reply) in
        guard let digits = profile.number(number) else { throw Reply(Refusal.destinationInvalid) }
        return [try target(recipient, digits, nil, number.options, account, profile, now)]
      }
    case .name(let name, let options), .group(let name, let options):
      return try phones(envelope, client, proven) { account, profile throws(Reply) in
        try list(name, recipient, options, account, profile, now)
      }
    }
  }

  private static func isPerson(_ localPart: String) -> Bool {
    ["postmaster", "abuse"].contains(String(decoding: SpendingRules.lowercased(localPart.utf8), as: UTF8.self))
  }

  private func dialect(of domain: String) -> SMTPServiceSettings.Dialect? {
    guard !settings.dialects.isEmpty else { return nil }
    return settings.dialects[String(decoding: SpendingRules.lowercased(domain.utf8), as: UTF8.self)]
  }

  private func order(_ dialect: SMTPServiceSettings.Dialect, _ envelope: Envelope) throws(Reply) -> MailDestination {
    guard envelope.recipients.count <= 1 else { throw .oneOrderOnly }
    return .order(dialect)
  }

  // MARK: Who pays

  private func phones(
    _ envelope: Envelope, _ client: MailClient, _ proven: String?,
    _ targets: (AccountDirectory.Entry, MailProfile) throws(Reply) -> [MailTarget]
  ) throws(Reply) -> MailDestination {
    let (entry, isProvisional) = try payer(envelope, client, proven)
    // A login was held against this already; a mail server beside us has no TLS to show.
    if envelope.authenticatedUser == nil, client.listener != .lmtp,
      entry.account.lack(tls: client.isTLS, certificate: client.certificate) != nil
    {
      throw client.isTLS ? .senderNotAllowed : .startTLSFirst
    }
    let targets = try targets(entry, profile(entry.account.terms.name))
    return .phones(targets, account: entry, isProvisional: isProvisional)
  }

  private func payer(
    _ envelope: Envelope, _ client: MailClient, _ proven: String?
  ) throws(Reply) -> (AccountDirectory.Entry, isProvisional: Bool) {
    if let user = envelope.authenticatedUser {
      guard let entry = accounts.withSystemID(user) else { throw .senderNotAllowed }
      return (entry, false)
    }
    if envelope.sender.isNull { throw .nullSenderRefused }
    let trusts = settings.authenticationResults != nil && isTrusted(client)
    switch spending.standing(of: envelope.sender, client, trustsResults: trusts) {
    case .account(let name):
      if let entry = accounts.named(name) { return (entry, false) }
    case .perhaps(let names):
      if let proven, names.contains(proven), let entry = accounts.named(proven) { return (entry, false) }
      if let entry = names.lazy.compactMap(accounts.named).first { return (entry, true) }
    case .nobody: break
    }
    throw .senderNotAllowed
  }

  /// The token says who pays and where it goes; it needs no other proof. A notice to it is the bounce of a mail of ours.
  private func reply(
    _ token: String, _ recipient: Recipient, _ envelope: Envelope, _ now: Timestamp
  ) throws(Reply) -> MailDestination {
    switch replies.read(token, now: now) {
    case .failure(.expired): throw .replyAddressExpired
    case .failure(.forged): throw .replyAddressForged
    case .success(let (tag, number)):
      if envelope.sender.isNull { return .dropped }
      guard let name = byTag[tag], let entry = accounts.named(name) else { throw .replyAddressForged }
      let target = try target(recipient, number, nil, SMSOptions(), entry, profile(name), now)
      return .phones([target], account: entry, isProvisional: false)
    }
  }

  // MARK: Where it goes

  private func list(
    _ name: String, _ recipient: Recipient, _ options: SMSOptions, _ account: AccountDirectory.Entry,
    _ profile: MailProfile, _ now: Timestamp
  ) throws(Reply) -> [MailTarget] {
    guard let list = settings.lists[name], list.accounts.isEmpty || list.accounts.contains(account.account.terms.name)
    else { throw .noSuchList }
    if let kept = list.providerList {
      let number = PhoneNumber(trusted: kept.id)
      return [try target(recipient, number, kept, options, account, profile, now)]
    }
    guard !list.members.isEmpty else { throw .noSuchList }
    var targets: [MailTarget] = []
    for member in list.members {
      targets.append(try target(recipient, member, nil, options, account, profile, now))
    }
    return targets
  }

  /// The members of a group of a dialect, known by its number.
  func group(_ id: Int, _ recipient: Recipient, _ account: AccountDirectory.Entry, _ now: Timestamp) -> [MailTarget]? {
    let profile = profile(account.account.terms.name)
    for name in ["g\(id)", "\(id)"] {
      do throws(Reply) {
        return try list(name, recipient, SMSOptions(), account, profile, now)
      } catch {
        continue
      }
    }
    return nil
  }

  private func target(
    _ recipient: Recipient, _ number: PhoneNumber, _ kept: ProviderList?, _ options: SMSOptions,
    _ account: AccountDirectory.Entry, _ profile: MailProfile, _ now: Timestamp
  ) throws(Reply) -> MailTarget {
    var target = MailTarget(address: recipient.path.address, parameters: recipient.parameters, number: number)
    target.providerList = kept
    do throws(Refusal) {
      try target.apply(options, profile: profile, now: now)
      if let refusal = account.account.refusal(of: kept == nil ? number : nil, over: target.channel) { throw refusal }
      if kept == nil { try checkRoute(target, account.account.terms) }
    } catch {
      throw Reply(error)
    }
    return target
  }

  private func checkRoute(_ target: MailTarget, _ terms: AccountTerms) throws(Refusal) {
    let sender = target.sender.isEmpty ? terms.defaultSender : target.sender
    guard terms.allows(sender: sender) else { throw .sourceNotAllowed }
    let facts = RouteFacts(
      recipient: target.number, channel: target.channel, account: terms.name, sender: sender)
    switch routing.router.route(facts) {
    case .lanes: return
    case .channelNotServed: throw .channelNotServed
    case .noRoute: throw .noRoute
    }
  }
}
