import Messages
import Store

/// Messages that went out a moment ago and are asked about before long: kept in memory until then, so that the store is
/// neither asked for them nor told that they are claimed. To the store they are claimed from the beginning; when this
/// memory is lost it hands them out itself once ``pollLease`` is over, or at the next start.
package struct FreshPolls: Sendable {
  private struct Group {
    var due: Timestamp
    var messages: [TrackedMessage]
  }

  private var groups = Fifo<Group>()
  /// Those in the groups that still have to be asked about.
  private var waiting: Set<MessageID> = []
  private let limit: Int

  /// - Parameter limit: messages at most; past it the store keeps them.
  package init(limit: Int = 20_000) { self.limit = limit }

  package var count: Int { waiting.count }

  /// Whether messages that fall due then may be kept here: there is room, and they are asked about well before the
  /// store would hand them out.
  package func takes(_ count: Int, due: Timestamp, now: Timestamp) -> Bool {
    waiting.count + count <= limit && due - now <= pollLease / 2
  }

  package mutating func append(_ messages: [TrackedMessage], due: Timestamp) {
    for message in messages { waiting.insert(message.id) }
    groups.append(Group(due: due, messages: messages))
  }

  /// It has ended, or is asked about already.
  package mutating func remove(_ id: MessageID) {
    if !waiting.isEmpty { waiting.remove(id) }
  }

  /// Takes out what is due, whole groups until `limit` is reached. What could not be asked about for too long is left to
  /// the store, which hands it out before long.
  package mutating func take(_ limit: Int, now: Timestamp) -> [TrackedMessage] {
    var due: [TrackedMessage] = []
    while due.count < limit, let next = groups.first, next.due <= now, let group = groups.popFirst() {
      let left = group.messages.filter { waiting.remove($0.id) != nil }
      if now - group.due < pollLease / 2 { due += left }
    }
    return due
  }
}
