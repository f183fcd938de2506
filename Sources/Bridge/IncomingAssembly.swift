import Configuration

/// Who owns the messages that handsets send.
enum IncomingAssembly {
  /// The account with the number among its own, else the provider's `incoming_account`.
  static func owner(_ configuration: Configuration) -> @Sendable (_ provider: String, _ number: String) -> String? {
    var byNumber: [String: String] = [:]
    for account in configuration.accounts where account.enabled {
      for number in account.numbers { byNumber[digits(number)] = account.name }
    }
    var byProvider: [String: String] = [:]
    for provider in configuration.providers { byProvider[provider.name] = provider.incomingAccount }
    return { [byNumber, byProvider] provider, number in byNumber[digits(number)] ?? byProvider[provider] }
  }

  private static func digits(_ number: String) -> String { number.hasPrefix("+") ? String(number.dropFirst()) : number }
}

extension IncomingAssembly {
  /// Whether a provider is asked for messages from handsets: when the configuration says so, and when somebody is there
  /// to get them.
  static func asks(_ provider: ConfiguredProvider, _ configuration: Configuration) -> Bool {
    provider.incoming || provider.incomingAccount != nil
      || configuration.accounts.contains { $0.enabled && !$0.numbers.isEmpty }
  }
}
