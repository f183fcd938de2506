import Messages

/// The simulated provider's words for states: the one place where they become ours.
enum SimulatorStates {
  static let table: [String: MessageState] = [
    "ENROUTE": .enroute, "DELIVERED": .delivered, "EXPIRED": .expired, "DELETED": .deleted,
    "UNDELIVERABLE": .undeliverable, "REJECTED": .rejected,
  ]

  /// It has never heard of the message.
  static let notFound = "NOTFOUND"

  /// A word that nobody knows ends nothing.
  static func state(of word: String) -> MessageState { table[word] ?? .enroute }
}
