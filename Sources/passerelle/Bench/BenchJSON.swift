/// A report as one JSON object.
enum BenchJSON {
  static func line(_ report: BenchReport) -> String {
    var object = JSONLine()
    object.raw("machine", machine)
    object.raw("plan", plan(report.plan))
    switch report.plan.mode {
    case .load, .lone: load(report, &object)
    case .idle:
      object.member("binds", report.load.bound)
      object.member("resident_before", report.idleBefore)
      object.member("resident", report.server?.resident ?? 0)
      object.member("bytes_per_bind", report.idleBytesPerBind ?? 0)
    case .start: if let start = report.start { object.raw("ready_ms", spread(start)) }
    }
    if let server = report.server { object.member("peak_resident", server.peak) }
    object.member("troubles", report.troubles)
    return object.line
  }

  private static func load(_ report: BenchReport, _ object: inout JSONLine) {
    object.member("accepted", report.load.accepted)
    object.member("refused", report.load.refused)
    object.member("receipts", report.load.receipts)
    object.member("accepted_per_second", report.acceptedPerSecond)
    if report.plan.wantsReceipts { object.member("end_to_end_per_second", report.endToEndPerSecond) }
    object.raw("response_ms", spread(report.load.latency))
    if let cpu = report.cpuPerMessage { object.member("server_cpu_us_per_message", cpu) }
    object.member("server_cpu_seconds", report.server?.cpu.inSeconds ?? 0)
    object.member("load_cpu_seconds", report.clientCPU.inSeconds)
    if let sink = report.sinkPerSecond {
      object.member("sink_per_second", sink)
      object.member("ratio_to_sink", report.acceptedPerSecond / sink)
    }
    if let disk = report.disk {
      object.member("fsync_per_second", disk.perSecond)
      object.raw("fsync_ms", spread(disk.spread))
    }
  }

  private static var machine: String {
    var object = JSONLine()
    object.member("processor", Machine.processor)
    object.member("cores", Machine.cores)
    object.member("memory", Machine.memory)
    object.member("kernel", Machine.kernel)
    object.member("version", Version.text)
    object.member("commit", Machine.commit)
    return object.line
  }

  private static func plan(_ plan: BenchPlan) -> String {
    var object = JSONLine()
    object.member("mode", "\(plan.mode)")
    object.member("binds", plan.binds)
    object.member("accounts", plan.accounts)
    object.member("window", plan.window)
    object.member("messages", plan.messages)
    object.member("receipts", plan.wantsReceipts)
    object.member("store", plan.store.rawValue)
    object.member("tls", plan.tls)
    return object.line
  }

  private static func spread(_ spread: Percentiles) -> String {
    var object = JSONLine()
    object.member("p50", spread.p50.inMilliseconds)
    object.member("p99", spread.p99.inMilliseconds)
    object.member("max", spread.max.inMilliseconds)
    return object.line
  }
}
