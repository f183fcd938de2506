import Messages

/// What `replace_sm` (SMPP 3.4 §4.10.1) or an operator puts in place; nil keeps what was.
package struct Replacement: Hashable, Sendable {
  package var text: String?
  package var encoding: Encoding?
  package var segments: Int?
  package var dueAt: Timestamp?
  package var validUntil: Timestamp?
  package var receipt: ReceiptRequest?
  /// Who wants it so; its life tells.
  package var cause: Cause

  package enum Cause: Hashable, Sendable {
    /// Whoever sent the message, by `replace_sm`.
    case sender
    /// An operator keeps the message back, or lets it go.
    case hold, release
  }

  package init(
    text: String? = nil, encoding: Encoding? = nil, segments: Int? = nil, dueAt: Timestamp? = nil,
    validUntil: Timestamp? = nil, receipt: ReceiptRequest? = nil, cause: Cause = .sender
  ) {
    self.cause = cause
    self.text = text
    self.encoding = encoding
    self.segments = segments
    self.dueAt = dueAt
    self.validUntil = validUntil
    self.receipt = receipt
  }
}

extension Replacement {
  /// Puts what is given in place of what the message had; the receipt request goes to each of its parts.
  package func apply(to message: inout Message) {
    if let text { message.text = text }
    if let encoding { message.encoding = encoding }
    if let segments { message.segments = max(1, segments) }
    if let dueAt { message.dueAt = dueAt }
    if let validUntil { message.validUntil = validUntil }
    if let receipt {
      for index in message.parts.indices { message.parts[index].receipt = receipt }
    }
  }
}
