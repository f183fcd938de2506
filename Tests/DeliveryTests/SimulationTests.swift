import FoundationEssentials
import Testing

@testable import Simulation

/// Each seed is a run of the engine through a storm of faults and into the calm after it, on a virtual clock.
/// `PASSERELLE_SEEDS` names how many (`5000`), `PASSERELLE_SEED` which one (`123`). Thousands, with listeners, sessions and
/// mail around the engine, run in `scripts/simulate` from a release build, where each replays exactly; here the order in sets
/// differs from run to run, and with it the story, unless `SWIFT_DETERMINISTIC_HASHING` is set.
@Suite struct SimulationTests {
  private static let environment = ProcessInfo.processInfo.environment

  /// Seeds that run one after another; the groups run beside each other.
  static var groups: [ClosedRange<UInt64>] {
    if let seed = UInt64(environment["PASSERELLE_SEED"] ?? "") { return [seed...seed] }
    let last = max(1, UInt64(environment["PASSERELLE_SEEDS"] ?? "") ?? 60)
    return stride(from: 1, through: last, by: 10).map { $0...min(last, $0 + 9) }
  }

  @Test(arguments: groups) func noPromiseIsBrokenInAnyStory(seeds: ClosedRange<UInt64>) {
    for seed in seeds {
      let world = World(seed: seed)
      let violations = world.run()
      world.end()
      #expect(violations.isEmpty, "PASSERELLE_SEED=\(seed): \(violations.prefix(4).joined(separator: " | "))")
    }
  }

  /// Sets and dictionaries are in the same order in both runs only where their hashing is.
  @Test(.enabled(if: environment["SWIFT_DETERMINISTIC_HASHING"] != nil)) func aSeedIsTheSameStoryEachTime() {
    let digests = (0..<2).map { _ in
      let world = World(seed: 3, World.Plan(hasClients: true))
      _ = world.run()
      defer { world.end() }
      return world.executor.digest
    }
    #expect(digests[0] == digests[1])
  }
}
