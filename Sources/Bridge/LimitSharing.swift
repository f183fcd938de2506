import Delivery
import Dispatch
import Listeners
import Messages
import PostgresStore
import Store
import Synchronization
import Telemetry

/// Keeps the limits of accounts and providers over all nodes: tells the database a few times a second what was used here
/// and how many are bound, and takes what the others have told.
final class LimitSharing: Sendable {
  private static let rhythm = DispatchTimeInterval.milliseconds(200)

  private let store: PostgresStore
  private let accounts: AccountDirectory
  private let sessions: SessionDirectory
  private let exchange: ProviderExchange
  private let wallClock: @Sendable () -> Timestamp
  private let log: Log
  private let failures: Counter
  private let isFailing = Atomic(false)
  private let queue = DispatchQueue(label: "passerelle.limits")

  init(
    store: PostgresStore, accounts: AccountDirectory, sessions: SessionDirectory, exchange: ProviderExchange,
    wallClock: @escaping @Sendable () -> Timestamp, metrics: Metrics, log: Log
  ) {
    self.store = store
    self.accounts = accounts
    self.sessions = sessions
    self.exchange = exchange
    self.wallClock = wallClock
    self.log = log
    failures = metrics.counter(
      "passerelle_limits_unshared_total", "Times that the use of limits could not be told to the other nodes.")
  }

  /// Goes on as long as the process runs; on a queue of its own, which may wait for the database.
  func start() {
    queue.async { @Sendable [self] in
      round(isFirst: true)
      goOn()
    }
  }

  private func goOn() {
    queue.asyncAfter(deadline: .now() + Self.rhythm) { @Sendable [self] in
      round()
      goOn()
    }
  }

  private struct Told {
    var meter: AccountMeter
    var report: AccountMeter.Report
    var name: String
  }

  /// - Parameter isFirst: whether nothing is known yet of what an earlier run used of the day.
  private func round(isFirst: Bool = false) {
    let isShared = store.otherNodes > 0
    let told = accounts.all.filter { $0.meter.rate > 0 || $0.meter.dailyQuota > 0 }.map { entry in
      Told(
        meter: entry.meter, report: entry.meter.report(isShared: isShared, wallClock: wallClock()),
        name: entry.account.terms.name)
    }
    let debts = exchange.debts(isShared: isShared)
    if !isShared { sessions.setElsewhere([:]) }
    let uses =
      told.flatMap { Self.uses(of: $0, isAsked: isShared || isFirst) }
      + debts.filter { $0.owed > 0 }.map {
        LimitUse(name: "provider/" + $0.name, kind: .rate($0.rate), used: $0.owed)
      }
    guard isShared || !uses.isEmpty else { return }
    guard let news = share(uses, binds: isShared ? sessions.binds : [:]) else { return }
    if isShared { sessions.setElsewhere(news.bindsElsewhere) }
    for each in told {
      each.meter.settle(
        each.report, covered: news.values["rate/" + each.name] ?? 0,
        total: news.values["day/" + each.name].map { Int($0) })
    }
    for debt in debts { exchange.covered(debt.name, news.values["provider/" + debt.name] ?? 0) }
  }

  /// Nil when the database does not take it: the same is told again in the next round, and limits are kept as they stand.
  private func share(_ uses: [LimitUse], binds: [String: Int]) -> LimitNews? {
    do throws(StoreError) {
      let news = try store.share(uses, binds: binds)
      if isFailing.exchange(false, ordering: .relaxed) { log.info("limits-shared") }
      return news
    } catch {
      failures.add()
      if !isFailing.exchange(true, ordering: .relaxed) { log.warning("limits-not-shared", ["error": "\(error)"]) }
      return nil
    }
  }

  private static func uses(of told: Told, isAsked: Bool) -> [LimitUse] {
    var uses: [LimitUse] = []
    if told.report.owed > 0 {
      uses.append(LimitUse(name: "rate/" + told.name, kind: .rate(told.meter.rate), used: told.report.owed))
    }
    if told.meter.dailyQuota > 0, isAsked || told.report.used != 0 {
      uses.append(LimitUse(name: "day/" + told.name, kind: .day(told.report.day), used: Double(told.report.used)))
    }
    return uses
  }
}
