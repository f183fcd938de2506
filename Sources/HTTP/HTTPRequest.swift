/// One HTTP request as a value, on its way out (a provider call) or in (the admin listener).
///
/// It names no connection and sends nothing. Header names compare without regard to case
/// (RFC 9110 §5.1) and keep the order they were given in.
package struct HTTPRequest: Equatable, Sendable {
  /// The request method, upper case (RFC 9110 §9).
  package var method: Method
  /// Absolute URL of a request that goes out; origin-form target (`/path?query`) of one that came in.
  package var target: String
  package var headers: HTTPHeaders
  package var body: [UInt8]

  package enum Method: String, Sendable, CaseIterable {
    case get = "GET"
    case head = "HEAD"
    case post = "POST"
    case put = "PUT"
    case patch = "PATCH"
    case delete = "DELETE"
    case options = "OPTIONS"
  }

  package init(_ method: Method, _ target: String, headers: HTTPHeaders = HTTPHeaders(), body: [UInt8] = []) {
    self.method = method
    self.target = target
    self.headers = headers
    self.body = body
  }
}
