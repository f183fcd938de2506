import SMPP

/// Everything that one benchmark found.
struct BenchReport: Sendable {
  let plan: BenchPlan
  var load = LoadResult()
  var clientCPU = Duration.zero
  /// Of a server that this process started.
  var server: ProcessUsage?
  /// The same load on the bare sink.
  var sink: LoadResult?
  var disk: DiskProbe?
  /// Resident memory before the first of the idle binds (bytes).
  var idleBefore = 0
  var start: Percentiles?
  private(set) var troubles: [String] = []

  init(_ plan: BenchPlan) { self.plan = plan }

  mutating func note(_ trouble: String?) {
    if let trouble { troubles.append(trouble) }
    if let refusal = load.firstRefusal { troubles.append("\(load.refused) refused, the first with \(refusal.name)") }
  }

  /// What was said when a server ended.
  mutating func noteEnd(_ trouble: String?) {
    if let trouble { troubles.append(trouble) }
  }

  var acceptedPerSecond: Double { Double(load.accepted) / load.acceptTime.inSeconds }
  var endToEndPerSecond: Double { Double(min(load.receipts, load.accepted)) / load.endTime.inSeconds }
  var sinkPerSecond: Double? { sink.map { Double($0.accepted) / $0.acceptTime.inSeconds } }
  /// CPU microseconds of the server for each message.
  var cpuPerMessage: Double? {
    guard let server, load.accepted > 0 else { return nil }
    return server.cpu.inSeconds * 1_000_000 / Double(load.accepted)
  }
  var idleBytesPerBind: Int? {
    guard let server, load.bound > 0 else { return nil }
    return (server.resident - idleBefore) / load.bound
  }
}
