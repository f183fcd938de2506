import Messages

/// A text that a client names by `sm_default_msg_id` (SMPP 3.4 §5.2.20) instead of sending it.
package struct CannedText: Sendable, Hashable {
  package var text: String
  /// Where a provider keeps the same text.
  package var prepared: PreparedText?

  package init(_ text: String, prepared: PreparedText? = nil) {
    self.text = text
    self.prepared = prepared
  }
}
