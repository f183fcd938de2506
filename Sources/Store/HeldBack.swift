import Messages

/// Messages that an operator keeps back.
///
/// Such a message is scheduled for a moment behind every schedule, its own due moment moved by ``shelf``: stores need no
/// word of their own for it, it survives a restart, it can be cancelled and its validity still ends it.
extension Timestamp {
  /// Seven thousand years, in milliseconds: no client's schedule reaches it.
  private static let shelf: Int64 = 7_000 * 31_556_952_000

  /// Whether a due moment is that of a message kept back.
  package var isHeldBack: Bool { milliseconds >= Self.shelf }

  /// The due moment of a message that is to be kept back; itself when it is already.
  package var heldBack: Timestamp { isHeldBack ? self : Timestamp(milliseconds: milliseconds + Self.shelf) }

  /// The due moment that the message had before it was kept back.
  package var letGo: Timestamp { isHeldBack ? Timestamp(milliseconds: milliseconds - Self.shelf) : self }
}

extension MessageRecord {
  /// Whether an operator keeps it back.
  package var isHeldBack: Bool { stage == .scheduled && message.dueAt.isHeldBack }
}
