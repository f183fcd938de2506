import Delivery
import Messages
import Synchronization
import Testing
import Transport

@testable import Bridge

/// Keeps the engine's work until the test lets it run.
private final class HeldExecutor: EngineExecutor {
  private let held = Mutex<[@Sendable () -> Void]>([])
  private let delays = Mutex<[Duration]>([])
  private let (arrivals, arrived) = AsyncStream.makeStream(of: Void.self)

  var now: Duration { .zero }
  var wallClock: Timestamp { SystemClock.wall }
  var asked: [Duration] { delays.withLock { $0 } }

  func post(_ work: @escaping @Sendable () -> Void) {
    held.withLock { $0.append(work) }
    arrived.yield()
  }

  func schedule(after delay: Duration, _ work: @escaping @Sendable () -> Void) {
    delays.withLock { $0.append(delay) }
    post(work)
  }

  func aside(_ work: @escaping @Sendable () -> Void) { post(work) }
  func enqueue(_ job: consuming ExecutorJob) {}

  /// Runs the next piece of work when there is one.
  func runNext() async {
    for await _ in arrivals { break }
    held.withLock { $0.removeFirst() }()
  }
}

@Suite(.timeLimit(.minutes(1)))
struct WatchdogTests {
  @Test func `Nothing is told before the engine and every loop have worked, and half the interval lies between`() async
  {
    let engine = HeldExecutor()
    let told = Mutex(0)
    let group = EventLoopGroup(count: 3)
    let count: @Sendable () -> Void = { told.withLock { $0 += 1 } }
    Watchdog(engine, group.loops, interval: .seconds(60), tell: count).start()
    #expect(told.withLock { $0 } == 0)
    await engine.runNext()
    #expect(told.withLock { $0 } == 1)
    #expect(engine.asked == [.seconds(30)])
    await engine.runNext()
    #expect(told.withLock { $0 } == 1)
    await engine.runNext()
    #expect(told.withLock { $0 } == 2)
  }
}
