import Messages

/// From where on something is an alarm.
package struct AlarmTerms: Sendable, Equatable {
  /// How long a provider may be out of reach or refuse us.
  package var providerDown = Duration.seconds(60)
  /// The balance of a provider under which somebody should pay; by provider.
  package var balances: [String: Double] = [:]
  /// The age of the oldest message that should have left.
  package var queueAge = Duration.seconds(600)
  package var receiptsOwed = 10_000
  /// Messages of calls whose answer was lost.
  package var ambiguous = 1
  /// Octets that must be free where the store is; 0 for any.
  package var freeSpace = 0
  /// How often an alarm that lasts is told again.
  package var repeatAfter = Duration.seconds(3_600)

  package init() {}
}

/// How things stand at one moment.
package struct AlarmReading: Sendable, Equatable {
  package var at: Timestamp
  /// Providers that cannot be sent to, and why.
  package var troubled: [String: String] = [:]
  /// The providers that there are.
  package var providers: [String] = []
  /// What is left at those that were asked.
  package var balances: [String: Double] = [:]
  /// How long the oldest message has been waiting that should have left; zero when none does.
  package var queueAge = Duration.zero
  /// Nil when it is not known: an alarm about it stands as it stood.
  package var receiptsOwed: Int? = 0
  package var ambiguous = 0
  /// Octets; nil when it is not known: an alarm about it stands as it stood.
  package var freeSpace: Int?

  package init(at: Timestamp) { self.at = at }
}
