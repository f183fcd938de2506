import Messages

/// One route of the configuration: who it is for and which providers carry it.
package struct RouteRule: Hashable, Sendable {
  package enum Strategy: Hashable, Sendable {
    /// The first that can; the others when it certainly did not.
    case ordered
    /// By weight, one number for each provider.
    case weighted([Int])
  }

  /// What happens to a message of a lost answer when the provider cannot be asked, or does not know for too long.
  package enum UnknownPolicy: String, Hashable, Sendable, CaseIterable {
    /// It is kept and never sent again; the provider is asked at the last pause until the message's validity is over,
    /// and then it ends as UNKNOWN.
    case hold
    /// It ends as UNKNOWN at once, and is never sent again.
    case fail
    /// It counts as sent; its status is asked for as far as possible.
    case sent
    /// It is sent again, at the risk of arriving twice.
    case resend
  }

  package var name: String
  /// Beginnings of numbers; empty for all.
  package var prefixes: [String]
  /// Empty for SMS and flash.
  package var channels: [Channel]
  package var accounts: [String]
  /// Senders; `*` at the end stands for anything; empty for all.
  package var senders: [String]
  package var providers: [String]
  package var strategy: Strategy
  package var onUnknown: UnknownPolicy
  /// How long a message is held for a provider that cannot now, before the next one gets it.
  package var failoverAfter: Duration

  package init(
    name: String, prefixes: [String] = [], channels: [Channel] = [], accounts: [String] = [], senders: [String] = [],
    providers: [String], strategy: Strategy = .ordered, onUnknown: UnknownPolicy = .hold,
    failoverAfter: Duration = .seconds(30)
  ) {
    self.name = name
    self.prefixes = prefixes
    self.channels = channels.isEmpty ? [.sms, .flash] : channels
    self.accounts = accounts
    self.senders = senders
    self.providers = providers
    self.strategy = strategy
    self.onUnknown = onUnknown
    self.failoverAfter = failoverAfter
  }

  /// Whether everything but the number fits.
  func serves(_ facts: RouteFacts) -> Bool {
    offers(facts.channel, to: facts.account)
      && (senders.isEmpty || senders.contains { Self.matches($0, facts.sender) })
  }

  /// Whether the account has the channel by this route, for some number and sender.
  func offers(_ channel: Channel, to account: String) -> Bool {
    channels.contains(channel) && (accounts.isEmpty || accounts.contains(account))
  }

  private static func matches(_ pattern: String, _ sender: String) -> Bool {
    pattern.utf8.last == 0x2A
      ? sender.utf8.starts(with: pattern.utf8.dropLast()) : pattern.utf8.elementsEqual(sender.utf8)
  }
}

/// What a route is chosen by.
package struct RouteFacts: Hashable, Sendable {
  package var recipient: PhoneNumber
  package var channel: Channel
  package var account: String
  package var sender: String

  package init(recipient: PhoneNumber, channel: Channel, account: String, sender: String) {
    self.recipient = recipient
    self.channel = channel
    self.account = account
    self.sender = sender
  }
}
