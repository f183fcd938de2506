/// `[store]`: the database. The meaning of each property is the doc of its row.
package struct StoreSettings: SettingGroup {
  package var url: StoreLocation = .sqlite(path: "passerelle.db")
  package var password: Secret?
  package var keepFinished: Duration = .seconds(30 * 86400)
  package var maxWaiting = 1_000_000
  package var maxCommit = 4096
  package var queueLimit = 16384
  package var connections = 4
  package var lease: Duration = .seconds(30)
  package var node: Int?

  package init() {}

  static let section = "store"
  static let purpose = "Where messages are kept until they have ended, and for how long after."
  static let settings = rows(Self.self) {
    Row(
      "url", \.url, .storeLocation, reload: .restart, risk: "memory: loses everything when the process ends.",
      "The database: `sqlite:FILE` (relative to bridge.data), `postgresql://user@host/name` for several nodes, or `memory:`."
    )
    Row(
      "password", optional: \.password, .secret, reload: .restart,
      "Password of the PostgreSQL user, so that it need not stand in the URL.")
    Row(
      "keep_finished", \.keepFinished, .duration(.seconds(3600) ... .seconds(3650 * 86400)), reload: .restart,
      "How long an ended message stays visible to `explain`, `messages` and query_sm.")
    Row(
      "max_waiting", \.maxWaiting, .integer(1...1_000_000_000),
      risk: "More needs more disk; less refuses clients earlier.",
      "Messages that may wait at once; past it submits get ESME_RMSGQFUL and mails 452.")
    Row(
      "max_commit", \.maxCommit, .integer(1...100_000), reload: .restart,
      "Changes that one transaction holds, about; what belongs together is never cut.")
    Row(
      "queue_limit", \.queueLimit, .integer(1...1_000_000), reload: .restart,
      "Messages that may wait for the writer before reading stops.")
    Row("connections", \.connections, .integer(1...64), reload: .restart, "PostgreSQL connections.")
    Row(
      "lease", \.lease, .duration(.seconds(1) ... .seconds(3600)), reload: .restart,
      risk: "Short: a node that stalls loses its messages to others. Long: those of a dead node wait.",
      "PostgreSQL: how long a node that does not renew it is thought alive; then another takes over what it had.")
    Row(
      "node", optional: \.node, .integer(0...99), reload: .restart, example: "1",
      "PostgreSQL: number of this node, in its message ids; without it the lowest that no living node has.")
  }
}
