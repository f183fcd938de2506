import HTTP

/// What the simulated far side does with one request; whoever plays the network carries it out.
package enum SimulatedAnswer: Equatable, Sendable {
  case respond(HTTPResponse, after: Duration)
  /// The connection closes without an answer; nothing was taken. The caller cannot know that: no answer.
  case dropBefore
  /// The connection closes without an answer; the request was taken: no answer.
  case dropAfter
  /// No answer ever; the request was taken. Ends by the caller's timeout: no answer.
  case hang
  /// Nobody listens: certainly not sent.
  case refuseConnection
}
