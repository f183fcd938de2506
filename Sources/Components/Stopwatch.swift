import Glibc

/// How long something takes, and what it allocates.
struct Stopwatch {
  /// Nanoseconds of one round, the median of five series.
  var nanoseconds = 0.0
  /// Of one round; nil unless the allocator is watched (`Benchmarks/c/allocations.c`).
  var allocations: Double?
  var allocatedBytes: Double?

  /// - Parameters:
  ///   - seconds: in all.
  ///   - work: one round.
  init(seconds: Double, _ work: () -> Void) {
    let series = 5
    let rounds = Self.rounds(within: seconds / Double(series), work)
    var times: [Double] = []
    let before = Allocator.counted
    for _ in 0..<series {
      let start = Self.now(CLOCK_MONOTONIC)
      for _ in 0..<rounds { work() }
      times.append(Double(Self.now(CLOCK_MONOTONIC) - start) / Double(rounds))
    }
    nanoseconds = times.sorted()[series / 2]
    if let before, let after = Allocator.counted {
      allocations = Double(after.calls - before.calls) / Double(series * rounds)
      allocatedBytes = Double(after.bytes - before.bytes) / Double(series * rounds)
    }
  }

  private static func rounds(within seconds: Double, _ work: () -> Void) -> Int {
    var rounds = 1
    while rounds < 1 << 30 {
      let start = now(CLOCK_MONOTONIC)
      for _ in 0..<rounds { work() }
      let taken = Double(now(CLOCK_MONOTONIC) - start) / 1e9
      if taken > seconds / 8 { return max(1, Int(Double(rounds) * seconds / taken)) }
      rounds *= 4
    }
    return rounds
  }

  /// Nanoseconds of a clock.
  static func now(_ clock: clockid_t) -> Int64 {
    var time = timespec()
    clock_gettime(clock, &time)
    return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
  }
}

/// The counters of `Benchmarks/c/allocations.c`, where that is loaded before everything else.
enum Allocator {
  private typealias Count = @convention(c) () -> UInt64

  private static let calls = function("counted_allocations")
  private static let bytes = function("counted_allocated_bytes")

  static var counted: (calls: UInt64, bytes: UInt64)? {
    guard let calls, let bytes else { return nil }
    return (calls(), bytes())
  }

  private static func function(_ name: String) -> Count? {
    dlsym(nil, name).map { unsafeBitCast($0, to: Count.self) }
  }
}

/// Keeps the optimiser from leaving out what nobody reads.
@inline(never)
func use<T>(_ value: T) {}
