/// What the adapter of sms.by needs to know. Every default that is not in the provider's documents stands in
/// `docs/providers/smsby.md` as an assumption.
package struct SMSBySettings: Sendable {
  /// Base of all addresses, without `/v1`; a host alone gets `/api`.
  package var url: String
  package var token: String
  /// Source address to `alphaname_id`; `*` for any other, 0 being the system's name.
  package var senders: [String: Int]
  /// Source address to `vibername_id`; `*` for any other.
  package var viberSenders: [String: Int]
  /// Seconds east of UTC of the times that it writes and reads.
  package var timeZone = 10_800
  /// Messages in one bulk call.
  package var batch = 1_000
  package var concurrency = 4
  /// Lone messages take three calls, and then a lost answer can be settled.
  package var isCheckable = false
  /// Asks for the cost of lone messages.
  package var showsCost = false
  /// Minutes after which an undelivered message goes the other way, 5 to 60.
  package var forwardingMinutes = 60
  /// Longest text by the vendor's counter: 10 parts.
  package var latinLimit = 1_530
  package var otherLimit = 670
  package var viberLimit = 1_000
  /// Puts the parameters of every POST into the form, where the documents have them in the query.
  package var usesFormOnly = false
  /// Asks for the price of a list mailing before it is confirmed.
  package var checksLists = true
  package var statusDelays: [Duration] = [5, 15, 30, 60, 300, 900].map { .seconds($0) }
  package var statusSpacing = Duration.milliseconds(200)
  /// Messages told about by one status question at most.
  package var statusBatch = 10_000
  /// Viber mailings that are asked for incoming messages in one round, newest first.
  package var incomingMailings = 20

  package init(url: String, token: String, senders: [String: Int] = [:], viberSenders: [String: Int] = [:]) {
    self.url = url
    self.token = token
    self.senders = senders
    self.viberSenders = viberSenders
  }

  /// `alphaname_id` of a sender; the system's name for none.
  func alphaname(of sender: String) -> Int? { senders[sender] ?? senders["*"] ?? (sender.isEmpty ? 0 : nil) }

  func vibername(of sender: String) -> Int? { viberSenders[sender] ?? viberSenders["*"] }
}
