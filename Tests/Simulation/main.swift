import Dispatch
import Glibc
import Synchronization

guard let wish = Wish(CommandLine.arguments.dropFirst()) else {
  print("usage: Simulation [--short] [--engine] [--from SEED] [SEEDS | SECONDSs | =SEED]")
  exit(2)
}
guard getenv("SWIFT_DETERMINISTIC_HASHING") != nil else {
  // Read by the runtime before the program begins; without it the order in sets differs from run to run.
  setenv("SWIFT_DETERMINISTIC_HASHING", "1", 1)
  var words = CommandLine.arguments.map { strdup($0) } + [nil]
  execv("/proc/self/exe", &words)
  print("Simulation: cannot start itself again")
  exit(1)
}
let failures = Mutex(0)
let steps = Mutex(0)
let stories = Mutex(0)
let began = ContinuousClock.now
let started = clock()
DispatchQueue.concurrentPerform(iterations: wish.seeds.count) { index in
  let seed = wish.seeds.lowerBound + UInt64(index)
  if let patience = wish.patience, ContinuousClock.now - began > .seconds(patience) { return }
  stories.withLock { $0 += 1 }
  let world = World(seed: seed, World.Plan(hasClients: wish.hasClients, isShort: wish.isShort))
  let violations = world.run()
  steps.withLock { $0 += world.executor.steps }
  if wish.isSingle { print("seed \(seed): \(world.executor.steps) steps, digest \(world.executor.digest)") }
  world.end()
  guard !violations.isEmpty else { return }
  failures.withLock { $0 += 1 }
  print(wish.command(seed) + ": " + violations.prefix(wish.isSingle ? 50 : 3).joined(separator: " | "))
}
let seconds = Double(clock() - started) / Double(CLOCKS_PER_SEC)
let broken = failures.withLock { $0 }
print(
  "\(stories.withLock { $0 }) seeds, \(steps.withLock { $0 }) steps, \(broken) broke a promise, \(Int(seconds * 1_000)) ms of processor time"
)
exit(broken == 0 ? 0 : 1)
