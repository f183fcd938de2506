import Messages

/// One route of the configuration: who it is for and which providers carry it.
package struct RouteRule: Hashable, Sendable {
  package enum Strategy: Hashable, Sendable {
    /// The first that can; the others when it certainly did not.
    case ordered
    /// By weight, one number for each provider.
    case weighted([Int])
    /// In the order given, which is that of their prices.
    case cheapest
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
  /// Whether the name is the route's own, by which messages under way find it again; otherwise it is its place among the
  /// routes, which changes when another one is put in.
  package var isNamed = true
  /// Beginnings of numbers; empty for all.
  package var prefixes: [String]
  /// Empty for SMS and flash.
  package var channels: [Channel]
  package var accounts: [String]
  /// Senders; `*` at the end stands for anything; empty for all.
  package var senders: [String]
  /// Values of `service_type`, that of mail being empty; none for all.
  package var serviceTypes: [String] = []
  /// SMS parts of a message.
  package var parts: ClosedRange<Int> = 1...255
  package var providers: [String]
  package var strategy: Strategy
  /// Nil for what the provider that had the call has.
  package var onUnknown: UnknownPolicy?
  /// How long a message is held for a provider that cannot now, before the next one gets it.
  package var failoverAfter: Duration
  /// Channels tried in turn until one delivers; empty for the channel that was asked for alone.
  package var cascade: [Channel] = []
  /// How long a channel may take before the next one of a cascade is tried.
  package var forwardingTime = Duration.seconds(3_600)
  /// Whether the bridge does a cascade itself even where a provider could.
  package var usesOwnForwarding = false
  /// Whether its messages are kept back.
  package var isHeld = false
  /// Whether submits are answered with what the provider said.
  package var isSynchronous = false
  /// The sender in place of the client's.
  package var sender: String?

  package init(
    name: String, prefixes: [String] = [], channels: [Channel] = [], accounts: [String] = [], senders: [String] = [],
    providers: [String], strategy: Strategy = .ordered, onUnknown: UnknownPolicy? = nil,
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
  ///
  /// - Parameter isTaken: whether the facts are those of a message that may have this route's sender already.
  func serves(_ facts: RouteFacts, isTaken: Bool = false) -> Bool {
    offers(facts.channel, to: facts.account)
      && (senders.isEmpty || senders.contains { Self.matches($0, facts.sender) } || isTaken && sender == facts.sender)
      && (serviceTypes.isEmpty || serviceTypes.contains { $0.utf8.elementsEqual(facts.serviceType.utf8) })
      && (facts.parts.map { parts.contains($0) } ?? true)
  }

  /// Whether the account has the channel by this route, for some number and sender. One channel after the other is had
  /// where both are.
  func offers(_ channel: Channel, to account: String) -> Bool {
    guard accounts.isEmpty || accounts.contains(account) else { return false }
    return channels.contains(channel) || channel.steps.count > 1 && channel.steps.allSatisfy(channels.contains)
  }

  /// The channels that a message asking for one is tried over in turn. A cascade is for what asks for one of its channels
  /// or for one after the other, and for plain SMS.
  func steps(for channel: Channel) -> [Channel] {
    let isMeant = channel == .sms || channel.steps.count > 1 || cascade.contains(channel)
    return cascade.isEmpty || !isMeant ? channel.steps : cascade
  }

  private static func matches(_ pattern: String, _ sender: String) -> Bool {
    pattern.utf8.last == 0x2A
      ? sender.utf8.starts(with: pattern.utf8.dropLast()) : pattern.utf8.elementsEqual(sender.utf8)
  }
}

extension Channel {
  /// The plain channels behind one that means one after the other; any other channel alone.
  package var steps: [Channel] {
    switch self {
    case .viberThenSMS: [.viber, .sms]
    case .smsThenViber: [.sms, .viber]
    default: [self]
    }
  }

  /// The channel by which a provider does these steps itself, if there is one.
  static func combined(of steps: [Channel]) -> Channel? {
    [.viberThenSMS, .smsThenViber].first { $0.steps == steps }
  }
}
