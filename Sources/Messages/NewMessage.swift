/// A message as translated from a `submit_sm` or a mail, before it has an id and a route.
package struct NewMessage: Hashable, Sendable {
  package var origin: Origin
  package var recipient: PhoneNumber
  /// The sender that the client asked for; empty when it named none.
  package var sender: String
  package var text: String
  package var content: Content
  package var channel: Channel
  package var encoding: Encoding
  package var segments: Int
  package var priority: UInt8
  package var acceptedAt: Timestamp
  package var dueAt: Timestamp
  /// Nil: the account's default, counted from `dueAt`.
  package var validUntil: Timestamp?
  package var receipt: ReceiptRequest
  package var userMessageReference: UInt16?
  package var providerList: ProviderList?
  package var preparedText: PreparedText?
  /// The address that a message of the channel mail goes to, instead of the recipient.
  package var mailAddress: String?
  /// A sender's mistake that was mended while its text was read, in a word; nil when there was none.
  package var repair: String?

  package init(
    origin: Origin, recipient: PhoneNumber, sender: String, text: String, content: Content = .text,
    channel: Channel = .sms, encoding: Encoding = .gsm, segments: Int = 1, priority: UInt8 = 0,
    acceptedAt: Timestamp, dueAt: Timestamp? = nil, validUntil: Timestamp? = nil, receipt: ReceiptRequest = [],
    userMessageReference: UInt16? = nil, providerList: ProviderList? = nil, preparedText: PreparedText? = nil,
    mailAddress: String? = nil
  ) {
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
    self.receipt = receipt
    self.userMessageReference = userMessageReference
    self.providerList = providerList
    self.preparedText = preparedText
    self.mailAddress = mailAddress
  }
}

/// A distribution list that a provider keeps.
package struct ProviderList: Hashable, Sendable {
  package var provider: String
  /// The provider's own id of the list.
  package var id: String
  package init(provider: String, id: String) {
    self.provider = provider
    self.id = id
  }
}
