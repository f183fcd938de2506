import Dispatch
import Glibc
import Synchronization

/// `Simulation SEEDS` runs so many stories, `Simulation 20s` as many as begin within that time, `Simulation =SEED` one of
/// them again. Prints the seeds that broke a promise.
let arguments = CommandLine.arguments.dropFirst()
let wanted = arguments.first ?? getenv("PASSERELLE_SEEDS").map { String(cString: $0) } ?? "1000"
let single = wanted.hasPrefix("=") ? UInt64(wanted.dropFirst()) : nil
let patience = wanted.hasSuffix("s") ? Double(wanted.dropLast()) : nil
let last = single ?? (patience == nil ? UInt64(wanted) ?? 1_000 : 1_000_000)
let first = single ?? 1
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
DispatchQueue.concurrentPerform(iterations: Int(last - first + 1)) { index in
  let seed = first + UInt64(index)
  if let patience, ContinuousClock.now - began > .seconds(patience) { return }
  stories.withLock { $0 += 1 }
  let world = World(seed: seed, World.Plan(hasClients: true))
  let violations = world.run()
  steps.withLock { $0 += world.executor.steps }
  if single != nil { print("seed \(seed): \(world.executor.steps) steps, digest \(world.executor.digest)") }
  guard !violations.isEmpty else { return }
  failures.withLock { $0 += 1 }
  print("seed \(seed): " + violations.prefix(single == nil ? 3 : 50).joined(separator: " | "))
}
let seconds = Double(clock() - started) / Double(CLOCKS_PER_SEC)
let broken = failures.withLock { $0 }
print(
  "\(stories.withLock { $0 }) seeds, \(steps.withLock { $0 }) steps, \(broken) broke a promise, \(Int(seconds * 1_000)) ms of processor time"
)
exit(broken == 0 ? 0 : 1)
