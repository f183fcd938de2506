extension Configuration {
  /// What `serve --simulate` runs on without a file: everything on loopback, in one folder, with one account `demo` and the
  /// simulated provider.
  package static func simulated(dataFolder: String) -> Configuration {
    var configuration = Configuration()
    configuration.bridge.data = dataFolder
    configuration.smpp.listen = [ListenAddress(host: "127.0.0.1", port: 2775)]
    configuration.smtp.listen = [ListenAddress(host: "127.0.0.1", port: 2525)]
    configuration.smtp.domains = ["sms.localhost"]
    configuration.mail.relay = .folder(path: "outbox")
    configuration.admin.token = Secret("demo")
    var provider = ProviderSettings()
    provider.name = "simulator"
    configuration.providers = [provider]
    var route = RouteSettings()
    route.providers = ["simulator"]
    configuration.routes = [route]
    configuration.accounts = [.demo]
    return configuration
  }

  /// The same configuration with every provider replaced by the simulator, so that nothing leaves the machine. Names stay, so
  /// routes, lists and callbacks do too.
  package func simulated() -> Configuration {
    var copy = self
    copy.providers = providers.map { provider in
      var simulator = ProviderSettings()
      simulator.name = provider.name
      simulator.enabled = provider.enabled
      simulator.senders = provider.senders
      simulator.viberSenders = provider.viberSenders
      simulator.incomingAccount = provider.incomingAccount
      simulator.callbackSecret = provider.callbackSecret
      simulator.onUnknown = provider.onUnknown
      simulator.weight = provider.weight
      simulator.price = provider.price
      simulator.simulatedDelay = provider.simulatedDelay
      simulator.simulatedLatency = provider.simulatedLatency
      return simulator
    }
    return copy
  }
}

extension AccountSettings {
  /// `demo` with the password `demo`, from this machine only.
  static var demo: AccountSettings {
    var account = AccountSettings()
    account.name = "demo"
    account.systemID = "demo"
    account.password = Secret("demo")
    account.networks = Network.loopback
    account.mailAddresses = ["*@*"]
    account.defaultSender = "Demo"
    account.maxBinds = 100
    return account
  }
}
