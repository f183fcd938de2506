import Messages

/// Which messages a cancel means (SMPP 3.4 §4.9.1).
package enum CancelSelector: Hashable, Sendable {
  case message(MessageID)
  /// All of an account that still wait, from this sender to this recipient, as the client wrote them.
  case all(account: String, source: String, destination: PhoneNumber, serviceType: String?)
}

extension CancelSelector {
  /// Whether it means this message. The sender is compared as the client wrote it: the source address of the submit,
  /// for other origins the sender.
  package func matches(_ message: Message) -> Bool {
    switch self {
    case .message(let id): return message.id == id
    case .all(let account, let source, let destination, let serviceType):
      guard message.account == account, message.recipient == destination else { return false }
      guard case .smpp(let origin) = message.origin else { return serviceType == nil && message.sender == source }
      return origin.source.text == source && (serviceType == nil || serviceType == origin.serviceType)
    }
  }
}
