import HTTP
import Messages

/// What a provider's post to us means. It is only a hint or a report: whatever it says is checked against what we hold.
package struct CallbackAnswer: Equatable, Sendable {
  /// Look at these batches or messages now rather than at their time.
  package var look: [ProviderReference]
  /// States by the provider's reference, where the post can be trusted (signed).
  package var reports: [Report]
  package var incoming: [IncomingAnswer.Item]
  package var response: HTTPResponse

  package struct Report: Hashable, Sendable {
    package var reference: ProviderReference
    package var recipient: PhoneNumber?
    package var state: MessageState
    package var at: Timestamp?
    package var error: ProviderError?
    package var raw: String
    package init(
      reference: ProviderReference, recipient: PhoneNumber?, state: MessageState, at: Timestamp?,
      error: ProviderError?, raw: String
    ) {
      self.reference = reference
      self.recipient = recipient
      self.state = state
      self.at = at
      self.error = error
      self.raw = raw
    }
  }

  package init(
    look: [ProviderReference] = [], reports: [Report] = [], incoming: [IncomingAnswer.Item] = [],
    response: HTTPResponse = HTTPResponse(status: 200)
  ) {
    self.look = look
    self.reports = reports
    self.incoming = incoming
    self.response = response
  }
}
