/// Rules between settings, checked once every key by itself is right.
enum CrossChecks {
  static func run(_ configuration: Configuration, _ reading: inout Reading) {
    tls(configuration, &reading)
    mail(configuration, &reading)
    admin(configuration, &reading)
    names(configuration, &reading)
    for (index, provider) in configuration.providers.enumerated() {
      self.provider(provider, "provider[\(index)]", configuration, &reading)
    }
    for (index, route) in configuration.routes.enumerated() {
      self.route(route, "route[\(index)]", configuration, &reading)
    }
    for (index, list) in configuration.lists.enumerated() { self.list(list, "list[\(index)]", configuration, &reading) }
    for (index, account) in configuration.accounts.enumerated() {
      self.account(account, "account[\(index)]", configuration, &reading)
    }
    for (index, text) in configuration.texts.enumerated() { self.text(text, "text[\(index)]", configuration, &reading) }
    listeners(configuration, &reading)
  }

  private static func tls(_ configuration: Configuration, _ reading: inout Reading) {
    if let tls = configuration.tls {
      if tls.requireClientCertificate, tls.clientCA == nil {
        reading.fault("tls.require_client_certificate", "needs tls.client_ca")
      }
      return
    }
    let smtp = configuration.smtp
    let needs = [
      ("smpp.tls_listen", !configuration.smpp.tlsListen.isEmpty), ("smpp.auto_tls", configuration.smpp.autoTLS),
      ("smtp.submission_listen", !smtp.submissionListen.isEmpty && !smtp.authWithoutTLS),
      ("smtp.tls_listen", !smtp.tlsListen.isEmpty), ("admin.tls", configuration.admin.tls),
    ]
    for (key, isNeeded) in needs where isNeeded && !reading.spoils("tls") { reading.fault(key, "needs a [tls] table") }
  }

  private static func mail(_ configuration: Configuration, _ reading: inout Reading) {
    let smtp = configuration.smtp
    let listens = !(smtp.listen + smtp.submissionListen + smtp.tlsListen + smtp.lmtpListen).isEmpty
    if listens, smtp.domains.isEmpty, !reading.hasFault("smtp.domains") {
      reading.fault("smtp.domains", "is missing: listeners need at least one domain")
    }
    if listens, configuration.mail.relay == nil, !reading.hasFault("mail.relay") {
      reading.warn("mail.relay", "is not set: no receipt and no bounce leaves by mail")
    }
    if case .smtp(let host, let port, _)? = configuration.mail.relay, ListenAddress(host: host, port: port).isLoopback,
      (smtp.listen + smtp.submissionListen + smtp.tlsListen).contains(where: { $0.port == port })
    {
      reading.warn("mail.relay", "is a listener of ours: no receipt and no bounce leaves by mail")
    }
    if let person = smtp.postmaster?.lowercased(), !reading.hasFault("smtp.postmaster"),
      let domain = smtp.domains.first(where: {
        person.hasSuffix("@\($0.lowercased())") || person.hasSuffix(".\($0.lowercased())")
      })
    {
      reading.fault("smtp.postmaster", "is in \(domain), which is ours: its mail would come back here")
    }
    for domain in smtp.dialects.keys.sorted() where !smtp.domains.contains(domain) {
      reading.fault("smtp.dialects.\(TOMLText.key(domain))", "is none of smtp.domains")
    }
  }

  private static func admin(_ configuration: Configuration, _ reading: inout Reading) {
    let admin = configuration.admin
    if !admin.listen.allSatisfy(\.isLoopback), !admin.tls {
      reading.warn("admin.listen", "is reachable from other machines without TLS")
    }
    if let token = admin.token, token == admin.readToken {
      reading.fault("admin.read_token", "is the same as admin.token, which may also act")
    }
  }

  /// Names that must be there once.
  private static func names(_ configuration: Configuration, _ reading: inout Reading) {
    unique(configuration.providers.map(\.name), "provider", "name", &reading)
    unique(configuration.routes.map { $0.name ?? "" }, "route", "name", &reading)
    unique(configuration.lists.map { $0.name.lowercased() }, "list", "name", &reading)
    unique(configuration.texts.map { $0.id == 0 ? "" : "\($0.id)" }, "text", "id", &reading)
    unique(configuration.accounts.map(\.name), "account", "name", &reading)
    unique(configuration.accounts.map { $0.systemID ?? "" }, "account", "system_id", &reading)
    var owners: [String: Int] = [:]
    for (index, account) in configuration.accounts.enumerated() {
      for number in account.numbers {
        if let owner = owners[number], owner != index {
          reading.fault("account[\(index)].numbers", "\(number) belongs to account[\(owner)] already")
        } else {
          owners[number] = index
        }
      }
    }
  }

  private static func unique(_ values: [String], _ section: String, _ key: String, _ reading: inout Reading) {
    var first: [String: Int] = [:]
    for (index, value) in values.enumerated() where !value.isEmpty {
      if let earlier = first[value] {
        reading.fault("\(section)[\(index)].\(key)", "\(TOMLText.quoted(value)) is taken by \(section)[\(earlier)]")
      } else {
        first[value] = index
      }
    }
  }

  /// Each of the names is one that exists.
  private static func exist(
    _ names: [String], _ known: [String], _ what: String, _ path: String, _ reading: inout Reading
  ) {
    for name in names where !known.contains(name) {
      let near = Suggestion.nearest(to: name, among: known).map { ", did you mean \(TOMLText.quoted($0))?" } ?? ""
      reading.fault(path, "there is no \(what) \(TOMLText.quoted(name))\(near)")
    }
  }

  private static func provider(
    _ provider: ProviderSettings, _ path: String, _ configuration: Configuration, _ reading: inout Reading
  ) {
    let given: [(key: String, isSet: Bool)]
    switch provider.kind {
    case .simulator: given = []
    case .smsBy:
      given = [("token", provider.token != nil)]
      for (sender, id) in provider.senders.sorted(by: { $0.key < $1.key }) where Int(id) == nil {
        reading.fault(
          "\(path).senders.\(TOMLText.key(sender))",
          "\(TOMLText.quoted(id)) is no number: sms.by knows senders by theirs")
      }
    case .smsc where provider.apiKey != nil: given = []
    case .smsc:
      given = [("login", provider.login != nil), ("password", provider.password != nil)]
    case .bsg: given = [("api_key", provider.apiKey != nil)]
    }
    for (key, isSet) in given where !isSet {
      let full = "\(path).\(key)"
      if !reading.hasFault(full) {
        reading.fault(full, "is missing: the kind \(TOMLText.quoted(provider.kind.rawValue)) needs it")
      }
    }
    if let url = provider.url.flatMap(URLText.parts), url.scheme == "http",
      !ListenAddress(host: url.host, port: 0).isLoopback
    {
      reading.warn("\(path).url", "sends credentials in the clear, use https")
    }
    if (provider.clientCertificate == nil) != (provider.clientKey == nil) {
      let missing = provider.clientKey == nil ? "client_key" : "client_certificate"
      reading.fault("\(path).\(missing)", "is missing: certificate and key belong together")
    }
    if provider.testMode, provider.kind == .smsBy || provider.kind == .bsg {
      reading.fault("\(path).test_mode", "the kind \(TOMLText.quoted(provider.kind.rawValue)) cannot pretend")
    }
    if provider.callbackSignature != .none, provider.callbackSignatureSecret == nil {
      reading.fault("\(path).callback_signature_secret", "is missing: callback_signature needs it")
    }
    if provider.callbackSignature == .none, provider.callbackSignatureSecret != nil {
      reading.warn("\(path).callback_signature_secret", "is not used: callback_signature is \"none\"")
    }
    let accounts = configuration.accounts.map(\.name)
    exist(provider.incomingAccount.map { [$0] } ?? [], accounts, "account", "\(path).incoming_account", &reading)
  }

  private static func route(
    _ route: RouteSettings, _ path: String, _ configuration: Configuration, _ reading: inout Reading
  ) {
    exist(route.providers, configuration.providers.map(\.name), "provider", "\(path).providers", &reading)
    exist(route.accounts, configuration.accounts.map(\.name), "account", "\(path).accounts", &reading)
    if !route.weights.isEmpty, route.weights.count != route.providers.count {
      reading.fault("\(path).weights", "has \(route.weights.count) elements for \(route.providers.count) providers")
    }
    for (index, channel) in route.cascade.enumerated() {
      let place = "\(path).cascade[\(index)]"
      if channel == .viberThenSMS || channel == .smsThenViber {
        reading.fault(place, "\(TOMLText.quoted(channel.rawValue)) is a cascade itself: write its channels")
      } else if route.cascade[..<index].contains(channel) {
        reading.fault(place, "\(TOMLText.quoted(channel.rawValue)) stands there already")
      }
    }
    if route.minimumParts > route.maximumParts {
      reading.fault("\(path).minimum_parts", "is over maximum_parts, \(route.maximumParts)")
    }
  }

  private static func list(
    _ list: ListSettings, _ path: String, _ configuration: Configuration, _ reading: inout Reading
  ) {
    exist(list.accounts, configuration.accounts.map(\.name), "account", "\(path).accounts", &reading)
    kept(by: list.provider, as: list.listID, key: "list_id", "a list of a provider", path, configuration, &reading)
    if list.provider != nil, !list.members.isEmpty {
      reading.fault("\(path).members", "stands beside provider: a list has one of them")
    }
    if list.provider == nil, list.listID == nil, list.members.isEmpty, !reading.hasFault("\(path).members") {
      reading.fault("\(path).members", "is missing: a list has members, or provider and list_id")
    }
  }

  private static func account(
    _ account: AccountSettings, _ path: String, _ configuration: Configuration, _ reading: inout Reading
  ) {
    if account.systemID != nil, account.password == nil, !reading.hasFault("\(path).password") {
      reading.fault("\(path).password", "is missing: system_id needs it")
    }
    if let id = account.systemID, id.utf8.count > 15 {
      reading.warn("\(path).system_id", "has \(id.utf8.count) octets, SMPP has room for 15")
    }
    if account.clientCertificate != nil, configuration.tls?.clientCA == nil {
      reading.fault("\(path).client_certificate", "needs tls.client_ca")
    }
    for (index, address) in account.mailAddresses.enumerated() where !address.utf8.contains(UInt8(ascii: "@")) {
      reading.fault("\(path).mail_addresses[\(index)]", "\(TOMLText.quoted(address)) has no @")
    }
    let everywhere = account.networks.contains { $0.isEverything }
    if everywhere, !account.mailAddresses.isEmpty {
      reading.warn("\(path).networks", "holds every address: whoever forges a sender can spend")
    }
    if account.mailAuthenticated, configuration.smtp.authenticationResults == nil {
      reading.fault("\(path).mail_authenticated", "needs smtp.authentication_results")
    }
    if account.systemID == nil, account.mailAddresses.isEmpty {
      reading.warn(path, "has neither system_id nor mail_addresses: nobody can use it")
    } else if account.systemID == nil, account.networks.isEmpty, account.mailToken == nil, !account.mailAuthenticated {
      reading.warn("\(path).mail_addresses", "stands alone: a sender also needs a network, AUTH or a token")
    }
    if let sender = account.defaultSender, !account.allowedSenders.isEmpty, !account.allowedSenders.contains(sender) {
      reading.fault("\(path).default_sender", "\(TOMLText.quoted(sender)) is none of allowed_senders")
    }
  }

  private static func text(
    _ text: TextSettings, _ path: String, _ configuration: Configuration, _ reading: inout Reading
  ) {
    exist(text.accounts, configuration.accounts.map(\.name), "account", "\(path).accounts", &reading)
    kept(by: text.provider, as: text.messageID, key: "message_id", "a prepared text", path, configuration, &reading)
  }

  /// What a provider keeps is named by the provider and its number there: both, or neither.
  private static func kept(
    by provider: String?, as number: Int?, key: String, _ what: String, _ path: String, _ configuration: Configuration,
    _ reading: inout Reading
  ) {
    exist(provider.map { [$0] } ?? [], configuration.providers.map(\.name), "provider", "\(path).provider", &reading)
    if provider != nil, number == nil, !reading.hasFault("\(path).\(key)") {
      reading.fault("\(path).\(key)", "is missing: \(what) has a number")
    }
    if provider == nil, number != nil { reading.fault("\(path).provider", "is missing: \(key) needs it") }
  }

  /// The same address twice cannot be listened on.
  private static func listeners(_ configuration: Configuration, _ reading: inout Reading) {
    let smpp = configuration.smpp
    let smtp = configuration.smtp
    let lists: [(String, [ListenAddress])] = [
      ("smpp.listen", smpp.listen), ("smpp.tls_listen", smpp.tlsListen), ("smtp.listen", smtp.listen),
      ("smtp.submission_listen", smtp.submissionListen), ("smtp.tls_listen", smtp.tlsListen),
      ("smtp.lmtp_listen", smtp.lmtpListen), ("admin.listen", configuration.admin.listen),
      ("admin.callback_listen", configuration.admin.callbackListen),
    ]
    var first: [ListenAddress: String] = [:]
    for (key, addresses) in lists {
      for address in addresses where address.port != 0 {
        if let earlier = first[address] {
          reading.fault(key, "\(address) is taken by \(earlier)")
        } else {
          first[address] = key
        }
      }
    }
  }
}
