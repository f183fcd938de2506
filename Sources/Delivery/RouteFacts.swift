import Messages

/// What a route is chosen by.
package struct RouteFacts: Hashable, Sendable {
  package var recipient: PhoneNumber
  package var channel: Channel
  package var account: String
  package var sender: String
  /// `service_type` of a submit; empty for mail.
  package var serviceType: String
  /// SMS parts; nil while they are not known, and then they keep no route from fitting.
  package var parts: Int?

  package init(
    recipient: PhoneNumber, channel: Channel, account: String, sender: String, serviceType: String = "",
    parts: Int? = nil
  ) {
    self.recipient = recipient
    self.channel = channel
    self.account = account
    self.sender = sender
    self.serviceType = serviceType
    self.parts = parts
  }

  /// Of a message, also of one that is under way over another channel than it asked for.
  init(_ message: Message) {
    self.init(
      recipient: message.recipient, channel: message.askedChannel ?? message.channel, account: message.account,
      sender: message.sender,
      parts: message.segments)
    if case .smpp(let origin) = message.origin { serviceType = origin.serviceType }
  }
}
