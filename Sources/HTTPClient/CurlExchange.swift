import HTTP

/// HTTP calls by libcurl on a thread of their own.
///
/// A call that failed is `notSent` only when no octet of the request can have left: then it never came to sending, or
/// libcurl counted nothing as sent. Everything else is `noAnswer`. libcurl would repeat a request on a fresh connection when
/// a kept one turns out dead behind the request; that repetition is stopped, because the far side may have acted.
package final class CurlExchange: HTTPExchange {
  private let settings: CurlSettings
  private let worker: CurlWorker

  package init(_ settings: CurlSettings = CurlSettings()) {
    self.settings = settings
    worker = CurlWorker(settings)
  }

  deinit { worker.stop(grace: .zero) {} }

  package func perform(
    _ request: HTTPRequest, completion: @escaping @Sendable (Result<HTTPResponse, HTTPFailure>) -> Void
  ) {
    perform(request, mayBegin: { true }, completion: completion)
  }

  /// `mayBegin` is asked when a connection is ready and the request is the next thing to go out: from then on the call
  /// takes no longer than its timeout.
  package func perform(
    _ request: HTTPRequest, mayBegin: @escaping @Sendable () -> Bool,
    completion: @escaping @Sendable (Result<HTTPResponse, HTTPFailure>) -> Void
  ) {
    worker.submit(HTTPTransfer(request, settings, mayBegin: mayBegin, completion))
  }

  /// Takes no more calls, refuses those that wait, and gives those under way some time.
  ///
  /// - Parameter grace: then they are broken off and reported as `noAnswer`, or `notSent` where that is certain.
  package func stop(grace: Duration) async {
    await withCheckedContinuation { done in worker.stop(grace: grace) { done.resume() } }
  }
}
