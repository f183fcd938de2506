import Pacing
import Synchronization

/// So many things an hour for each name; bounded in memory.
package final class HourlyLimit: Sendable {
  private let buckets = Mutex<[String: TokenBucket]>([:])
  private let perHour: Int
  private static let capacity = 20_000

  package init(_ perHour: Int) { self.perHour = max(1, perHour) }

  /// Takes one; false when the hour's share is used up.
  package func take(_ name: String, now: Duration) -> Bool {
    buckets.withLock { buckets in
      if buckets[name] == nil, buckets.count >= Self.capacity { Self.makeRoom(&buckets, now) }
      var bucket = buckets[name] ?? TokenBucket(rate: Double(perHour) / 3_600, burst: Double(perHour), now: now)
      let taken = bucket.take(now: now)
      buckets[name] = bucket
      return taken
    }
  }

  /// Lets go of names that have their whole share; of all when that is nobody, which is the lesser evil.
  private static func makeRoom(_ buckets: inout [String: TokenBucket], _ now: Duration) {
    buckets = buckets.filter { entry in
      var bucket = entry.value
      return bucket.wait(for: Int(bucket.burst), now: now) > .zero
    }
    if buckets.count >= capacity { buckets = [:] }
  }
}
