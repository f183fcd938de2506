import Configuration
import Transport

/// `bench`: how fast this bridge is on this machine.
enum BenchCommand: Command {
  static let verb = "bench"
  static let summary =
    "Measures a bridge of its own, or one that runs, under load, beside a bare sink and the raw disk."
  static let options = [
    Option(name: "binds", value: "N", summary: "Sessions at once (10)."),
    Option(name: "window", value: "W", summary: "Unanswered submits of each session (100)."),
    Option(name: "accounts", value: "N", summary: "Accounts that the sessions belong to in turn (1)."),
    Option(name: "messages", value: "M", summary: "Messages in all (100000; 500 lone ones; 10 starts)."),
    Option(name: "no-receipts", value: nil, summary: "Asks for no receipts."),
    Option(name: "store", value: "sqlite|memory", summary: "Where the bridge keeps messages (sqlite)."),
    Option(name: "tls", value: nil, summary: "All connections over TLS, those to the sink too."),
    Option(name: "lone", value: nil, summary: "Instead: one message at a time."),
    Option(name: "idle", value: "N", summary: "Instead: the memory of N binds that do nothing."),
    Option(name: "start", value: nil, summary: "Instead: how long the bridge takes to start."),
    Option(name: "sink", value: nil, summary: "Runs the bare sink alone until SIGTERM."),
    Option.config,
    Option(
      name: "account", value: "NAME", summary: "With --config: measures the bridge that runs with it, as this account."),
    Option(name: "connect", value: "HOST:PORT", summary: "Measures the server that runs there."),
    Option(name: "system-id", value: "ID", summary: "With --connect."),
    Option(name: "password", value: "WORD", summary: "With --connect."),
    Option(name: "json", value: nil, summary: "Prints one JSON object."),
  ]
  static let operands: String? = nil
  static let examples = [
    "passerelle bench", "passerelle bench --binds 50 --window 1 --no-receipts --json", "passerelle bench --idle 10000",
  ]

  static func run(_ arguments: Arguments) -> ExitCode {
    if arguments.has("sink") { return Sink.serve(tls: arguments.has("tls")) }
    do throws(Arguments.Fault) {
      let plan = try plan(arguments)
      let running: ClientTarget?
      switch try target(arguments, plan) {
      case .some(.failure): return .failed
      case .some(.success(let target)): running = target
      case nil: running = nil
      }
      guard let report = Benchmark(plan: plan, running: running).run() else { return .failed }
      Terminal.print(arguments.has("json") ? BenchJSON.line(report) : BenchTable(report: report).text)
      return report.troubles.isEmpty ? .done : .failed
    } catch {
      Terminal.error("passerelle bench: \(error.reason). Try: passerelle bench --help")
      return .usage
    }
  }

  private static func plan(_ arguments: Arguments) throws(Arguments.Fault) -> BenchPlan {
    var plan = BenchPlan()
    if arguments.has("lone") {
      (plan.mode, plan.binds, plan.window, plan.messages) = (.lone, 1, 1, 500)
      plan.wantsReceipts = false
    } else if arguments.has("start") {
      (plan.mode, plan.messages) = (.start, 10)
    } else if arguments["idle"] != nil {
      (plan.mode, plan.binds) = (.idle, try number(arguments, "idle", plan.binds))
    }
    if plan.mode == .load {
      plan.binds = try number(arguments, "binds", plan.binds)
      plan.window = try number(arguments, "window", plan.window)
      plan.accounts = try number(arguments, "accounts", plan.accounts)
    }
    guard plan.binds <= 10_000, plan.window <= 10_000, plan.accounts <= 10_000 else {
      throw .init(reason: "10000 binds, a window of 10000 and 10000 accounts at most")
    }
    guard plan.accounts == 1 || (arguments["connect"] ?? arguments["config"]) == nil else {
      throw .init(reason: "--accounts is for a bridge of its own")
    }
    plan.messages = try number(arguments, "messages", plan.messages)
    plan.tls = arguments.has("tls")
    if arguments.has("no-receipts") { plan.wantsReceipts = false }
    if let word = arguments["store"] {
      guard let store = BenchPlan.Store(rawValue: word) else { throw .init(reason: "--store is sqlite or memory") }
      plan.store = store
    }
    return plan
  }

  private static func number(_ arguments: Arguments, _ name: String, _ preset: Int) throws(Arguments.Fault) -> Int {
    guard let number = arguments.number(name, default: preset), number <= 100_000_000 else {
      throw .init(reason: "--\(name) wants a number from 1 to 100000000")
    }
    return number
  }

  /// A bridge that runs already; nil to start one.
  private static func target(
    _ arguments: Arguments, _ plan: BenchPlan
  ) throws(Arguments.Fault) -> Result<ClientTarget, ClientTarget.Fault>? {
    if let place = arguments["connect"] {
      guard let endpoint = Endpoint(place) else { throw .init(reason: "--connect wants HOST:PORT") }
      guard let systemID = arguments["system-id"], let password = arguments["password"] else {
        throw .init(reason: "--connect wants --system-id and --password")
      }
      return .success(ClientTarget(endpoint: endpoint, systemID: systemID, password: password))
    }
    guard let file = arguments["config"] else { return nil }
    do throws(ClientTarget.Fault) {
      guard let configuration = ConfigurationSource.load(file, simulate: false) else {
        throw .init(sentence: "the configuration has faults")
      }
      return .success(try ClientTarget(configuration, account: arguments["account"], passwordVariable: nil))
    } catch {
      Terminal.error("passerelle bench: \(error.sentence)")
      return .failure(error)
    }
  }
}
