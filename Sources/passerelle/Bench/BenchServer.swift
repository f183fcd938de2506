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
    return try start(["serve", "--config", folder.path + "/bench.toml"], in: folder, plan)
  }

  /// The bare sink.
  static func sink(_ plan: BenchPlan) throws(Fault) -> BenchServer {
    try start(["bench", "--sink"] + (plan.tls ? ["--tls"] : []), in: nil, plan)
  }

  /// Of whatever certificate: the server is one that this process has started.
  private static func anyTLS() throws(Fault) -> TLSContext {
    do throws(TLSFailure) {
      return try TLSContext(client: ClientTLS(trust: .anyone))
    } catch {
      throw Fault(sentence: "TLS: \(error.reason)")
    }
  }

  private static func start(
    _ arguments: [String], in folder: TemporaryFolder?, _ plan: BenchPlan
  ) throws(Fault) -> BenchServer {
    let tls = plan.tls ? try anyTLS() : nil
    let announcement = Array((plan.tls ? "SMPP over TLS on " : "SMPP on ").utf8)
    guard let child = ChildProcess(arguments: arguments) else { throw Fault(sentence: "cannot start a process") }
    var said: [String] = []
    while let line = child.line(within: 10_000) {
      said.append(line)
      guard let range = line.utf8.firstRange(of: announcement) else { continue }
      guard let endpoint = Endpoint(String(line[range.upperBound...])) else { break }
      var server = BenchServer(child, at: endpoint, in: folder, window: plan.window)
      server.target.tls = tls
      return server
    }
    throw Fault(sentence: "the server did not start: " + said.joined(separator: " / "))
  }

  /// Ends it; a sentence when it had to be killed.
  func stop() -> String? {
    guard let child, !child.stop() else { return nil }
    return "the server did not end when it was told to, and was killed"
  }

  private static func configuration(_ plan: BenchPlan, _ folder: String) -> String {
    """
    [bridge]
    name = "bench.localhost"
    data = "\(folder)"

    [store]
    url = "\(plan.store == .sqlite ? "sqlite:bench.db" : "memory:")"
    max_waiting = 100000000

    [smpp]
    \(plan.tls ? "listen = []\ntls_listen" : "listen") = ["127.0.0.1:0"]
    max_connections = \(plan.binds + 1_000)
    max_per_address = \(plan.binds + 1_000)

    \(plan.tls ? "[tls]\ncertificate = \"\(folder)/gw.pem\"\nkey = \"\(folder)/gw.key\"" : "")

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

    \((0..<plan.accounts).map { account(plan, plan.systemID(ofBind: $0)) }.joined(separator: "\n"))
    """
  }

  private static func account(_ plan: BenchPlan, _ name: String) -> String {
    """
    [[account]]
    name = "\(name)"
    system_id = "\(name)"
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
