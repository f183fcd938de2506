import Messages

/// What an account may and what it is given by default, as far as the engine is concerned.
package struct AccountTerms: Hashable, Sendable {
  package var name: String
  /// SMS parts a second over all its binds and mails, burst one second; 0 for no limit.
  package var rate: Double
  /// SMS parts a day; 0 for no limit.
  package var dailyQuota: Int
  /// Seconds by which its day begins before that of UTC.
  package var zoneSeconds: Int
  /// The sender of messages that name none.
  package var defaultSender: String
  /// Senders that it may use; empty for any. `*` at the end stands for anything.
  package var allowedSenders: [String]
  /// How long a message lives when it says nothing itself.
  package var defaultValidity: Duration
  /// Text parts at most.
  package var maxParts: Int
  package var idStyle: IDStyle
  /// Numbers whose incoming messages are its own.
  package var numbers: [String]
  /// The provider that stands in for every other one, also for lists that a provider keeps: for trials. Routes see to the
  /// rest.
  package var standIn: String?

  package init(
    name: String, rate: Double = 0, dailyQuota: Int = 0, zoneSeconds: Int = 0, defaultSender: String = "",
    allowedSenders: [String] = [],
    defaultValidity: Duration = .seconds(72 * 3_600), maxParts: Int = 255, idStyle: IDStyle = .decimal,
    numbers: [String] = [], standIn: String? = nil
  ) {
    self.name = name
    self.rate = rate
    self.dailyQuota = dailyQuota
    self.zoneSeconds = zoneSeconds
    self.defaultSender = defaultSender
    self.allowedSenders = allowedSenders
    self.defaultValidity = defaultValidity
    self.maxParts = maxParts
    self.idStyle = idStyle
    self.numbers = numbers
    self.standIn = standIn
  }

  /// Whether messages may go out under this sender.
  package func allows(sender: String) -> Bool {
    if allowedSenders.isEmpty || sender == defaultSender { return true }
    return allowedSenders.contains { pattern in
      pattern.utf8.last == 0x2A
        ? sender.utf8.starts(with: pattern.utf8.dropLast()) : pattern.utf8.elementsEqual(sender.utf8)
    }
  }
}
