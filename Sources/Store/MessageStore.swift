import Messages

/// Where everything lives that must outlast the process. The engine knows no other way to keep anything.
///
/// Used from one thread at a time (the writer's), save for the reads of ``MessageLedger``. Every call is one
/// transaction: when it returns, all of it is durable; when it throws, none of it happened.
package protocol MessageStore: AnyObject {
  /// Applies the changes in order, in one transaction, and answers each of them. Durable at return.
  func commit(_ changes: [StoreChange]) throws(StoreError) -> [StoreAnswer]

  /// What a starting node must know; also takes back what an earlier run of this node had claimed, and lists the calls
  /// that it left open. Durable at return.
  func recover(now: Timestamp) throws(StoreError) -> Recovery

  /// Does the work that need not be done at once (checkpoint). Called when there is nothing else to do.
  func idle()

  /// Closes the store; what was committed stays.
  func close()
}

/// Questions that change nothing. May be asked on any thread, beside the writer.
package protocol MessageLedger: Sendable {
  /// The message and what has become of it.
  func record(of id: MessageID) throws(StoreError) -> MessageRecord?

  /// The record behind an id that the account's client was told, whatever its style; of no other account's.
  func record(account: String, clientID: String) throws(StoreError) -> MessageRecord?

  /// Records that match, newest first.
  func search(_ query: MessageQuery) throws(StoreError) -> [MessageRecord]

  /// Everything written down about one message, in order.
  func life(of id: MessageID) throws(StoreError) -> [LifeEvent]

  /// How many messages and receipts stand in which state.
  func tally() throws(StoreError) -> StoreTally

  /// Incoming messages that no account owns or that are not delivered yet, newest first.
  func incoming(limit: Int) throws(StoreError) -> [IncomingMessage]
}

/// Why the store could not do something. Nothing of the transaction has happened.
package enum StoreError: Error, Equatable, Sendable {
  /// No room (SQLITE_FULL, ENOSPC): nothing can be accepted until there is.
  case full
  /// Busy or not reachable for now; may be tried again.
  case unavailable(String)
  /// The file or the database is not ours, damaged or of a later version.
  case unusable(String)
}
