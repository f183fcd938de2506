/// What the operator wrote about one provider, before its adapter takes what it needs: plain values, nothing read here.
package struct ProviderSettings: Sendable {
  package var name: String
  package var url: String?
  package var token: String?
  package var login: String?
  package var password: String?
  package var apiKey: String?
  /// Source address to what the provider calls the sender: an id at sms.by, a name elsewhere; `*` for any other.
  package var senders: [String: String] = [:]
  package var viberSenders: [String: String] = [:]
  /// Seconds east of UTC of the times that the provider writes.
  package var timeZone: Int?
  /// Messages in one call at most.
  package var batch: Int?
  /// Calls under way at once.
  package var concurrency: Int?
  /// Longest texts in the GSM alphabet and outside of it.
  package var latinLimit: Int?
  package var otherLimit: Int?
  /// sms.by: lone messages by calls whose lost answers can be settled.
  package var isCheckable: Bool?
  /// Asks for the cost of each call.
  package var showsCost: Bool?
  /// sms.by: minutes before the other channel is tried, 5 to 60.
  package var forwardingMinutes: Int?
  /// sms.by: everything in the form, nothing in the query.
  package var usesFormOnly: Bool?
  /// sms.by: asks what a mailing to a list costs before it is confirmed.
  package var checksLists: Bool?
  /// BSG: 0 to 9.
  package var tariffCode: Int?
  /// BSG: the API key itself is the bearer.
  package var usesKeyAsBearer: Bool?
  /// Pauses between questions about one message, the last one repeated; a provider's own limits come on top.
  package var statusDelays: [Duration]?
  /// The least time between two status questions.
  package var statusSpacing: Duration?
  /// Messages in one status question at most.
  package var statusBatch: Int?
  /// Longest validity that it is given.
  package var longestValidity: Duration?
  /// Whether it is asked for messages from handsets.
  package var asksIncoming: Bool?
  /// SMSC: calls only ask for the price.
  package var isTest: Bool?
  /// SMSC: how the handler push is signed.
  package var callbackAlgorithm: SMSCSignature.Algorithm?
  /// SMSC: the secret word of the handler push.
  package var callbackSecret: String?
  /// SMSC: computes digests for it.
  package var digest: (@Sendable (SMSCSignature.Algorithm, [UInt8]) -> [UInt8]?)?
  /// SMSC: subject of mail and MMS, voice of calls.
  package var subject: String?
  package var voice: String?

  package init(name: String) { self.name = name }
}

/// Why a provider cannot be made of its settings.
package enum ProviderSettingsFault: Error, Equatable, Sendable {
  case unknownKind(String)
  /// The key that is missing, as the configuration spells it.
  case missing(String)
  /// A sender whose id is not a number, and the key of its table.
  case senderID(key: String, sender: String)
}
