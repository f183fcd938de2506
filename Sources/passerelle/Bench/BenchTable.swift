import SMPP

/// A report in words.
struct BenchTable {
  let report: BenchReport

  var text: String {
    let rows = [title] + body + report.troubles.map { "  incomplete       \($0)" }
    return rows.joined(separator: "\n")
  }

  private var title: String {
    let plan = report.plan
    switch plan.mode {
    case .load:
      return "SMPP, \(plan.binds) binds x window \(plan.window), \(plan.messages) messages, \(plan.store.rawValue), "
        + (plan.tls ? "TLS, " : "") + (plan.wantsReceipts ? "a receipt for each" : "no receipts")
    case .lone: return "SMPP, lone messages, \(plan.messages), \(plan.store.rawValue)"
    case .idle: return "SMPP, \(report.load.bound) idle binds"
    case .start: return "Start, \(plan.messages) times, from the process to the listener"
    }
  }

  private var body: [String] {
    switch report.plan.mode {
    case .load: loadRows
    case .lone: [latency, diskRow, memory]
    case .idle: idleRows
    case .start: [row("ready after", report.start.map(spread) ?? ""), memory]
    }
  }

  private var loadRows: [String] {
    var rows = [row("accepted", rate(report.acceptedPerSecond) + ratio(report.acceptedPerSecond)), latency]
    if report.plan.wantsReceipts { rows.append(row("end to end", rate(report.endToEndPerSecond) + receipts)) }
    if let cpu = report.cpuPerMessage, let server = report.server {
      rows.append(
        row(
          "CPU",
          "server \(number(server.cpu.inSeconds)) s (\(number(cpu)) us a message), load \(number(report.clientCPU.inSeconds)) s"
        ))
    }
    if let sink = report.sinkPerSecond { rows.append(row("bare sink", rate(sink))) }
    return rows + [memory, diskRow]
  }

  private var idleRows: [String] {
    guard let server = report.server, let bytes = report.idleBytesPerBind else { return [] }
    return [
      row("memory", "\(megabytes(server.resident)) with them, \(megabytes(report.idleBefore)) without"),
      row("each", "\(number(Double(bytes) / 1_024)) KiB"),
    ]
  }

  private var latency: String { row("response", spread(report.load.latency)) }
  private var receipts: String {
    report.load.receipts == report.load.accepted ? " until the last receipt" : " with \(report.load.receipts) receipts"
  }
  private var memory: String { row("server memory", report.server.map { "peak " + megabytes($0.peak) } ?? "not known") }
  private var diskRow: String {
    row(
      "disk", report.disk.map { rate($0.perSecond) + " fdatasync of 512 octets, " + spread($0.spread) } ?? "not known")
  }

  private func ratio(_ value: Double) -> String {
    guard let sink = report.sinkPerSecond, sink > 0 else { return "" }
    return " (\(number(value * 100 / sink)) % of the bare sink)"
  }

  private func spread(_ spread: Percentiles) -> String {
    "p50 \(number(spread.p50.inMilliseconds)) / p99 \(number(spread.p99.inMilliseconds)) / max \(number(spread.max.inMilliseconds)) ms"
  }

  private func row(_ name: String, _ value: String) -> String {
    "  " + name + String(repeating: " ", count: max(1, 17 - name.utf8.count)) + value
  }

  private func rate(_ value: Double) -> String { "\(Int(value.rounded()))/s" }
  private func number(_ value: Double) -> String { JSONLine.decimal((value * 100).rounded() / 100) }
  private func megabytes(_ bytes: Int) -> String { number(Double(bytes) / 1_048_576) + " MiB" }
}
