import Synchronization

/// Submits whose response was lost with their session: the same submit again gets the same id instead of being sent
/// twice. Kept in memory: a restart forgets them.
final class ResubmissionIndex: Sendable {
  private struct Key: Hashable {
    var account: String
    var fingerprint: Fingerprint
  }

  private struct Lost {
    var id: String
    var until: Duration
  }

  private let lost = Mutex<[Key: [Lost]]>([:])
  private let count = Atomic<Int>(0)
  static let capacity = 100_000

  /// A response that perhaps never arrived.
  func note(_ account: String, _ fingerprint: Fingerprint, id: String, until: Duration, now: Duration) {
    lost.withLock { lost in
      if lost.count >= Self.capacity { lost = lost.filter { $0.value.contains { $0.until > now } } }
      guard lost.count < Self.capacity else { return }
      lost[Key(account: account, fingerprint: fingerprint), default: []].append(Lost(id: id, until: until))
      count.store(lost.count, ordering: .relaxed)
    }
  }

  /// The id that an earlier copy of the submit was given, once for each copy.
  func take(_ account: String, _ fingerprint: Fingerprint, now: Duration) -> String? {
    lost.withLock { lost in
      let key = Key(account: account, fingerprint: fingerprint)
      guard var copies = lost[key] else { return nil }
      copies.removeAll { $0.until <= now }
      let id = copies.isEmpty ? nil : copies.removeFirst().id
      lost[key] = copies.isEmpty ? nil : copies
      count.store(lost.count, ordering: .relaxed)
      return id
    }
  }

  /// Whether there can be anything to find.
  var isEmpty: Bool { count.load(ordering: .relaxed) == 0 }
}
