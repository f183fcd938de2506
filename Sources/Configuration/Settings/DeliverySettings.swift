/// `[delivery]`: the engine between clients and providers. The meaning of each property is the doc of its row.
package struct DeliverySettings: SettingGroup {
  package var laneLimit = 100_000
  package var statusFirst: Duration = .seconds(3)
  package var statusIntervals: [Duration] = [3, 5, 15, 60, 300, 900].map { .seconds($0) }
  package var receiptRetry: [Duration] = [10, 30, 60, 300, 900].map { .seconds($0) }
  package var receiptLifetime: Duration = .seconds(86400)
  package var receiptLimit = 1_000_000
  package var incomingPoll: Duration = .seconds(30)
  package var maintenanceInterval: Duration = .seconds(60)

  package init() {}

  static let section = "delivery"
  static let purpose = "The engine between clients and providers: queues, statuses, receipts."
  static let settings = rows(Self.self) {
    Row(
      "lane_limit", \.laneLimit, .integer(1...10_000_000), reload: .restart,
      "Messages that one lane holds in memory; the rest waits in the store.")
    Row(
      "status_first", \.statusFirst, .duration(.milliseconds(100) ... .seconds(3600)),
      "How long after the provider took a message its status is asked for the first time.")
    Row(
      "status_intervals", \.statusIntervals, .list(.duration(.milliseconds(100) ... .seconds(86400)), 1...32),
      "Pauses between questions, the last one repeated; a provider's own limits come on top.")
    Row(
      "receipt_retry", \.receiptRetry, .list(.duration(.seconds(1) ... .seconds(86400)), 1...32), reload: .restart,
      "Pauses between attempts to hand over a receipt, the last one repeated.")
    Row(
      "receipt_lifetime", \.receiptLifetime, .duration(.seconds(60) ... .seconds(30 * 86400)), reload: .restart,
      risk: "A client that stays away longer never learns what became of its messages.",
      "How long a receipt is kept for a client that does not take it.")
    Row("receipt_limit", \.receiptLimit, .integer(1...100_000_000), "Receipts that one account may be owed.")
    Row(
      "incoming_poll", \.incomingPoll, .duration(.seconds(1) ... .seconds(86400)), reload: .restart,
      "How often a provider is asked for incoming messages.")
    Row(
      "maintenance_interval", \.maintenanceInterval, .duration(.seconds(1) ... .seconds(86400)),
      "How often ended messages past store.keep_finished are removed, and receipts that nobody takes.")
  }
}
