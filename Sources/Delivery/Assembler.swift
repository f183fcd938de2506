import Messages
import Store
import Synchronization

/// Gathers the parts of concatenated messages over all binds of an account, until they are complete or too old.
///
/// What it holds is also in the store: a part is durable before it is acknowledged.
package final class Assembler: Sendable {
  private struct Gathering {
    var parts: [UInt8: HeldPart] = [:]
    var since: Timestamp

    var inOrder: [HeldPart] { parts.values.sorted { $0.number < $1.number } }
  }

  package enum Added: Sendable {
    /// The others are not here yet.
    case waiting
    /// All are here, in part order; they are forgotten here and must be dropped from the store with the message.
    case complete([HeldPart])
    /// So much waits that no other reference may begin; or the part's number is not one of its total.
    case full
  }

  private let gatherings = Mutex<[PartKey: Gathering]>([:])
  private let limit: Int

  /// - Parameter limit: references that may be incomplete at once.
  package init(limit: Int = 100_000) { self.limit = limit }

  /// A part came. One that was there already takes the older one's place.
  package func add(_ part: HeldPart) -> Added {
    guard part.number >= 1, part.number <= part.key.total else { return .full }
    return gatherings.withLock { gatherings in
      guard gatherings[part.key] != nil || gatherings.count < limit else { return .full }
      var gathering = gatherings.removeValue(forKey: part.key) ?? Gathering(since: part.receivedAt)
      gathering.parts[part.number] = part
      guard gathering.parts.count == Int(part.key.total) else {
        gatherings[part.key] = gathering
        return .waiting
      }
      return .complete(gathering.inOrder)
    }
  }

  /// Takes parts that an earlier run or a dead node held. A part that is here already stays; what is complete with them
  /// waits for ``takeComplete()``.
  package func adopt(_ parts: [HeldPart]) {
    gatherings.withLock { gatherings in
      for part in parts where part.number >= 1 && part.number <= part.key.total {
        var gathering = gatherings[part.key] ?? Gathering(since: part.receivedAt)
        gathering.since = min(gathering.since, part.receivedAt)
        if gathering.parts[part.number] == nil { gathering.parts[part.number] = part }
        gatherings[part.key] = gathering
      }
    }
  }

  /// Hands out, in part order, what has become complete by ``adopt(_:)``.
  package func takeComplete() -> [[HeldPart]] {
    gatherings.withLock { gatherings in
      let complete = gatherings.filter { $0.value.parts.count == Int($0.key.total) }
      for key in complete.keys { gatherings[key] = nil }
      return complete.values.map(\.inOrder)
    }
  }

  /// References that are incomplete since before that moment, the oldest first.
  package func waiting(since moment: Timestamp, limit: Int) -> [PartKey] {
    gatherings.withLock { gatherings in
      let waiting = gatherings.filter { $0.value.since < moment }
      return waiting.sorted { $0.value.since < $1.value.since }.prefix(limit).map(\.key)
    }
  }

  /// The message could not be stored: the parts wait again without the last one, which its sender will repeat. Parts of
  /// the reference that came meanwhile are newer, and stay.
  package func putBack(_ parts: [HeldPart], without number: UInt8) {
    guard let first = parts.first else { return }
    gatherings.withLock { gatherings in
      var gathering = gatherings.removeValue(forKey: first.key) ?? Gathering(since: first.receivedAt)
      gathering.since = min(gathering.since, first.receivedAt)
      for part in parts where part.number != number && gathering.parts[part.number] == nil {
        gathering.parts[part.number] = part
      }
      if !gathering.parts.isEmpty { gatherings[first.key] = gathering }
    }
  }

  /// A part that could not be stored: its sender was told so and will repeat it.
  package func remove(_ part: HeldPart) {
    gatherings.withLock {
      guard $0[part.key]?.parts[part.number]?.id == part.id else { return }
      $0[part.key]?.parts[part.number] = nil
      if $0[part.key]?.parts.isEmpty == true { $0[part.key] = nil }
    }
  }

  /// What has waited since before that moment is given up and handed out, in part order.
  package func takeOlder(than moment: @Sendable (String) -> Timestamp) -> [[HeldPart]] {
    gatherings.withLock { gatherings in
      let old = gatherings.filter { $0.value.since < moment($0.key.account) }
      for key in old.keys { gatherings[key] = nil }
      return old.values.map(\.inOrder)
    }
  }

  /// References that are incomplete.
  package var count: Int { gatherings.withLock { $0.count } }
}
