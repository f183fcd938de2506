/// One accepted message to one recipient: what is stored, sent to a provider and told about in receipts.
///
/// It does not change after acceptance except by `replace_sm`; what happens to it is kept beside it (``Progress``).
package struct Message: Hashable, Sendable {
  package var id: MessageID
  /// The account that pays, by its name in the configuration.
  package var account: String
  package var origin: Origin
  package var recipient: PhoneNumber
  /// The sender as the provider shall show it: a name or a number; empty for the provider's default.
  package var sender: String
  package var text: String
  package var content: Content
  package var channel: Channel
  /// The channel that was asked for, while ``channel`` is another one by which it goes. Not stored: what is stored has
  /// the channel that was asked for.
  package private(set) var askedChannel: Channel?
  package var encoding: Encoding
  /// SMS parts that the text takes, at least 1.
  package var segments: Int
  /// 0 bulk to 3 most urgent (SMPP 3.4 §5.2.14).
  package var priority: UInt8
  package var acceptedAt: Timestamp
  /// Not to be sent before; equal to `acceptedAt` for at once.
  package var dueAt: Timestamp
  /// The end of its validity: past it the message is EXPIRED.
  package var validUntil: Timestamp
  /// One for each `submit_sm` behind it, in part order; never empty.
  package var parts: [Part]
  /// Lanes that may carry it, in order of preference (``LaneName``); never empty.
  package var lanes: [LaneName]
  /// Why the first lane was taken, in words for `explain`.
  package var routeReason: String
  /// The name of the route by which it goes; empty where that has none, or no route was asked.
  package var route: String
  /// A distribution list that the provider keeps, instead of the recipient (its own id there).
  package var providerList: String?
  /// Where the provider of a lane keeps the text already; other providers get the text.
  package var preparedText: PreparedText?
  /// The address that a message of the channel mail goes to, instead of the recipient.
  package var mailAddress: String?

  package init(
    id: MessageID, account: String, origin: Origin, recipient: PhoneNumber, sender: String, text: String,
    content: Content = .text, channel: Channel = .sms, encoding: Encoding = .gsm, segments: Int = 1,
    priority: UInt8 = 0, acceptedAt: Timestamp, dueAt: Timestamp? = nil, validUntil: Timestamp, parts: [Part],
    lanes: [LaneName], routeReason: String = "", route: String = "", providerList: String? = nil,
    preparedText: PreparedText? = nil, mailAddress: String? = nil
  ) {
    self.id = id
    self.account = account
    self.origin = origin
    self.recipient = recipient
    self.sender = sender
    self.text = text
    self.content = content
    self.channel = channel
    self.encoding = encoding
    self.segments = segments
    self.priority = priority
    self.acceptedAt = acceptedAt
    self.dueAt = dueAt ?? acceptedAt
    self.validUntil = validUntil
    self.parts = parts
    self.lanes = lanes
    self.routeReason = routeReason
    self.route = route
    self.providerList = providerList
    self.preparedText = preparedText
    self.mailAddress = mailAddress
  }
}

extension Message {
  /// The same message as it goes over a channel of its route.
  package func over(_ channel: Channel) -> Message {
    guard self.channel != channel else { return self }
    var message = self
    message.askedChannel = askedChannel ?? self.channel
    message.channel = channel
    return message
  }

  /// Whose receipts queue up together: an account's, or that of all mail.
  package var receiptQueue: String {
    if case .mail = origin { Self.mailReceiptQueue } else { account }
  }

  /// The queue of receipts that leave as mail. No account's name begins with `@`.
  package static let mailReceiptQueue = "@mail"
}

/// A provider account and a channel: one queue of the dispatcher.
package struct LaneName: Hashable, Sendable, CustomStringConvertible {
  /// The provider's name in the configuration.
  package var provider: String
  package var channel: Channel

  package init(provider: String, channel: Channel) {
    self.provider = provider
    self.channel = channel
  }

  package var description: String { provider + "/" + channel.word }
}
