import Dispatch
import Glibc

/// One serial queue with its timers, its shared buffers and the connections that live on it.
///
/// A connection, its handler and its timers are touched on their loop only. Nothing may block here: a blocked loop stalls
/// every connection on it. Whatever runs on the loop runs inside `perform`, and what was written meanwhile leaves with one
/// `send` for each connection when it returns.
package final class EventLoop: SerialExecutor {
  /// Where the loop stands in its group.
  package let index: Int
  let queue: DispatchQueue
  private nonisolated(unsafe) let state: LoopState  // touched on `queue` alone, which every way in checks
  /// In a simulation; else the queue runs everything.
  let driver: (any LoopDriver)?

  package init(index: Int = 0, driver: (any LoopDriver)? = nil) {
    self.index = index
    self.driver = driver
    queue = DispatchQueue(label: "loop.\(index)")
    state = LoopState()
  }

  /// Time since an arbitrary point of this boot; never goes back. Costs about 25 ns.
  package static var now: Duration {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return .seconds(time.tv_sec) + .nanoseconds(time.tv_nsec)
  }

  /// The same clock as `EventLoop.now`, or the driver's.
  package var now: Duration { driver?.now ?? Self.now }

  /// Runs work on the loop, behind what was posted before. From any thread.
  package func post(_ work: @escaping @Sendable () -> Void) {
    if let driver { return driver.post { self.perform(work) } }
    queue.async { @Sendable in self.perform(work) }
  }

  /// Stops the process when the caller is not on this loop.
  package func checkIsolated() {
    guard driver == nil else { return }
    dispatchPrecondition(condition: .onQueue(queue))
  }

  package func enqueue(_ job: consuming ExecutorJob) {
    let unowned = UnownedJob(job)
    post { unowned.runSynchronously(on: self.asUnownedSerialExecutor()) }
  }

  /// Runs an action on the loop at a time of the monotonic clock; call on the loop.
  ///
  /// Keep the timer to move or cancel it; letting it go does not cancel it.
  @discardableResult
  package func schedule(at deadline: Duration, _ action: @escaping () -> Void) -> LoopTimer {
    let timer = LoopTimer(on: self, action)
    timer.deadline = deadline
    return timer
  }

  /// Runs one event and then sends what connections gathered during it.
  func perform(_ work: () -> Void) {
    work()
    var next = 0
    while next < state.unflushed.count {
      state.unflushed[next].flush()
      next += 1
    }
    if next > 0 { state.unflushed.removeAll(keepingCapacity: true) }
  }

  /// Has the connection flushed at the end of the event that runs now.
  func flushLater(_ connection: Connection) { state.unflushed.append(connection) }

  /// For one `recv`; whoever gets a view of it must be done before the call returns.
  var readBuffer: UnsafeMutableRawBufferPointer { state.readBuffer }
  /// For one `SSL_read`, beside `readBuffer`.
  var plainBuffer: UnsafeMutableRawBufferPointer { state.plainBuffer }

  func takeOutputBuffer() -> [UInt8] { state.spareOutput.popLast() ?? [] }

  func giveBack(_ buffer: inout [UInt8]) {
    guard buffer.capacity > 0 else { return }
    if buffer.capacity <= LoopState.spareCapacity, state.spareOutput.count < LoopState.spareCount {
      buffer.removeAll(keepingCapacity: true)
      state.spareOutput.append(buffer)
    }
    buffer = []
  }

  // MARK: Timers

  func queueTimer(_ timer: LoopTimer, at due: Duration) {
    state.timers.push(TimerHeap.Entry(due: due, timer: timer))
    arm()
  }

  private func arm() {
    guard let first = state.timers.first?.due else { return }
    if let armed = state.armedFor, armed <= first { return }
    state.armedFor = first
    if let driver { return driver.schedule(after: first - now) { self.timersDue() } }
    timerSource().schedule(
      deadline: .now() + .nanoseconds(max(0, (first - now).wholeNanoseconds)), leeway: .milliseconds(1))
  }

  private func timerSource() -> any DispatchSourceTimer {
    if let source = state.timerSource { return source }
    let source = DispatchSource.makeTimerSource(queue: queue)
    source.setEventHandler { @Sendable [weak self] in self?.timersDue() }
    state.timerSource = source
    source.activate()
    return source
  }

  private func timersDue() {
    perform {
      state.armedFor = nil
      let now = now
      while let first = state.timers.first, first.due <= now {
        _ = state.timers.pop()
        first.timer.reached(first.due, now: now)
      }
      arm()
    }
  }
}

/// What one loop owns. Confined to the queue of its loop.
private final class LoopState {
  static let spareCount = 32
  static let spareCapacity = 64 << 10

  let readBuffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 64 << 10, alignment: 64)
  let plainBuffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 32 << 10, alignment: 64)
  var spareOutput: [[UInt8]] = []
  var unflushed: [Connection] = []
  var timers = TimerHeap()
  var timerSource: (any DispatchSourceTimer)?
  var armedFor: Duration?

  deinit {
    timerSource?.cancel()
    readBuffer.deallocate()
    plainBuffer.deallocate()
  }
}

extension Duration {
  /// Saturates at what `Int` holds.
  var wholeNanoseconds: Int {
    let (seconds, attoseconds) = components
    let (product, overflow) = Int(seconds).multipliedReportingOverflow(by: 1_000_000_000)
    if overflow { return seconds < 0 ? .min : .max }
    let (sum, carry) = product.addingReportingOverflow(Int(attoseconds / 1_000_000_000))
    return carry ? .max : sum
  }
}
