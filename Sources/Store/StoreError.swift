import Messages

/// Why the store could not do something. Nothing of the transaction has happened.
package enum StoreError: Error, Equatable, Sendable {
  /// No room (SQLITE_FULL, ENOSPC): nothing can be accepted until there is.
  case full
  /// Busy or not reachable for now; may be tried again.
  case unavailable(String)
  /// The file or the database is not ours, damaged or of a later version.
  case unusable(String)
  /// What was to be stored cannot be, and never can; the store itself is well.
  case refused(String)
  /// Another node has taken these parts; the store itself is well.
  case gone([MessageID])
}

extension StoreError {
  /// A commit brought a message whose id is there already: two nodes with one number, or a clock set back by hand.
  package static func taken(_ id: MessageID) -> StoreError { .refused("message id \(id) is taken already") }

  /// A commit began a call whose number is there already.
  package static func taken(_ call: CallID) -> StoreError {
    .refused("call number \(call.rawValue) is taken already")
  }

  /// A stored message does not read.
  package static func damaged(_ id: MessageID, _ damage: MessageDamage) -> StoreError {
    .unusable("message \(id) is damaged: \(damage)")
  }
}
