import FoundationEssentials
import Testing

/// Each seed is a run of the engine through a storm of faults and into the calm after it, on a virtual clock. The
/// environment variable `PASSERELLE_SEEDS` names how many (`5000`) or which one (`=123`).
@Suite struct SimulationTests {
  private static let wanted = ProcessInfo.processInfo.environment["PASSERELLE_SEEDS"] ?? ""

  /// Seeds that run one after another; the groups run beside each other.
  static var groups: [ClosedRange<UInt64>] {
    if wanted.hasPrefix("="), let seed = UInt64(wanted.dropFirst()) { return [seed...seed] }
    let last = max(1, UInt64(wanted) ?? 200)
    return stride(from: 1, through: last, by: 10).map { $0...min(last, $0 + 9) }
  }

  @Test(arguments: groups) func noPromiseIsBrokenInAnyStory(seeds: ClosedRange<UInt64>) {
    for seed in seeds {
      let violations = World(seed: seed).run()
      #expect(violations.isEmpty, "seed \(seed): \(violations.prefix(4).joined(separator: " | "))")
    }
  }
}
