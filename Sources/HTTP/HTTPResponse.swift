/// One HTTP response as a value.
package struct HTTPResponse: Equatable, Sendable {
  /// The status code, 100 to 599 (RFC 9110 §15).
  package var status: Int
  package var headers: HTTPHeaders
  package var body: [UInt8]

  package init(status: Int, headers: HTTPHeaders = HTTPHeaders(), body: [UInt8] = []) {
    self.status = status
    self.headers = headers
    self.body = body
  }
}
