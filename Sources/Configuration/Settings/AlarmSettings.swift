/// `[alarm]`: who is told when something needs a person. The meaning of each property is the doc of its row.
package struct AlarmSettings: SettingGroup {
  package var webhook: String?
  package var webhookToken: Secret?
  package var mail: [String] = []
  package var queueAge: Duration = .seconds(600)
  package var receiptsOwed = 10_000
  package var ambiguous = 1
  package var providerDown: Duration = .seconds(60)
  package var freeSpace = 256 << 20
  package var repeatAfter: Duration = .seconds(3600)

  package init() {}

  static let section = "alarm"
  static let purpose = "Who is told, and when, that something needs a person. The same conditions are metrics."
  static let settings = rows(Self.self) {
    Row(
      "webhook", optional: \.webhook, .webURL, example: "\"https://alerts.example.test/hook\"",
      "Where alarms are posted as JSON.")
    Row("webhook_token", optional: \.webhookToken, .secret, "Bearer token for the webhook.")
    Row(
      "mail", \.mail, .list(.text(3...254, "mail address"), 0...20), example: "[\"ops@example.test\"]",
      "Who gets alarms by mail.")
    Row(
      "queue_age", \.queueAge, .duration(.seconds(10) ... .seconds(86400)),
      "Age of the oldest message that should have left.")
    Row("receipts_owed", \.receiptsOwed, .integer(1...100_000_000), "Receipts that wait for their clients.")
    Row("ambiguous", \.ambiguous, .integer(1...1_000_000), "Calls without an answer that are not settled.")
    Row(
      "provider_down", \.providerDown, .duration(.seconds(1) ... .seconds(86400)),
      "How long a provider may be out of reach.")
    Row(
      "free_space", \.freeSpace, .size(0...(1 << 50)), "Free space in the data folder under which there is an alarm.")
    Row(
      "repeat_after", \.repeatAfter, .duration(.seconds(60) ... .seconds(7 * 86400)),
      "How often an alarm that lasts is told again.")
  }
}
