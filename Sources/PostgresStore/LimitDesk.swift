import Messages
import Store

/// Keeps the limits of all nodes in step, on a connection of its own. What it writes need not outlive a crash of the
/// server by the second, so its commits wait for no disk.
final class LimitDesk {
  /// One that has not told about itself for so long has no binds.
  private static let presenceLife: Int64 = 3_000

  private let target: ServerTarget
  private let registration: Registration
  private var connection: Connection?

  init(_ target: ServerTarget, registration: Registration) {
    self.target = target
    self.registration = registration
  }

  func share(_ uses: [LimitUse], binds: [String: Int]) throws(StoreError) -> LimitNews {
    do throws(Fault) {
      let connection = try connected()
      do throws(Fault) {
        try connection.run(.begin)
        let news = LimitNews(
          values: try settle(uses, connection), bindsElsewhere: try announce(binds, connection))
        try connection.run(.commit)
        return news
      } catch {
        if case .refused = error, !error.spoilsConnection {
          _ = try? connection.run(.rollback)
        } else {
          self.connection = nil
        }
        throw error
      }
    } catch { throw error.storeError }
  }

  private func connected() throws(Fault) -> Connection {
    if let connection { return connection }
    let made = try Connection(target, session: "SET synchronous_commit = off;")
    connection = made
    return made
  }

  // MARK: Limits

  private func settle(_ uses: [LimitUse], _ connection: Connection) throws(Fault) -> [String: Double] {
    guard !uses.isEmpty else { return [:] }
    var names = Column(.text)
    for use in uses { names.append(use.name.indexable) }
    var parameters = Parameters()
    parameters.add(names)
    try connection.run(.makeLimits, parameters)
    var rows: [String: LimitRow] = [:]
    for row in try connection.run(.loadLimits, parameters) {
      rows[row.text(0)] = LimitRow(thousandths: row.number(1), at: row.number(2), now: row.number(3))
    }
    var values: [String: Double] = [:]
    var (changed, tokens, at) = (Column(.text), Column(.number), Column(.number))
    for use in uses {
      guard var row = rows[use.name.indexable] else { continue }
      values[use.name] = row.take(use)
      changed.append(use.name.indexable)
      tokens.append(row.thousandths)
      at.append(row.at)
    }
    var write = Parameters()
    for column in [changed, tokens, at] { write.add(column) }
    try connection.run(.writeLimits, write)
    return values
  }

  // MARK: Binds

  private func announce(_ binds: [String: Int], _ connection: Connection) throws(Fault) -> [String: Int] {
    var (accounts, counts) = (Column(.text), Column(.number))
    for (account, count) in binds.sorted(by: { $0.key < $1.key }) {
      accounts.append(account)
      counts.append(Int64(count))
    }
    var own = Parameters()
    own.add(registration.incarnation)
    own.add(accounts)
    try connection.run(.dropPresence, own)
    if !binds.isEmpty {
      own.add(counts)
      try connection.run(.writePresence, own)
    }
    var others = Parameters()
    others.add(registration.incarnation)
    others.add(Self.presenceLife)
    let rows = try connection.run(.presence, others)
    return Dictionary(rows.map { ($0.text(0), Int($0.number(1))) }, uniquingKeysWith: +)
  }
}
