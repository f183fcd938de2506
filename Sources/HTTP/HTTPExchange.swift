/// The seam between the engine and whatever makes HTTP calls: libcurl, a simulated provider, a test.
///
/// The one thing it must tell with certainty is whether a failed call may be repeated.
package protocol HTTPExchange: Sendable {
  /// Makes one call and reports exactly once, on any thread.
  ///
  /// - Parameters:
  ///   - request: an absolute `http` or `https` URL with its headers and body.
  ///   - completion: gets the response whatever its status, or the failure.
  func perform(_ request: HTTPRequest, completion: @escaping @Sendable (Result<HTTPResponse, HTTPFailure>) -> Void)

  /// The same for a call that may be made only as long as something is so.
  ///
  /// - Parameter mayBegin: asked when the call's turn has come, after whatever it had to wait for: after false it is not
  ///   made, and reported as not sent. On any thread; must not wait.
  func perform(
    _ request: HTTPRequest, mayBegin: @escaping @Sendable () -> Bool,
    completion: @escaping @Sendable (Result<HTTPResponse, HTTPFailure>) -> Void)
}

extension HTTPExchange {
  /// For those where no call waits.
  package func perform(
    _ request: HTTPRequest, mayBegin: @escaping @Sendable () -> Bool,
    completion: @escaping @Sendable (Result<HTTPResponse, HTTPFailure>) -> Void
  ) {
    guard mayBegin() else { return completion(.failure(.tooLate)) }
    perform(request, completion: completion)
  }
}

/// Why a call brought no response.
package struct HTTPFailure: Error, Equatable, Sendable {
  /// What may be done about it.
  package enum Certainty: Equatable, Sendable {
    /// No byte of the request can have been acted upon (no name, no connection, no TLS): it may be repeated.
    case notSent
    /// The request, or a part of it, went out and no complete answer came back: whether the far side acted is unknown.
    case noAnswer
  }

  package var certainty: Certainty
  /// What happened in plain words, without secrets.
  package var reason: String

  package init(_ certainty: Certainty, reason: String) {
    self.certainty = certainty
    self.reason = reason
  }

  /// The call might no longer be made when its turn came.
  package static let tooLate = HTTPFailure(.notSent, reason: "it might no longer be made when its turn came")
}
