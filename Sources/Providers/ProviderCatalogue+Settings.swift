// What each adapter takes of the operator's settings. Nil leaves its own default.

extension SMSByProvider {
  init(_ given: ProviderSettings) throws(ProviderSettingsFault) {
    guard let token = given.token else { throw .missing("token") }
    var settings = SMSBySettings(url: given.url ?? "https://app.sms.by/api", token: token)
    settings.senders = try Self.ids(given.senders, key: "senders")
    settings.viberSenders = try Self.ids(given.viberSenders, key: "viber_senders")
    given.timeZone.map { settings.timeZone = $0 }
    given.batch.map { settings.batch = max(1, $0) }
    given.concurrency.map { settings.concurrency = max(1, $0) }
    given.latinLimit.map { settings.latinLimit = $0 }
    given.otherLimit.map { settings.otherLimit = $0 }
    given.isCheckable.map { settings.isCheckable = $0 }
    given.showsCost.map { settings.showsCost = $0 }
    given.forwardingMinutes.map { settings.forwardingMinutes = $0 }
    given.usesFormOnly.map { settings.usesFormOnly = $0 }
    given.checksLists.map { settings.checksLists = $0 }
    given.statusDelays.map { settings.statusDelays = $0 }
    given.statusSpacing.map { settings.statusSpacing = $0 }
    given.statusBatch.map { settings.statusBatch = max(1, $0) }
    if given.asksIncoming == false { settings.incomingMailings = 0 }
    self.init(name: given.name, settings: settings)
  }

  private static func ids(_ senders: [String: String], key: String) throws(ProviderSettingsFault) -> [String: Int] {
    var ids: [String: Int] = [:]
    for (sender, id) in senders {
      guard let id = Int(id) else { throw .senderID(key: key, sender: sender) }
      ids[sender] = id
    }
    return ids
  }
}

extension SMSCProvider {
  init(_ given: ProviderSettings) throws(ProviderSettingsFault) {
    if given.apiKey == nil, given.login == nil { throw .missing("login") }
    if given.apiKey == nil, given.password == nil { throw .missing("password") }
    var settings = SMSCSettings(
      url: given.url ?? "https://smscentre.com", login: given.login ?? "", password: given.password ?? "",
      apiKey: given.apiKey, senders: given.senders)
    given.timeZone.map { settings.timeZone = $0 }
    given.batch.map { settings.batch = max(1, $0) }
    given.concurrency.map { settings.concurrency = max(1, $0) }
    given.latinLimit.map { settings.textLimit = $0 }
    given.showsCost.map { settings.showsCost = $0 }
    given.statusDelays.map { settings.statusDelays = SMSCSettings.spaced($0) }
    given.statusSpacing.map { settings.statusSpacing = max(settings.statusSpacing, $0) }
    given.statusBatch.map { settings.statusBatch = max(1, $0) }
    given.longestValidity.map { settings.longestValidity = min(settings.longestValidity, $0) }
    given.asksIncoming.map { settings.asksIncoming = $0 }
    given.isTest.map { settings.isTest = $0 }
    given.callbackAlgorithm.map { settings.callbackAlgorithm = $0 }
    settings.callbackSecret = given.callbackSecret
    settings.digest = given.digest
    settings.subject = given.subject
    settings.voice = given.voice
    self.init(name: given.name, settings: settings)
  }
}

extension BSGProvider {
  init(_ given: ProviderSettings) throws(ProviderSettingsFault) {
    guard let key = given.apiKey ?? given.token else { throw .missing("api_key") }
    var settings = BSGSettings(url: given.url ?? "https://one-api.bsg.world", apiKey: key, senders: given.senders)
    given.timeZone.map { settings.timeZone = $0 }
    given.batch.map { settings.batch = $0 }
    given.concurrency.map { settings.concurrency = max(1, $0) }
    given.latinLimit.map { settings.latinLimit = $0 }
    given.otherLimit.map { settings.otherLimit = $0 }
    given.tariffCode.map { settings.tariffCode = $0 }
    given.usesKeyAsBearer.map { settings.usesKeyAsBearer = $0 }
    given.statusDelays.map { settings.statusDelays = $0 }
    given.statusSpacing.map { settings.statusSpacing = $0 }
    given.statusBatch.map { settings.statusBatch = max(1, $0) }
    given.longestValidity.map { settings.longestValidity = min(settings.longestValidity, $0) }
    self.init(name: given.name, settings: settings)
  }
}

extension SimulatorProvider {
  init(_ given: ProviderSettings) {
    self.init(
      name: given.name,
      settings: Settings(
        url: given.url ?? "http://simulator.invalid", token: given.token, batch: given.batch ?? 1_000,
        concurrency: given.concurrency ?? 4))
  }
}
