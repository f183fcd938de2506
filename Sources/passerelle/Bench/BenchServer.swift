import Glibc
import Transport

/// A server to measure: a bridge or a sink of ours in a process of its own, or one that runs already.
struct BenchServer {
  var target: ClientTarget
  /// Nil for a server that was there before.
  var child: ChildProcess?
  private var folder: TemporaryFolder?

  struct Fault: Error {
    var sentence: String
  }

  init(running target: ClientTarget) { self.target = target }

  private init(_ child: ChildProcess, at endpoint: Endpoint, in folder: TemporaryFolder?, window: Int) {
    target = ClientTarget(endpoint: endpoint, systemID: "bench", password: "bench", window: window)
    self.child = child
    self.folder = folder
  }

  /// A bridge with a folder of its own and the simulated provider without delay.
  static func bridge(_ plan: BenchPlan) throws(Fault) -> BenchServer {
    guard let folder = TemporaryFolder() else { throw Fault(sentence: "no folder for the data: \(SystemError.text())") }
    do throws(File.Failure) {
      try File.write(configuration(plan, folder.path), to: folder.path + "/bench.toml")
    } catch {
      throw Fault(sentence: error.reason)
    }
    return try start(["serve", "--config", folder.path + "/bench.toml"], in: folder, window: plan.window)
  }

  /// The bare sink.
  static func sink(_ plan: BenchPlan) throws(Fault) -> BenchServer {
    try start(["bench", "--sink"], in: nil, window: plan.window)
  }

  private static func start(
    _ arguments: [String], in folder: TemporaryFolder?, window: Int
  ) throws(Fault) -> BenchServer {
    guard let child = ChildProcess(arguments: arguments) else { throw Fault(sentence: "cannot start a process") }
    var said: [String] = []
    while let line = child.line(within: 10_000) {
      said.append(line)
      guard let range = line.utf8.firstRange(of: Array("SMPP on ".utf8)) else { continue }
      guard let endpoint = Endpoint(String(line[range.upperBound...])) else { break }
      return BenchServer(child, at: endpoint, in: folder, window: window)
    }
    throw Fault(sentence: "the server did not start: " + said.joined(separator: " / "))
  }

  func stop() { child?.stop() }

  private static func configuration(_ plan: BenchPlan, _ folder: String) -> String {
    """
    [bridge]
    name = "bench.localhost"
    data = "\(folder)"

    [store]
    url = "\(plan.store == .sqlite ? "sqlite:bench.db" : "memory:")"
    max_waiting = 100000000

    [smpp]
    listen = ["127.0.0.1:0"]
    max_connections = \(plan.binds + 1_000)
    max_per_address = \(plan.binds + 1_000)

    [admin]
    listen = []

    [log]
    level = "warning"

    [delivery]
    receipt_limit = 100000000

    [[provider]]
    name = "simulator"
    kind = "simulator"
    simulated_delay = "0s"

    [[route]]
    providers = ["simulator"]

    [[account]]
    name = "bench"
    system_id = "bench"
    password = "bench"
    networks = ["127.0.0.0/8"]
    max_binds = \(min(10_000, max(4, plan.binds)))
    window = \(plan.window)
    receipt_window = \(min(1_000, plan.window))

    """
  }
}

extension String.UTF8View {
  /// Where a short word first stands.
  func firstRange(of word: [UInt8]) -> Range<Index>? {
    var start = startIndex
    while start != endIndex {
      let rest = self[start...]
      if rest.starts(with: word) { return start..<index(start, offsetBy: word.count) }
      start = index(after: start)
    }
    return nil
  }
}
