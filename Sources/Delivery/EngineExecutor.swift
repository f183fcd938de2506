import Dispatch
import Messages

/// Where the engine's actors run, and where their time comes from: a serial queue and the machine's clocks in
/// production, a scheduler with a clock of its own in a simulation.
package protocol EngineExecutor: SerialExecutor {
  /// Monotonic time.
  var now: Duration { get }
  var wallClock: Timestamp { get }
  /// Runs the work on this executor, behind what was posted before.
  func post(_ work: @escaping @Sendable () -> Void)
  /// Runs the work on this executor when so much time has passed.
  func schedule(after delay: Duration, _ work: @escaping @Sendable () -> Void)
  /// Runs work that may wait for a disk or a database, beside this executor and one after the other.
  func aside(_ work: @escaping @Sendable () -> Void)
}

/// The engine's executor in production: one serial dispatch queue.
package final class QueueExecutor: EngineExecutor {
  private let queue = DispatchQueue(label: "passerelle.engine")
  private let side = DispatchQueue(label: "passerelle.lookups")

  package init() {}

  package var now: Duration { SystemClock.monotonic }
  package var wallClock: Timestamp { SystemClock.wall }

  package func post(_ work: @escaping @Sendable () -> Void) { queue.async(execute: work) }

  package func schedule(after delay: Duration, _ work: @escaping @Sendable () -> Void) {
    queue.asyncAfter(deadline: .now() + .microseconds(Int(max(0, delay.milliseconds * 1_000))), execute: work)
  }

  package func aside(_ work: @escaping @Sendable () -> Void) { side.async(execute: work) }

  package func enqueue(_ job: consuming ExecutorJob) {
    let job = UnownedJob(job)
    queue.async { job.runSynchronously(on: self.asUnownedSerialExecutor()) }
  }

  package func checkIsolated() { dispatchPrecondition(condition: .onQueue(queue)) }
}
