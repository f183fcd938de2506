/// What the adapter of BSG needs to know. Every default that is not in the provider's documents stands in
/// `docs/providers/bsg.md` as an assumption.
package struct BSGSettings: Sendable {
  /// Base of all addresses, without `/api`.
  package var url: String
  package var apiKey: String
  /// Source address to sender name; `*` for any other. Empty: the source address is the sender.
  package var senders: [String: String]
  /// Seconds east of UTC of the times that it writes.
  package var timeZone = 0
  /// Recipients of one campaign, 1 to 10,000.
  package var batch = 10_000
  package var concurrency = 4
  package var latinLimit = 765
  package var otherLimit = 335
  /// 0 to 9.
  package var tariffCode = 0
  /// How long a token is taken to last when it does not say so itself.
  package var tokenLifetime = Duration.seconds(1_800)
  package var statusDelays: [Duration] = [5, 15, 30, 60, 300, 900].map { .seconds($0) }
  package var statusSpacing = Duration.milliseconds(200)
  /// Messages told about by one status question at most.
  package var statusBatch = 10_000
  package var longestValidity = Duration.seconds(72 * 3_600)
  /// Sends the API key itself as the bearer, without a login.
  package var usesKeyAsBearer = false
  /// Tells BSG where to post states; `callback_url` is not among the documented parameters of all campaigns.
  package var sendsCallbackURL = true

  package init(url: String = "https://one-api.bsg.world", apiKey: String, senders: [String: String] = [:]) {
    self.url = url
    self.apiKey = apiKey
    self.senders = senders
  }

  func sender(of address: String) -> String? { senders.isEmpty ? address : senders[address] ?? senders["*"] }
}
