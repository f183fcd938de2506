import Synchronization

/// SplitMix64: the same numbers for the same seed, everywhere.
struct SeededRandom: RandomNumberGenerator, Sendable {
  private var state: UInt64

  init(_ seed: UInt64) { state = seed &* 0x9E37_79B9_7F4A_7C15 &+ 0x1234_5678_9ABC_DEF1 }

  mutating func next() -> UInt64 {
    state = state &+ 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }

  mutating func below(_ bound: Int) -> Int { Int(next() % UInt64(max(1, bound))) }

  mutating func chance(_ percent: Int) -> Bool { below(100) < percent }

  mutating func milliseconds(_ range: ClosedRange<Int>) -> Duration {
    .milliseconds(range.lowerBound + below(range.count))
  }
}

/// A generator that all of a world draws from.
final class SharedRandom: Sendable {
  private let random: Mutex<SeededRandom>
  init(_ seed: UInt64) { random = Mutex(SeededRandom(seed)) }
  func below(_ bound: Int) -> Int { random.withLock { $0.below(bound) } }
  func chance(_ percent: Int) -> Bool { random.withLock { $0.chance(percent) } }
  func milliseconds(_ range: ClosedRange<Int>) -> Duration { random.withLock { $0.milliseconds(range) } }
}
