import Messages

/// Where everything lives that must outlast the process. The engine knows no other way to keep anything.
///
/// Used from one thread at a time (the writer's), save for the reads of ``MessageLedger``. Every call is one
/// transaction: when it returns, all of it is durable; when it throws, none of it happened.
package protocol MessageStore: AnyObject {
  /// Applies the changes in order, in one transaction, and answers each of them. Durable at return.
  func commit(_ changes: [StoreChange]) throws(StoreError) -> [StoreAnswer]

  /// What a starting node must know; also takes back what an earlier run of this node had claimed,
  /// status questions of the next ``pollLease`` among it, and lists the calls
  /// that it left open. Durable at return.
  func recover(now: Timestamp) throws(StoreError) -> Recovery

  /// Does the work that need not be done at once (checkpoint). Called when there is nothing else to do.
  func idle()

  /// Closes the store; what was committed stays.
  func close()
}

/// The longest time for which a claim of ``StoreChange/claimPolls(provider:now:limit:until:)`` keeps messages from being
/// asked about. A starting node makes what is due within it due at once: it may have been claimed by the run before.
package let pollLease = Duration.seconds(120)
