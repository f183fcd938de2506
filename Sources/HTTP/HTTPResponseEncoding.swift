extension HTTPResponse {
  /// The octets of the response on an HTTP/1.1 connection (RFC 9112 §4).
  ///
  /// `Content-Length` and `Connection` are written here and are left out of the response's own fields.
  ///
  /// - Parameters:
  ///   - keepAlive: false announces the end of the connection.
  ///   - isHead: the answer to a HEAD, with the length of the body and without the body.
  ///   - date: the value for `Date`, where the server has a clock.
  package func encoded(keepAlive: Bool, isHead: Bool = false, date: String? = nil) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(256 + body.count)
    bytes += "HTTP/1.1 \(status) \(Self.phrase(status))\r\n".utf8
    for field in headers.fields where !Self.isFraming(field.name) { Self.append(field.name, field.value, to: &bytes) }
    if let date { Self.append("Date", date, to: &bytes) }
    if Self.hasBody(status) { Self.append("Content-Length", String(body.count), to: &bytes) }
    if !keepAlive { Self.append("Connection", "close", to: &bytes) }
    bytes += "\r\n".utf8
    if !isHead, Self.hasBody(status) { bytes += body }
    return bytes
  }

  /// `100 Continue`, before the answer itself.
  package static let continueLine = Array("HTTP/1.1 100 Continue\r\n\r\n".utf8)

  private static func hasBody(_ status: Int) -> Bool { status >= 200 && status != 204 && status != 304 }

  private static func isFraming(_ name: String) -> Bool {
    let lowered = name.utf8.map { (0x41...0x5A).contains($0) ? $0 | 0x20 : $0 }
    return ["content-length", "connection", "transfer-encoding"].contains { lowered.elementsEqual($0.utf8) }
  }

  /// Control characters are dropped, so that no value can begin a line of its own.
  private static func append(_ name: String, _ value: String, to bytes: inout [UInt8]) {
    bytes += name.utf8.lazy.filter { $0 > 0x20 && $0 != 0x7F && $0 != 0x3A }
    bytes += ": ".utf8
    bytes += value.utf8.lazy.filter { $0 >= 0x20 && $0 != 0x7F || $0 == 0x09 }
    bytes += "\r\n".utf8
  }

  /// The reason phrase (RFC 9110 §15); empty for a status that is not in the table.
  package static func phrase(_ status: Int) -> String { phrases[status] ?? "" }

  private static let phrases: [Int: String] = [
    100: "Continue", 200: "OK", 201: "Created", 202: "Accepted", 204: "No Content",
    301: "Moved Permanently", 302: "Found", 303: "See Other", 304: "Not Modified",
    400: "Bad Request", 401: "Unauthorized", 403: "Forbidden", 404: "Not Found", 405: "Method Not Allowed",
    408: "Request Timeout", 409: "Conflict", 411: "Length Required", 413: "Content Too Large", 414: "URI Too Long",
    415: "Unsupported Media Type", 417: "Expectation Failed", 422: "Unprocessable Content",
    429: "Too Many Requests", 431: "Request Header Fields Too Large",
    500: "Internal Server Error", 501: "Not Implemented", 502: "Bad Gateway", 503: "Service Unavailable",
    504: "Gateway Timeout", 505: "HTTP Version Not Supported",
  ]
}
