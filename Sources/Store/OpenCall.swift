import Messages

/// A call whose end was never written: its messages may be at the provider or not.
package struct OpenCall: Hashable, Sendable {
  package var call: Call
  /// The messages still tied to it.
  package var messages: [Message]

  package init(call: Call, messages: [Message]) {
    self.call = call
    self.messages = messages
  }
}
