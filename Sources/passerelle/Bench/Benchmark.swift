import Transport

/// Runs a plan against a server and against the references beside it.
struct Benchmark {
  let plan: BenchPlan
  /// A bridge that runs already; nil to start one.
  let running: ClientTarget?

  /// What went wrong is said on standard error; nil then.
  func run() -> BenchReport? {
    ProcessLimits.ignoreBrokenPipes()
    _ = ProcessLimits.raiseDescriptorLimit()
    do throws(BenchServer.Fault) {
      var report = BenchReport(plan)
      switch plan.mode {
      case .load, .lone: try load(&report)
      case .idle: try idle(&report)
      case .start: try start(&report)
      }
      return report
    } catch {
      Terminal.error("passerelle bench: \(error.sentence)")
      return nil
    }
  }

  private func server() throws(BenchServer.Fault) -> BenchServer {
    if let running { return BenchServer(running: running) }
    return try BenchServer.bridge(plan)
  }

  // MARK: Load

  private func load(_ report: inout BenchReport) throws(BenchServer.Fault) {
    let server = try server()
    let before = server.usage
    let own = ProcessUsage.of(nil)
    report.load = try Self.perform(plan, server.target)
    report.clientCPU = ProcessUsage.of(nil).cpu - own.cpu
    report.server = server.usage
    report.server?.cpu -= before?.cpu ?? .zero
    report.note(report.load.trouble)
    report.noteEnd(server.stop())
    guard plan.mode == .load else { return probe(&report) }
    var bare = plan
    bare.wantsReceipts = false
    let sink = try BenchServer.sink(plan)
    report.sink = try Self.perform(bare, sink.target)
    report.noteEnd(sink.stop())
    probe(&report)
  }

  private func probe(_ report: inout BenchReport) {
    guard let folder = TemporaryFolder() else { return }
    report.disk = DiskProbe(folder: folder.path)
  }

  private static func perform(_ plan: BenchPlan, _ target: ClientTarget) throws(BenchServer.Fault) -> LoadResult {
    try withLoad(plan, target) { _ in }
  }

  /// - Parameter meanwhile: runs when the load has ended and its binds still stand.
  private static func withLoad(
    _ plan: BenchPlan, _ target: ClientTarget, _ meanwhile: (LoadResult) -> Void
  ) throws(BenchServer.Fault) -> LoadResult {
    let loop = EventLoop()
    guard let ended = Awaited<LoadResult>(), let gone = Awaited<Bool>() else {
      throw BenchServer.Fault(sentence: "no descriptors left")
    }
    let run = LoopBound(transferring: LoadRun(plan, target, on: loop) { ended.give($0) }, to: loop)
    run.post { $0.begin() }
    guard let result = ended.wait() else { throw BenchServer.Fault(sentence: "the load did not end") }
    meanwhile(result)
    run.post { run in
      run.stop()
      gone.give(true)
    }
    _ = gone.wait()
    return result
  }

  // MARK: Idle binds

  private func idle(_ report: inout BenchReport) throws(BenchServer.Fault) {
    var plan = plan
    plan.messages = 0
    let server = try server()
    report.idleBefore = server.usage?.resident ?? 0
    var after: ProcessUsage?
    report.load = try Self.withLoad(plan, server.target) { _ in
      // Until what the binds left behind has been worked off.
      _ = server.child?.line(within: 1_000)
      after = server.usage
    }
    report.server = after
    report.note(report.load.trouble)
    report.noteEnd(server.stop())
  }

  // MARK: Start

  private func start(_ report: inout BenchReport) throws(BenchServer.Fault) {
    var times: [Int64] = []
    for _ in 0..<max(1, plan.messages) {
      let before = LoadRun.now
      let server = try BenchServer.bridge(plan)
      times.append(LoadRun.now - before)
      report.server = server.usage
      report.noteEnd(server.stop())
    }
    report.start = Percentiles(times)
  }
}

extension BenchServer {
  /// Of a process that this one started.
  var usage: ProcessUsage? { child.map { ProcessUsage.of($0.id) } }
}
