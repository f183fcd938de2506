/// What the adapter of SMSC needs to know. Every default that is not in the provider's documents stands in
/// `docs/providers/smsc.md` as an assumption.
package struct SMSCSettings: Sendable {
  /// Base of all addresses, without `/sys`.
  package var url: String
  package var login: String
  /// Plain, or its MD5 in lower case: sent as it is.
  package var password: String
  /// In place of login and password.
  package var apiKey: String?
  /// Source address to Sender ID; `*` for any other. Empty: the source address is the Sender ID.
  package var senders: [String: String]
  /// Seconds east of UTC of the times that it writes and reads: Moscow.
  package var timeZone = 10_800
  /// Messages in one `list=`.
  package var batch = 1_000
  package var concurrency = 4
  /// Messages in one mass status question, of which one a minute is allowed.
  package var statusBatch = 10_000
  package var statusDelays: [Duration] = [5, 10, 15, 30, 60, 300, 900].map { .seconds($0) }
  /// Between two mass questions: one a minute is allowed.
  package var statusSpacing = Duration.seconds(61)
  package var longestValidity = Duration.seconds(86_400)
  package var asksIncoming = true
  package var textLimit = 1_000
  /// Asks for the cost with each call.
  package var showsCost = false
  /// Reads `__HLR__` and its like at the start of a text as a choice of channel.
  package var readsPrefixes = true
  /// Subject of messages by mail and MMS.
  package var subject: String?
  /// Voice of calls: `m`, `m2`, `w`, `w2`.
  package var voice: String?
  /// Hours of incoming messages that are asked for when there is no cursor yet.
  package var incomingHours = 72
  /// Calls only ask for the price: nobody gets a message, and each is reported as delivered.
  package var isTest = false
  /// How the push is signed.
  package var callbackAlgorithm = SMSCSignature.Algorithm.md5
  /// The secret word of the handler push. Without it a push is only a hint.
  package var callbackSecret: String?
  /// Computes a digest for the signature of the push; nil for an algorithm that it does not know.
  package var digest: (@Sendable (SMSCSignature.Algorithm, [UInt8]) -> [UInt8]?)?

  package init(
    url: String = "https://smscentre.com", login: String, password: String, apiKey: String? = nil,
    senders: [String: String] = [:]
  ) {
    self.url = url
    self.login = login
    self.password = password
    self.apiKey = apiKey
    self.senders = senders
  }

  /// The delays with the allowed rhythm kept: five questions a minute about one message.
  static func spaced(_ delays: [Duration]) -> [Duration] {
    var asked = [Duration.zero]
    let repeated = max(.seconds(15), delays.last ?? .zero)
    return (delays + [repeated]).map { delay in
      let last = asked[asked.count - 1]
      let earliest = asked.count >= 5 ? asked[asked.count - 5] + .seconds(61) : .zero
      let next = max(last + delay, earliest)
      asked.append(next)
      return next - last
    }
  }

  /// The Sender ID of a source address; nil when the table has none for it.
  func senderID(of sender: String) -> String? {
    senders.isEmpty ? sender : senders[sender] ?? senders["*"]
  }
}
