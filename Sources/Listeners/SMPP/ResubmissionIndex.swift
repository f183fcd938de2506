import Messages
import SMPP
import Synchronization

/// Submits whose response was lost with their session: the same submit again gets the same id instead of being sent
/// twice. What stands here is also remembered in the store (``ResubmissionMemory``).
final class ResubmissionIndex: Sendable {
  private struct Key: Hashable {
    var account: String
    var fingerprint: Fingerprint
  }

  /// What a submit was answered.
  struct Lost: Hashable, Sendable {
    var id: String
    /// Of a `submit_multi`: what could not be served.
    var unsuccessful: [UnsuccessSME] = []
    /// The numbers of the messages under the id, where these are all that is known of the answer: after a crash.
    var taken: Set<String>?
    var until: Duration

    /// What a `submit_multi` was told that it could not have: what is remembered, or what has no message.
    func unsuccessful(of expansion: ListDirectory.Expansion) -> [UnsuccessSME] {
      guard let taken else { return unsuccessful }
      // A list of the provider is one message without a number of its own, so it counts as taken.
      let missing = expansion.targets.filter { target in
        target.providerList == nil && !taken.contains(PhoneNumber(target.address.address)?.digits ?? "")
      }
      return expansion.unsuccessful + missing.map { UnsuccessSME($0.address, .submitFailed) }
    }
  }

  private let lost = Mutex<[Key: [Lost]]>([:])
  private let count = Atomic<Int>(0)
  static let capacity = 100_000

  /// A response that perhaps never arrived. Told of the same one twice, it counts once, and takes the numbers together.
  func note(_ account: String, _ fingerprint: Fingerprint, _ answer: Lost, now: Duration) {
    lost.withLock { lost in
      if lost.count >= Self.capacity { lost = lost.filter { $0.value.contains { $0.until > now } } }
      let key = Key(account: account, fingerprint: fingerprint)
      if let known = lost[key]?.firstIndex(where: { $0.id == answer.id }) {
        lost[key]?[known].taken?.formUnion(answer.taken ?? [])
        return
      }
      guard lost.count < Self.capacity else { return }
      lost[key, default: []].append(answer)
      count.store(lost.count, ordering: .relaxed)
    }
  }

  /// What an earlier copy of the submit was answered, once for each copy.
  func take(_ account: String, _ fingerprint: Fingerprint, now: Duration) -> Lost? {
    lost.withLock { lost in
      let key = Key(account: account, fingerprint: fingerprint)
      guard var copies = lost[key] else { return nil }
      copies.removeAll { $0.until <= now }
      let first = copies.isEmpty ? nil : copies.removeFirst()
      lost[key] = copies.isEmpty ? nil : copies
      count.store(lost.count, ordering: .relaxed)
      return first
    }
  }

  /// Whether there can be anything to find.
  var isEmpty: Bool { count.load(ordering: .relaxed) == 0 }
}
