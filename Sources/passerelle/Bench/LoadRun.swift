import Glibc
import SMPP
import Transport

/// What a load came to.
struct LoadResult: Sendable {
  var accepted = 0
  var refused = 0
  /// The first refusal, if any.
  var firstRefusal: CommandStatus?
  var receipts = 0
  var bound = 0
  /// From the first submit to the last answer, and to the last receipt.
  var acceptTime = Duration.zero
  var endTime = Duration.zero
  var latency = Percentiles([])
  /// Why it ended early.
  var trouble: String?
}

/// One load: connects every bind, starts them together, counts answers and receipts. Confined to its loop.
final class LoadRun {
  /// Connections that are being made at once.
  private static let connecting = 100
  /// Nothing happening for so long ends the run.
  private static let patience = Duration.seconds(30)
  /// How often the run looks whether something happens, and shows how far it is.
  private static let look = Duration.milliseconds(200)
  /// Before each lone message.
  static let lonePause = Duration.milliseconds(5)

  let submits: SubmitFrames
  var latencies: [Int64] = []
  private let plan: BenchPlan
  private let target: ClientTarget
  private let loop: EventLoop
  private let finished: (LoadResult) -> Void
  private var connections: [LoadConnection] = []
  private var asked = 0
  private var result = LoadResult()
  private var startedAt: Int64 = 0
  private var lastAnswer: Int64 = 0
  private var lastReceipt: Int64 = 0
  private var isOver = false
  private var isStopping = false
  private var watchdog: LoopTimer?
  private var progressAt = Duration.zero
  private var bar: ProgressBar

  /// Nanoseconds of the monotonic clock.
  static var now: Int64 {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
  }

  init(_ plan: BenchPlan, _ target: ClientTarget, on loop: EventLoop, finished: @escaping (LoadResult) -> Void) {
    self.plan = plan
    self.target = target
    self.loop = loop
    self.finished = finished
    bar = ProgressBar(total: plan.mode == .idle ? plan.binds : plan.messages)
    submits = SubmitFrames(text: plan.text, wantsReceipts: plan.wantsReceipts)
    latencies.reserveCapacity(plan.messages)
  }

  func begin() {
    watchdog = LoopTimer(on: loop) { [weak self] in self?.watch() }
    watchdog?.deadline = loop.now + Self.look
    progressAt = loop.now
    for _ in 0..<min(Self.connecting, plan.binds) { connectNext() }
  }

  private func connectNext() {
    guard asked < plan.binds else { return }
    let number = asked
    asked += 1
    let share = plan.messages / plan.binds + (number < plan.messages % plan.binds ? 1 : 0)
    let me = LoopBound(self, to: loop)
    Connection.connect(
      to: target.endpoint, on: loop, tls: target.tls, timeout: .seconds(30),
      handler: { connection in
        let run = me.value
        let load = LoadConnection(connection, run, run.target(ofBind: number), number: number, messages: share)
        run.connections.append(load)
        return load
      },
      failure: { why in me.value.end("cannot connect: \(why.sentence)") })
  }

  /// With the account of its turn, where there are several.
  private func target(ofBind number: Int) -> ClientTarget {
    guard plan.accounts > 1 else { return target }
    var target = target
    target.systemID = plan.systemID(ofBind: number)
    return target
  }

  // MARK: What connections report

  func bound(_ connection: LoadConnection, _ status: CommandStatus) {
    guard status == .ok else { return end("the bind was refused: \(status.name)") }
    progressAt = loop.now
    result.bound += 1
    connectNext()
    guard result.bound == plan.binds else { return }
    startedAt = Self.now
    guard plan.mode != .idle else { return end(nil) }
    for connection in connections { connection.submit(plan.mode == .lone ? 1 : plan.window, at: startedAt) }
  }

  func answered(_ count: Int, by connection: LoadConnection, at now: Int64) {
    lastAnswer = now
    progressAt = loop.now
    if plan.mode == .lone {
      loop.schedule(at: loop.now + Self.lonePause) { connection.submit(1, at: Self.now) }
    } else {
      connection.submit(count, at: now)
    }
    endWhenDone()
  }

  func refused(_ status: CommandStatus) {
    result.refused += 1
    if result.firstRefusal == nil { result.firstRefusal = status }
  }

  func receipt(at now: Int64) {
    result.receipts += 1
    lastReceipt = now
    progressAt = loop.now
    endWhenDone()
  }

  func lost(_ connection: LoadConnection, wasBound: Bool) {
    if !isOver, !isStopping { end("a connection was lost") }
  }

  private func endWhenDone() {
    guard latencies.count + result.refused >= plan.messages else { return }
    if !plan.wantsReceipts || result.receipts >= latencies.count { end(nil) }
  }

  private func watch() {
    if loop.now - progressAt > Self.patience {
      return end("nothing happened for \(Self.patience.components.seconds) s")
    }
    guard !isOver else { return }
    if plan.mode == .idle {
      bar.show(result.bound, at: loop.now, "bound")
    } else {
      bar.show(latencies.count, at: loop.now, "\(result.refused) refused, \(result.receipts) receipts")
    }
    watchdog?.deadline = loop.now + Self.look
  }

  private func end(_ trouble: String?) {
    guard !isOver else { return }
    isOver = true
    bar.clear()
    result.trouble = trouble
    result.accepted = latencies.count
    result.acceptTime = .nanoseconds(max(1, lastAnswer - startedAt))
    result.endTime = .nanoseconds(max(1, max(lastAnswer, lastReceipt) - startedAt))
    result.latency = Percentiles(latencies)
    finished(result)
  }

  /// Unbinds everybody.
  func stop() {
    isStopping = true
    watchdog?.cancel()
    for connection in connections { connection.unbind() }
    connections = []
  }
}
