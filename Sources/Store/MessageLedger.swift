import Messages

/// Questions that change nothing. May be asked on any thread, beside the writer.
package protocol MessageLedger: Sendable {
  /// The message and what has become of it.
  func record(of id: MessageID) throws(StoreError) -> MessageRecord?

  /// The record behind an id that the account's client was told, whatever its style; of no other account's.
  func record(account: String, clientID: String) throws(StoreError) -> MessageRecord?

  /// All records behind such an id, oldest first, 10,000 at most: the destinations of a `submit_multi` share one.
  func records(account: String, clientID: String) throws(StoreError) -> [MessageRecord]

  /// The messages that a provider knows under a reference: by its own id of the message, and when none has it by the id
  /// of the batch; with `recipient`, only those to that number. Also such as have ended. 1,000 at most, oldest first.
  func tracked(provider: String, reference: ProviderReference, recipient: PhoneNumber?) throws(StoreError)
    -> [TrackedMessage]

  /// Records that match, newest first.
  func search(_ query: MessageQuery) throws(StoreError) -> [MessageRecord]

  /// Everything written down about one message, in order.
  func life(of id: MessageID) throws(StoreError) -> [LifeEvent]

  /// How many messages and receipts stand in which state.
  func tally() throws(StoreError) -> StoreTally

  /// Incoming messages that no account owns or that are not delivered yet, newest first.
  func incoming(limit: Int) throws(StoreError) -> [IncomingMessage]
}

extension MessageLedger {
  /// Whether the part stands in a message already. The destinations of a `submit_multi` share an id: the number counts.
  package func holdsMessage(of part: HeldPart) throws(StoreError) -> Bool {
    try records(account: part.key.account, clientID: part.part.clientID).contains {
      $0.message.recipient.digits == part.key.destination
    }
  }
}
