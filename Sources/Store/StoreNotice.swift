import Messages

/// What a node of several learns from a database that they share. It is news, no promise: whoever misses one finds out
/// when it next looks.
package enum StoreNotice: Sendable {
  /// Another node wrote receipts or took in messages of handsets for this account.
  case receiptsOwed(account: String)
  /// Another node put messages into this queue.
  case queueGrew(LaneQueue)
  /// A node is dead and this one has taken over from it: queues that grew, calls to settle (never to repeat), parts
  /// that wait, accounts that something is owed to. Its parts are those of the dead. `remembered` holds the values of all
  /// nodes under ``Recovery/cascadePrefix`` and no others; `highestID` is not set.
  case tookOver(Recovery)
  /// The connection was lost for a while: there may have been any of these. What waits in queues follows.
  case missed
  /// All queues with messages in the store. Comes now and then, and after ``missed``.
  case waiting([LaneQueue])
}
